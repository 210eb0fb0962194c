using MultifdBench.Guest;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>The messages of the return path [QEMU savevm.c, migration.c], against vectors, and what is refused.</summary>
public sealed class ReturnPathTests : IDisposable
{
    private readonly GuestMemory _memory = new([new("pc.ram", 16 * Page.SizeBytes), new("tiny", Page.SizeBytes)]);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Writer_GivesTheVector_AndNamesABlockOnlyWhenItChanges()
    {
        ByteConnection connection = new([]);
        ReturnPath answers = new(connection);
        answers.Pong(4);
        answers.Request(_memory.Blocks[0], 3);
        answers.Request(_memory.Blocks[0], 15);
        answers.Request(_memory.Blocks[1], 0);
        answers.Acknowledge();
        Assert.Equal(Ours(), connection.Sent);
    }

    [Fact]
    public void Reader_UnderstandsTheVector()
    {
        Listener heard = Read(Ours());
        Assert.Equal(["pong 4", "pc.ram 3+1", "pc.ram 15+1", "tiny 0+1"], heard.Events);
    }

    [Theory]
    [InlineData(0xF000, 0x2000)]
    [InlineData(0x10000, 0x1000)]
    [InlineData(0x1000, 0)]
    [InlineData(0x1000, 0x1001)]
    [InlineData(0x10, 0x1000)]
    [InlineData(0xFFFF_FFFF_FFFF_F000, 0xFFFF_F000)]
    public void RequestForWhatIsNoPages_IsRefused(ulong start, uint length) => Refuses(
        new BigEndian().U16(3).U16(12 + 7).U64(start).U32(length).Name("pc.ram"),
        $"asked for 0x{length:x} bytes at 0x{start:x} of RAM block 'pc.ram'");

    [Fact]
    public void RequestWithoutABlock_IsRefused() =>
        Refuses(new BigEndian().U16(4).U16(12).U64(0).U32(4096), "asked for pages of a block that it never named");

    [Fact]
    public void RequestForAnotherBlock_IsRefused() =>
        Refuses(new BigEndian().U16(3).U16(12 + 4).U64(0).U32(4096).Name("rom"), "asked for pages of RAM block 'rom'");

    [Theory]
    [InlineData(3, 12)]
    [InlineData(3, 20)]
    [InlineData(4, 11)]
    [InlineData(4, 13)]
    [InlineData(2, 8)]
    [InlineData(1, 0)]
    [InlineData(99, 6)]
    public void MessageOfAnotherLengthOrKind_IsRefused(ushort type, ushort length) => Refuses(
        new BigEndian().U16(type).U16(length).Zeros(length), $"the destination answered with message {type} of {length} bytes");

    [Fact]
    public void HugeMessage_IsRefusedBeforeItIsRead() =>
        Refuses(new BigEndian().U16(3).U16(0xFFFF), "message 3 of 65535 bytes, at most 268 are possible");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void EarlyEnd_IsALostConnection(int bytes) => Assert.Contains(
        "closed the main connection without acknowledging",
        Assert.Throws<ConnectionException>(() => Read(new BigEndian().U16(1).U16(4).U32(0).ToArray()[..bytes])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void FailureOfTheDestination_IsSaid() =>
        Refuses(new BigEndian().U16(1).U16(4).U32(7), "message 1, value 7, in place of an acknowledgement");

    [Fact]
    public void WithoutPostcopy_OnlyTheAcknowledgementIsExpected()
    {
        ReturnPathReader reader = new(new ByteConnection(Ours()), new RamBlockTable(_memory), handler: null);
        Assert.Contains("message 2, value 4, in place of", Assert.Throws<WireException>(reader.Run).Message, StringComparison.Ordinal);
    }

    private static byte[] Ours() => new BigEndian()
        .U16(2).U16(4).U32(4)
        .U16(3).U16(12 + 7).U64(0x3000).U32(0x1000).Name("pc.ram")
        .U16(4).U16(12).U64(0xF000).U32(0x1000)
        .U16(3).U16(12 + 5).U64(0).U32(0x1000).Name("tiny")
        .U16(1).U16(4).U32(0).ToArray();

    private Listener Read(byte[] bytes)
    {
        Listener heard = new();
        new ReturnPathReader(new ByteConnection(bytes), new RamBlockTable(_memory), heard).Run();
        return heard;
    }

    private void Refuses(BigEndian bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<WireException>(() => Read(bytes.ToArray())).Message, StringComparison.Ordinal);

    private sealed class Listener : IReturnPathHandler
    {
        public List<string> Events { get; } = [];

        public void OnPong(uint value) => Events.Add($"pong {value}");

        public void OnRequest(PageRange pages) => Events.Add($"{pages.Block.Name} {pages.First}+{pages.Count}");
    }
}
