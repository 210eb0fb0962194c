using CsCheck;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>The main stream against vectors written from its grammar [QEMU savevm.c, ram.c], and under every kind of damage.</summary>
public sealed class MainStreamTests : IDisposable
{
    private const uint Ram = 2;
    private readonly GuestMemory _memory = new([new("pc.ram", 16 * Page.SizeBytes), new("tiny", Page.SizeBytes)]);

    public void Dispose() => _memory.Dispose();

    private static BigEndian Header(string machine = "multifd-bench") =>
        new BigEndian().U32(0x5145564D).U32(3).U8(7).U32((uint)machine.Length).Text(machine);

    private static BigEndian Setup(BigEndian bytes, uint section = Ram) => bytes
        .U8(1).U32(section).Name("ram").U32(0).U32(4)
        .U64((17 * 4096) | 0x004).Name("pc.ram").U64(16 * 4096).Name("tiny").U64(4096);

    private static BigEndian End(BigEndian bytes, uint section = Ram) => bytes.U64(0x010).U8(0x7e).U32(section);

    /// <summary>What our source sends in the layout of 9.0: the return path is asked for and FLUSH records are the barriers.</summary>
    private static byte[] Ours()
    {
        BigEndian bytes = Header().U8(8).U16(1).U16(0);
        End(Setup(bytes).U64(0x200));
        bytes.U8(2).U32(Ram).U64(0x3000 | 0x002).Name("pc.ram").U8(0).U64(0x4000 | 0x022).U8(0).U64(0x002).Name("tiny").U8(0);
        End(bytes);
        End(bytes.U8(3).U32(Ram).U64(0x200));
        return bytes.U8(0).ToArray();
    }

    /// <summary>As QEMU 7.2 frames it: another section id, no FLUSH record, every section's end is a barrier.</summary>
    private static byte[] Qemu72()
    {
        BigEndian bytes = Header("pc-i440fx-7.2");
        End(Setup(bytes, 3), 3);
        End(bytes.U8(2).U32(3).U64(0x0 | 0x002).Name("pc.ram").U8(0), 3);
        End(bytes.U8(2).U32(3), 3);
        End(bytes.U8(3).U32(3), 3);
        return bytes.U8(0).ToArray();
    }

    /// <summary>As QEMU 10 frames it: the command switchover-start (11) stands before the end section.</summary>
    private static byte[] Qemu10()
    {
        BigEndian bytes = Header("pc-i440fx-10.0");
        End(Setup(bytes, 2).U64(0x200));
        End(bytes.U8(2).U32(2));
        End(bytes.U8(2).U32(2).U64(0x200));
        bytes.U8(8).U16(11).U16(0);
        End(bytes.U8(3).U32(2).U64(0x200));
        return bytes.U8(0).ToArray();
    }

    [Fact]
    public void Writer_GivesTheVector()
    {
        ByteConnection connection = new([]);
        MainStreamWriter writer = new(connection);
        writer.WriteHeader("multifd-bench");
        writer.BeginSetup(_memory);
        writer.WriteFlush();
        writer.EndSection();
        writer.BeginPart();
        writer.WriteZeroPage(_memory.Blocks[0], 3);
        writer.WriteZeroPage(_memory.Blocks[0], 4);
        writer.WriteZeroPage(_memory.Blocks[1], 0);
        writer.EndSection();
        writer.BeginEnd();
        writer.WriteFlush();
        writer.EndSection();
        writer.WriteEof();
        Assert.Equal(Ours(), connection.Sent);
    }

    /// <summary>A total that fits 64 bits without a sign only, whole or in two blocks.</summary>
    [Theory]
    [InlineData(0x8000_0000_0000_1000, 0)]
    [InlineData(0xFFFF_FFFF_FFFF_F000, 0)]
    [InlineData(0x7FFF_FFFF_FFFF_F000, 0x7FFF_FFFF_FFFF_F000)]
    public void MoreMemoryThanLongCanHold_IsRefused(ulong first, ulong second)
    {
        BigEndian bytes = Header().U8(1).U32(Ram).Name("ram").U32(0).U32(4).U64((first + second) | 0x004).Name("a").U64(first);
        if (second > 0) bytes.Name("b").U64(second);
        using RecordedInbound inbound = new(new InboundConnection(new ByteConnection(bytes.ToArray())), []);
        using QemuDestination destination = new(BuiltIn.Methods.Create(new MethodRequest("none")), BuiltIn.OnTheWire, inbound);
        Exception failure = Bounded.Run("receive", () => destination.Receive(CancellationToken.None)).Failure!;
        Assert.Contains("more than any machine has", Assert.IsType<WireException>(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_MoreThanItsBuffer_IsWholeAndInOrder()
    {
        ByteConnection connection = new([]);
        MainStreamWriter writer = new(connection);
        writer.WriteHeader("m");
        writer.BeginSetup(_memory);
        writer.EndSection();
        writer.BeginPart();
        for (int i = 0; i < 20_000; i++) writer.WriteZeroPage(_memory.Blocks[i % 3 == 0 ? 1 : 0], i % 3 == 0 ? 0 : i % 16);
        writer.EndSection();
        writer.BeginEnd();
        writer.EndSection();
        writer.WriteEof();
        Listener heard = Read(connection.Sent);
        Assert.Equal(20_000, heard.Events.Count(e => e.StartsWith("zero", StringComparison.Ordinal)));
        Assert.Equal("zero tiny 0x0", heard.Events[2 + 3]);
    }

    [Fact]
    public void Reader_TakesOurStream()
    {
        MainStreamReader reader = Reader(Ours(), out Listener heard);
        reader.Run();
        Assert.True(reader.ReturnPathRequested);
        Assert.Equal(["blocks pc.ram 65536, tiny 4096", "barrier", "zero pc.ram 0x3000", "zero pc.ram 0x4000", "zero tiny 0x0", "barrier"],
            heard.Events);
    }

    [Fact]
    public void Reader_TakesTheFramesOfQemu72()
    {
        MainStreamReader reader = Reader(Qemu72(), out Listener heard);
        reader.Run();
        Assert.False(reader.ReturnPathRequested);
        Assert.Equal(["blocks pc.ram 65536, tiny 4096", "barrier", "zero pc.ram 0x0", "barrier", "barrier", "barrier"], heard.Events);
    }

    [Fact]
    public void Reader_TakesTheFramesOfQemu10() =>
        Assert.Equal(["blocks pc.ram 65536, tiny 4096", "barrier", "barrier", "barrier"], Read(Qemu10()).Events);

    [Fact]
    public void Truncation_AtEveryByte_IsAWireException()
    {
        foreach (byte[] stream in (byte[][])[Ours(), Qemu72(), Qemu10()])
        {
            for (int length = 0; length < stream.Length; length++)
                Assert.Contains("closed it before its end", Assert.Throws<WireException>(() => Read(stream[..length])).Message,
                    StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EverySingleBitFlip_EndsInAResultOrAWireException() => Bounded.Run("bit flips of the main stream", () =>
    {
        foreach (byte[] stream in (byte[][])[Ours(), Qemu72(), Qemu10()])
        {
            int refused = 0;
            for (int bit = 0; bit < 8 * stream.Length; bit++)
            {
                byte[] damaged = [.. stream];
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                if (Refusal(damaged) is not { } message) continue;
                Assert.DoesNotContain('\n', message);
                refused++;
            }

            // Only names of machines, offsets inside the block and commands can differ without being wrong.
            Assert.True(refused > 8 * stream.Length / 2, $"{refused} of {8 * stream.Length} were noticed");
        }
    });

    [Fact]
    public void AnyBytesBehindTheHeader_EndInAResultOrAWireException() => Gen.Byte.Array[0, 200].Sample(tail =>
    {
        byte[] start = Setup(Header()).ToArray();
        _ = Refusal([.. start, .. tail]);
        _ = Refusal([.. Header().ToArray(), .. tail]);
    }, seed: "0N0XIzNsQ0O2", iter: 1000);

    [Theory]
    [InlineData("outside RAM block 'tiny' of 0x1000 bytes", 0x1002, "tiny", 0)]
    [InlineData("outside RAM block 'pc.ram' of 0x10000 bytes", 0xffff_ffff_ffff_f002, "pc.ram", 0)]
    [InlineData("unknown RAM block 'nope'", 0x0002, "nope", 0)]
    [InlineData("page filled with 0x41", 0x0002, "tiny", 0x41)]
    public void HostileZeroPage_IsRefused(string expected, ulong word, string block, byte fill)
    {
        byte[] stream = End(Setup(Header())).U8(2).U32(Ram).U64(word).Name(block).U8(fill).ToArray();
        Assert.Contains(expected, Refusal(stream), StringComparison.Ordinal);
    }

    [Fact]
    public void ContinuationWithoutABlock_IsRefused() =>
        Assert.Contains("continues a block that was never named", Refusal(End(Setup(Header())).U8(2).U32(Ram).U64(0x022).U8(0).ToArray()),
            StringComparison.Ordinal);

    [Fact]
    public void EndlessBlockList_IsRefusedBeforeItFillsMemory()
    {
        BigEndian bytes = Header().U8(1).U32(Ram).Name("ram").U32(0).U32(4).U64(0x7fff_ffff_ffff_f000 | 0x004);
        for (int i = 0; i < 5000; i++) bytes.Name("b").U64(4096);
        Assert.Contains("more than 4096 RAM blocks", Refusal(bytes.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void SecondStartSection_IsRefused() =>
        Assert.Contains("a second start section", Refusal(Setup(End(Setup(Header()))).ToArray()), StringComparison.Ordinal);

    [Fact]
    public void PartBeforeStart_IsRefused() =>
    Assert.Contains("section id 2 was never started", Refusal(Header().U8(2).U32(2).ToArray()), StringComparison.Ordinal);

    [Fact]
    public void OtherSection_IsRefused() =>
        Assert.Contains("section 'timer' (instance 0) is not known", Refusal(Header().U8(1).U32(1).Name("timer").U32(0).U32(2).ToArray()),
            StringComparison.Ordinal);

    private Listener Read(byte[] stream)
    {
        Reader(stream, out Listener heard).Run();
        return heard;
    }

    private string? Refusal(byte[] stream)
    {
        try
        {
            Read(stream);
            return null;
        }
        catch (WireException e)
        {
            return e.Message;
        }
    }

    private MainStreamReader Reader(byte[] stream, out Listener heard)
    {
        heard = new Listener(_memory);
        IConnection connection = new ByteConnection(stream);
        return new MainStreamReader(connection, heard);
    }

    /// <summary>Writes down what the stream says; like the destination, it accepts only its own blocks.</summary>
    private sealed class Listener(GuestMemory memory) : IMainStreamHandler
    {
        public List<string> Events { get; } = [];

        public RamBlockTable OnBlocks(IReadOnlyList<RamBlockSpec> blocks)
        {
            if (!blocks.SequenceEqual(memory.Layout)) throw new WireException("other blocks");
            Events.Add("blocks " + string.Join(", ", blocks.Select(block => $"{block.Name} {block.LengthBytes}")));
            return new RamBlockTable(memory);
        }

        public void OnZeroPage(RamBlock block, long offset)
        {
            Assert.InRange(offset, 0, block.LengthBytes - Page.SizeBytes);
            Events.Add($"zero {block.Name} 0x{offset:x}");
        }

        public void OnAgreement(ReadOnlyMemory<byte> agreement) => Events.Add($"agreement of {agreement.Length} bytes");

        public void OnBarrier() => Events.Add("barrier");
    }
}
