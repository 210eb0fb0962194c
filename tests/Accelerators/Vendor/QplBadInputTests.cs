using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Tests.Deflate;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>Streams that libqpl did not make: refused or short, never a crash or a byte beside the destination.</summary>
public sealed class QplBadInputTests
{
    public static TheoryData<DeflateMode> Modes => [.. Enum.GetValues<DeflateMode>()];

    [Theory]
    [MemberData(nameof(Modes))]
    public void EveryTruncation_IsRefusedOrShort(DeflateMode mode)
    {
        Vendors.RequireLibqpl();
        using QplCodec qpl = Codec(mode);
        byte[] stream = qpl.Compress(PageSamples.Make("text", Page.SizeBytes, 3))!;
        // The last bytes may hold no more than the end of block, or in canned mode the empty block that libqpl puts after it.
        for (int length = 1; length < stream.Length - 5; length++)
        {
            (byte[] restored, string? problem) = qpl.Decompress(stream.AsSpan(0, length), Page.SizeBytes);
            Assert.True(problem is not null || restored.Length < Page.SizeBytes, $"{length} of {stream.Length} bytes gave a whole page");
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void FlippedBits_TouchNothingElse(DeflateMode mode)
    {
        Vendors.RequireLibqpl();
        using QplCodec qpl = Codec(mode);
        var random = new Random(99);
        int refused = 0;
        const int Trials = 20_000;
        for (int trial = 0; trial < Trials; trial++)
        {
            byte[] stream = qpl.Compress(PageSamples.Make(PageSamples.Kinds[trial % PageSamples.Kinds.Length], Page.SizeBytes, trial))!;
            for (int flip = random.Next(4); flip >= 0; flip--) stream[random.Next(stream.Length)] ^= (byte)(1 << random.Next(8));
            if (qpl.Decompress(stream, Page.SizeBytes).Problem is not null) refused++;
        }

        Assert.InRange(refused, Trials / 50, Trials);
    }

    [Fact]
    public void Noise_TouchesNothingElse()
    {
        Vendors.RequireLibqpl();
        using QplCodec qpl = new(DeflateMode.Fixed);
        for (int seed = 0; seed < 5000; seed++)
            _ = qpl.Decompress(PageSamples.Make("random", 1 + (seed % 600), seed), 1 + (seed * 7 % Page.SizeBytes));
    }

    [Fact]
    public void AStreamWithZlibsWindow_IsRefused_NamingTheHistory()
    {
        Vendors.RequireLibqpl();
        using QplCodec qpl = new(DeflateMode.Fixed);
        byte[] page = PageSamples.Make("random", Page.SizeBytes, 5), other = PageSamples.Make("random", Page.SizeBytes, 6);
        // The third page repeats the first, 8 KiB back: what a 32 KiB window sees and a 4 KiB one does not.
        byte[] source = [.. page, .. other, .. page];
        byte[] stream = FullWindow(source);
        Assert.True(stream.Length < 2.5 * Page.SizeBytes, "zlib found the repetition");
        Assert.Contains("4 KiB of history", qpl.Decompress(stream, source.Length).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ASmallDestination_IsRefused()
    {
        Vendors.RequireLibqpl();
        using QplCodec qpl = new(DeflateMode.Dynamic);
        byte[] stream = qpl.Compress(PageSamples.Make("text", Page.SizeBytes, 3))!;
        foreach (int room in (int[])[1, 100, Page.SizeBytes - 1]) Assert.NotNull(qpl.Decompress(stream, room).Problem);
    }

    [Fact]
    public void AnotherTable_NeverGivesThePage()
    {
        Vendors.RequireLibqpl();
        using QplCodec sender = new(DeflateMode.Canned, PageSamples.Table(1)), receiver = new(DeflateMode.Canned, PageSamples.Table(500));
        byte[] page = PageSamples.Make("text", Page.SizeBytes, 3);
        (byte[] restored, string? problem) = receiver.Decompress(sender.Compress(page)!, Page.SizeBytes);
        Assert.False(problem is null && restored.AsSpan().SequenceEqual(page));
    }

    private static QplCodec Codec(DeflateMode mode) => new(mode, mode == DeflateMode.Canned ? PageSamples.Table() : null);

    private static byte[] FullWindow(byte[] source)
    {
        using var stream = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(stream, System.IO.Compression.CompressionLevel.Optimal))
            deflate.Write(source);
        return stream.ToArray();
    }
}
