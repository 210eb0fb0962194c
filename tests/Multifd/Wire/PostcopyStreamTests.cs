using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>What the main stream says of postcopy [QEMU savevm.c, ram.c], against vectors, and what is refused.</summary>
public sealed class PostcopyStreamTests : IDisposable
{
    private const uint Ram = 2;
    private readonly GuestMemory _memory = new([new("pc.ram", 16 * Page.SizeBytes), new("tiny", Page.SizeBytes)]);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Writer_GivesTheVector()
    {
        _memory.Blocks[0].GetPage(3).Fill(0xAB);
        _memory.Blocks[1].GetPage(0)[4095] = 1;
        ByteConnection connection = new([]);
        MainStreamWriter writer = new(connection);
        writer.WriteHeader("multifd-bench");
        writer.WriteAdvise();
        writer.BeginSetup(_memory);
        writer.EndSection();
        writer.WriteDiscard(_memory.Blocks[0], [(3, 2), (9, 7)]);
        writer.WriteDiscard(_memory.Blocks[1], [(0, 1)]);
        writer.WriteRun(4);
        writer.BeginPart();
        writer.WritePage(_memory.Blocks[0], 3);
        writer.WriteZeroPage(_memory.Blocks[0], 4);
        writer.WritePage(_memory.Blocks[1], 0);
        writer.EndSection();
        writer.BeginEnd();
        writer.EndSection();
        writer.WriteEof();
        Assert.Equal(Ours(), connection.Sent);
    }

    [Fact]
    public void Reader_UnderstandsTheVector()
    {
        Listener heard = Read(Ours());
        Assert.Equal(
            [
                "barrier", "discard pc.ram 3+2", "discard pc.ram 9+7", "discard tiny 0+1", "run", "ping 4",
                "page pc.ram 3: 171", "zero pc.ram 4: 0", "page tiny 0: 0",
            ],
            heard.Events);
        Assert.Equal(1, _memory.Blocks[1].GetPage(0)[4095]);
        Assert.Equal(171, _memory.Blocks[0].GetPage(3)[4095]);
    }

    [Fact]
    public void WithoutAGuestToGoOn_TheStreamIsRefused()
    {
        Listener heard = new(_memory);
        MainStreamReader reader = new(new ByteConnection(Ours()), heard);
        Assert.Contains("turn off postcopy-ram", Assert.Throws<WireException>(reader.Run).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 4096, 4096, "postcopy command 3 with 16 bytes is not expected here (Advised)")]
    [InlineData(1, 4096, 2097152, "postcopy with pages of 0x1000 and 0x200000 bytes")]
    [InlineData(1, 0x201000, 4096, "postcopy with pages of 0x201000 and 0x1000 bytes")]
    public void WrongAdvice_IsRefused(int only, ulong sizes, ulong target, string reason)
    {
        BigEndian bytes = Begin(advised: only == 0);
        Refuses(bytes.U8(8).U16(3).U16(16).U64(sizes).U64(target), reason);
    }

    [Fact]
    public void AdviceOfAnotherLength_IsRefused() =>
        Refuses(Begin(advised: false).U8(8).U16(3).U16(8).U64(4096), "postcopy advice of 8 bytes, expected 16");

    [Theory]
    [InlineData(0, 0x1000)]
    [InlineData(0xF000, 0x2000)]
    [InlineData(0x10000, 0x1000)]
    [InlineData(0x800, 0x1000)]
    [InlineData(0x1000, 0x800)]
    [InlineData(0x1000, 0)]
    [InlineData(0x1000, 0xFFFF_FFFF_FFFF_F000)]
    [InlineData(0xFFFF_FFFF_FFFF_F000, 0x2000)]
    public void DiscardOfWhatIsNoPagesOfTheBlock_IsRefused(ulong start, ulong length)
    {
        bool isFine = start == 0;
        BigEndian bytes = SetUp().U8(8).U16(6).U16(1 + 7 + 1 + 16).U8(0).Name("pc.ram").U8(0).U64(start).U64(length);
        string refusal = $"discards 0x{length:x} bytes at 0x{start:x} of RAM block 'pc.ram'";
        Refuses(bytes, isFine ? "the source closed it before its end" : refusal);
    }

    [Theory]
    [InlineData(1, 6, 0, 16)]
    [InlineData(0, 200, 0, 16)]
    [InlineData(0, 6, 1, 16)]
    [InlineData(0, 6, 0, 0)]
    [InlineData(0, 6, 0, 15)]
    [InlineData(0, 6, 0, 13 * 16)]
    public void MalformedDiscard_IsRefused(byte version, byte nameLength, byte end, int rangeBytes)
    {
        int length = 1 + 1 + 6 + 1 + rangeBytes;
        BigEndian bytes = SetUp().U8(8).U16(6).U16((ushort)length).U8(version).U8(nameLength).Text("pc.ram").U8(end).Zeros(rangeBytes);
        Refuses(bytes, $"a discard command of {length} bytes is not well formed");
    }

    [Fact]
    public void EmptyDiscard_IsRefused() => Refuses(SetUp().U8(8).U16(6).U16(0), "a discard command of 0 bytes is not well formed");

    [Fact]
    public void DiscardInAnotherBlock_IsRefused() =>
        Refuses(SetUp().U8(8).U16(6).U16(1 + 4 + 1 + 16).U8(0).Name("???").U8(0).Zeros(16), "unknown RAM block '???'");

    [Theory]
    [InlineData("run before listen", 5)]
    [InlineData("listen twice", 4, 4)]
    [InlineData("run twice", 4, 5, 5)]
    public void CommandsOutOfOrder_AreRefused(string what, params int[] commands)
    {
        BigEndian bytes = SetUp();
        foreach (int command in commands) bytes.U8(8).U16((ushort)command).U16(0);
        Refuses(bytes, $"postcopy command {commands[^1]} with 0 bytes is not expected here", what);
    }

    [Fact]
    public void DiscardAfterListen_IsRefused() =>
        Refuses(Discard(SetUp().U8(8).U16(4).U16(0)), "postcopy command 6 with 25 bytes is not expected here (Listening)");

    [Fact]
    public void ListenWithoutAdvice_IsRefused() =>
        Refuses(End(Blocks(Begin(advised: false))).U8(8).U16(4).U16(0), "postcopy command 4 with 0 bytes is not expected here (None)");

    [Fact]
    public void PageBeforeTheGuestRuns_IsRefused() =>
        Refuses(SetUp().U8(2).U32(Ram).U64(0x008).Name("pc.ram").Zeros(4096), "a page with its content");

    [Fact]
    public void PageOutsideItsBlock_IsRefused() =>
        Refuses(Running().U8(2).U32(Ram).U64(0x1000 | 0x008).Name("tiny").Zeros(4096), "page offset 0x1000 is outside RAM block 'tiny'");

    [Fact]
    public void PageThatIsNotMissing_IsRefused() =>
        Refuses(Running().U8(2).U32(Ram).U64(0x2000 | 0x008).Name("pc.ram").Zeros(4096), "it is not missing");

    [Fact]
    public void BarrierAfterTheSwitch_IsRefused() =>
        Refuses(Running().U8(2).U32(Ram).U64(0x200), "RAM record with flags 0x200 is not expected here");

    [Fact]
    public void HalfAPage_IsRefused() =>
        Refuses(Running().U8(2).U32(Ram).U64(0x008).Name("pc.ram").Zeros(4000), "the source closed it before its end");

    private static BigEndian Begin(bool advised = true)
    {
        BigEndian bytes = new BigEndian().U32(0x5145564D).U32(3).U8(7).U32(13).Text("multifd-bench").U8(8).U16(1).U16(0);
        return advised ? bytes.U8(8).U16(3).U16(16).U64(4096).U64(4096) : bytes;
    }

    private static BigEndian Blocks(BigEndian bytes) => bytes
        .U8(1).U32(Ram).Name("ram").U32(0).U32(4)
        .U64((17 * 4096) | 0x004).Name("pc.ram").U64(16 * 4096).Name("tiny").U64(4096);

    private static BigEndian End(BigEndian bytes) => bytes.U64(0x010).U8(0x7e).U32(Ram);

    private static BigEndian SetUp() => End(Blocks(Begin()));

    private static BigEndian Discard(BigEndian bytes) =>
        bytes.U8(8).U16(6).U16(1 + 7 + 1 + 16).U8(0).Name("pc.ram").U8(0).U64(0).U64(0x2000);

    private static BigEndian Running() => Discard(SetUp()).U8(8).U16(4).U16(0).U8(8).U16(5).U16(0);

    private static byte[] Ours()
    {
        byte[] last = new byte[4096];
        last[4095] = 1;
        byte[] first = new byte[4096];
        Array.Fill(first, (byte)0xAB);
        BigEndian bytes = SetUp()
            .U8(8).U16(6).U16(1 + 7 + 1 + 32).U8(0).Name("pc.ram").U8(0).U64(0x3000).U64(0x2000).U64(0x9000).U64(0x7000)
            .U8(8).U16(6).U16(1 + 5 + 1 + 16).U8(0).Name("tiny").U8(0).U64(0).U64(0x1000)
            .U8(8).U16(4).U16(0).U8(8).U16(5).U16(0).U8(8).U16(2).U16(4).U32(4)
            .U8(2).U32(Ram).U64(0x3000 | 0x008).Name("pc.ram").Raw(first).U64(0x4000 | 0x022).U8(0)
            .U64(0x008).Name("tiny").Raw(last);
        End(bytes);
        return End(bytes.U8(3).U32(Ram)).U8(0).ToArray();
    }

    private Listener Read(byte[] stream)
    {
        Listener heard = new(_memory);
        new MainStreamReader(new ByteConnection(stream), heard, heard).Run();
        return heard;
    }

    private void Refuses(BigEndian stream, string reason, string what = "") =>
        Assert.True(
            Assert.Throws<WireException>(() => Read(stream.ToArray())).Message is var message
                && message.Contains(reason, StringComparison.Ordinal),
            $"{what} '{message}' does not say '{reason}'");

    /// <summary>Writes down what the stream says; a page is missing once it was discarded, until it has come.</summary>
    private sealed class Listener(GuestMemory memory) : IMainStreamHandler, IPostcopyHandler
    {
        private readonly HashSet<(RamBlock, long)> _missing = [];

        public List<string> Events { get; } = [];

        public RamBlockTable OnBlocks(IReadOnlyList<RamBlockSpec> blocks) => new(memory);

        public void OnAgreement(ReadOnlyMemory<byte> agreement) => Events.Add("agreement");

        public void OnZeroPage(RamBlock block, long offset) => Events.Add($"precopy zero {block.Name} {offset}");

        public void OnBarrier() => Events.Add("barrier");

        public void OnPing(uint value) => Events.Add($"ping {value}");

        public void OnDiscard(PageRange pages)
        {
            Events.Add($"discard {pages.Block.Name} {pages.First}+{pages.Count}");
            for (long page = pages.First; page < pages.First + pages.Count; page++) _missing.Add((pages.Block, page));
        }

        public void OnRun() => Events.Add("run");

        public Span<byte> BeginPage(RamBlock block, long page) =>
            _missing.Remove((block, page)) ? block.GetPage(page) : throw new WireException("it is not missing");

        public void EndPage(RamBlock block, long page, bool isZero) =>
            Events.Add($"{(isZero ? "zero" : "page")} {block.Name} {page}: {block.GetPage(page)[0]}");
    }
}
