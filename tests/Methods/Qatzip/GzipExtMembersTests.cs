using MultifdBench.Deflate;
using MultifdBench.Methods.Qatzip;
using MultifdBench.Tests.Deflate;

namespace MultifdBench.Tests.Methods.Qatzip;

public sealed class GzipExtMembersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void MembersThatFillThePayload_AreTaken(int members) =>
        Assert.Null(GzipExtMembers.Problem(Payload(members), members * 4096));

    [Fact]
    public void AnotherSize_IsTold() => Assert.Equal("8192 announced by its gzip members", GzipExtMembers.Problem(Payload(2), 4096));

    [Fact]
    public void EveryTruncation_IsTold()
    {
        byte[] payload = Payload(2);
        for (int length = 0; length < payload.Length; length++) Assert.NotNull(GzipExtMembers.Problem(payload.AsSpan(0, length), 8192));
    }

    [Fact]
    public void BytesAfterTheMembers_AreTold()
    {
        for (int more = 1; more < 50; more++) Assert.NotNull(GzipExtMembers.Problem([.. Payload(1), .. new byte[more]], 4096));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(14)]
    public void AnotherHeader_IsTold(int at)
    {
        byte[] payload = Payload(1);
        payload[at] ^= 1;
        Assert.Contains("no gzip member with QATzip's extra field at byte 0", GzipExtMembers.Problem(payload, 4096),
            StringComparison.Ordinal);
    }

    [Fact]
    public void HostileLengths_AreTold()
    {
        byte[] payload = Payload(1);
        payload.AsSpan(20, 4).Fill(0xff);
        Assert.Contains("4294967295 bytes", GzipExtMembers.Problem(payload, 4096), StringComparison.Ordinal);
    }

    /// <summary>Members of one page each, made here.</summary>
    private static byte[] Payload(int members)
    {
        List<byte> payload = [];
        for (int i = 0; i < members; i++)
        {
            byte[] page = PageSamples.Make("text", 4096, i), gzip = new byte[8192];
            int length = GzipFormat.Compress(new PageDeflater(DeflateMode.Fixed), page, gzip);
            payload.AddRange([0x1f, 0x8b, 8, 4, .. gzip.AsSpan(4, 6), 12, 0, (byte)'Q', (byte)'Z', 8, 0,
                .. BitConverter.GetBytes(page.Length), .. BitConverter.GetBytes(length - GzipFormat.OverheadBytes)]);
            payload.AddRange(gzip.AsSpan(10, length - 10));
        }

        return [.. payload];
    }
}
