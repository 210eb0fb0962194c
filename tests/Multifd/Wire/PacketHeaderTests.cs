using CsCheck;
using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>The 1344 bytes before every payload, in both layouts, and every check on them [QEMU multifd.h, MultiFDPacket_t].</summary>
public sealed class PacketHeaderTests : IDisposable
{
    private const int BlockPages = 16;
    private const int OffsetsOffset = 320;
    private const int AllOffsets = 128;
    private const uint Zlib = 0x02;
    private const uint Zstd = 0x04;
    private const uint Uadk = 0x10;

    private static readonly WireMethods Methods = new([new("none", 0), new("zlib", Zlib), new("zstd", Zstd), new("uadk", Uadk)]);

    private readonly GuestMemory _memory = new([new("pc.ram", BlockPages * Page.SizeBytes), new("tiny", Page.SizeBytes)]);

    public void Dispose() => _memory.Dispose();

    /// <summary>Every field as the table of the format lists it.</summary>
    private static byte[] Vector(
        uint flags = Zlib, uint pagesAlloc = 128, uint normal = 2, uint payload = 0x1234, uint zero = 0, string block = "pc.ram",
        params ulong[] offsets)
    {
        BigEndian bytes = new BigEndian()
            .U32(0x11223344).U32(1).U32(flags).U32(pagesAlloc).U32(normal).U32(payload).U64(0x0102030405060708)
            .U32(zero).Zeros(4 + 24).Text(block).PadTo(OffsetsOffset);
        foreach (ulong offset in offsets) bytes.U64(offset);
        return bytes.PadTo(OffsetsOffset + (8 * AllOffsets)).ToArray();
    }

    private static byte[] Good() => Vector(offsets: [0x1000, 0xf000]);

    private PacketHeader Read(byte[] bytes, uint method = Zlib)
    {
        PacketHeader header = new();
        header.Read(bytes, new RamBlockTable(_memory), method, Methods);
        return header;
    }

    private void Refused(string expected, byte[] bytes, uint method = Zlib) =>
        Assert.Contains(expected, Assert.Throws<WireException>(() => Read(bytes, method)).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_Layout72_GivesTheVector()
    {
        PacketHeader header =
            new() { Flags = Zlib, NormalPages = 2, PayloadBytes = 0x1234, PacketNumber = 0x0102030405060708, Block = _memory.Blocks[0] };
        header.Offsets[0] = 0x1000;
        header.Offsets[1] = 0xf000;
        Assert.Equal(Good(), Written(header, WireLayout.Qemu72));
    }

    [Fact]
    public void Write_Layout90_ListsZeroPagesBehindNormalOnes()
    {
        PacketHeader header = new()
        {
            Flags = Zstd,
            NormalPages = 1,
            ZeroPages = 2,
            PayloadBytes = 99,
            PacketNumber = 0x0102030405060708,
            Block = _memory.Blocks[0],
        };
        new long[] { 0x3000, 0, 0xf000 }.CopyTo(header.Offsets);
        byte[] expected = Vector(Zstd, normal: 1, payload: 99, zero: 2, offsets: [0x3000, 0, 0xf000]);
        Assert.Equal(expected, Written(header, WireLayout.Qemu90));
    }

    [Fact]
    public void Write_Sync_NamesNothing()
    {
        PacketHeader header = new() { Flags = PacketFlags.Sync, PayloadBytes = 777, PacketNumber = 0x0102030405060708 };
        header.Offsets.Fill(0x5000);
        Assert.Equal(Vector(PacketFlags.Sync, normal: 0, payload: 0, block: ""), Written(header, WireLayout.Qemu90));
    }

    [Fact]
    public void Write_ZeroPagesInLayout72_IsRefused() =>
        Assert.Throws<InvalidOperationException>(
            () => Written(new PacketHeader { ZeroPages = 1, Block = _memory.Blocks[0] }, WireLayout.Qemu72));

    [Fact]
    public void Read_TakesEveryField()
    {
        PacketHeader header = Read(Vector(Zlib | PacketFlags.Sync, normal: 1, zero: 2, offsets: [0x1000, 0, 0x2000]));
        Assert.Equal((1, 2, 0x1234, 0x0102030405060708UL),
            (header.NormalPages, header.ZeroPages, header.PayloadBytes, header.PacketNumber));
        Assert.Same(_memory.Blocks[0], header.Block);
        Assert.True(header.IsSync, "a SYNC packet of 7.2 may carry pages");
        Assert.Equal([0x1000], header.NormalOffsets.ToArray());
        Assert.Equal([0, 0x2000], header.ZeroOffsets.ToArray());
    }

    [Fact]
    public void Read_ZeroPagesOnly_NeedsNoPayloadAndNoMethod()
    {
        PacketHeader header = Read(Vector(flags: 0, normal: 0, payload: 4711, zero: 1, block: "tiny", offsets: [0]));
        Assert.Equal((0, 1, 0), (header.NormalPages, header.ZeroPages, header.PayloadBytes));
        Assert.Equal("tiny", header.Block!.Name);
    }

    [Fact]
    public void Read_EmptyPacketOf72_IgnoresStaleFields()
    {
        PacketHeader header =
            Read(Vector(flags: 0, normal: 0, payload: uint.MaxValue, block: "gone.ram", offsets: [0xdead_beef_dead_beef]));
        Assert.Equal((0, 0, 0), (header.NormalPages, header.ZeroPages, header.PayloadBytes));
        Assert.Null(header.Block);
    }

    [Fact]
    public void Read_EmptyPacket_ForgetsTheOneBefore()
    {
        PacketHeader header = Read(Good());
        header.Read(Vector(PacketFlags.Sync, normal: 0), new RamBlockTable(_memory), Zlib, Methods);
        Assert.Equal((0, 0, 0), (header.NormalPages, header.ZeroPages, header.PayloadBytes));
        Assert.Null(header.Block);
        Assert.True(header.NormalOffsets.IsEmpty && header.ZeroOffsets.IsEmpty);
    }

    [Fact]
    public void Read_SyncOf92WithoutPagesAlloc_IsTaken() =>
    Assert.True(Read(Vector(PacketFlags.Sync, pagesAlloc: 0, normal: 0, payload: 0, block: "")).IsSync);

    [Fact]
    public void Read_MostPages_AreTaken()
    {
        ulong[] offsets = [.. Enumerable.Range(0, AllOffsets).Select(i => (ulong)(i % BlockPages) << 12)];
        PacketHeader header = Read(Vector(normal: 28, zero: 100, offsets: offsets));
        Assert.Equal((28, 100), (header.NormalOffsets.Length, header.ZeroOffsets.Length));
    }

    [Fact]
    public void WrongMagic_IsRefused() => Refused("packet magic is 0x91223344, expected 0x11223344", Flipped(0, 0x80));

    [Fact]
    public void WrongVersion_IsRefused() => Refused("packet version is 3, expected 1", Flipped(7, 2));

    [Fact]
    public void UnknownFlags_AreRefused() => Refused("unknown flags 0x80000080", Vector(0x80000082, offsets: [0, 0x1000]));

    [Fact]
    public void DeviceState_IsRefused() => Refused("device-state packet", Vector(PacketFlags.DeviceState));

    [Theory]
    [InlineData(129)]
    [InlineData(uint.MaxValue)]
    public void TooManyPagesAllocated_AreRefused(uint pages) =>
    Refused($"pages_alloc is {pages}, at most 128", Vector(pagesAlloc: pages, offsets: [0, 0]));

    [Theory]
    [InlineData(3, 2)]
    [InlineData(uint.MaxValue, 128)]
    public void MoreNormalPagesThanAllocated_AreRefused(uint normal, uint alloc) =>
        Refused($"normal_pages is {normal}, more than pages_alloc {alloc}", Vector(pagesAlloc: alloc, normal: normal));

    [Theory]
    [InlineData(127, 126)]
    [InlineData(uint.MaxValue, 126)]
    public void MoreZeroPagesThanLeft_AreRefused(uint zero, uint left) =>
    Refused($"zero_pages is {zero}, more than the {left}", Vector(zero: zero));

    [Theory]
    [InlineData(0)]
    [InlineData(0x80000000)]
    [InlineData(uint.MaxValue)]
    public void HostilePayloadSize_IsRefused(uint payload) =>
    Refused($"next_packet_size is {payload} with 2 normal pages", Vector(payload: payload, offsets: [0, 0x1000]));

    [Theory]
    [InlineData(Zlib, Zstd, "made by method zlib, expected zstd")]
    [InlineData(0, Zlib, "made by method none, expected zlib")]
    [InlineData(Uadk, 0, "made by method uadk, expected none")]
    [InlineData(Zlib | Zstd, Zlib, "made by method method bits 0x6, expected zlib")]
    public void OtherMethod_IsRefused(uint sent, uint expected, string message) =>
    Refused(message, Vector(sent, offsets: [0, 0x1000]), expected);

    [Theory]
    [InlineData("other")]
    [InlineData("pc.ra")]
    [InlineData("pc.ramm")]
    [InlineData("")]
    public void UnknownBlock_IsRefused(string name) => Refused($"unknown RAM block '{name}'", Vector(block: name, offsets: [0, 0]));

    [Fact]
    public void NameWithoutEnd_IsRefused() =>
    Refused("the RAM block's name has no end", Vector(block: new string('x', 256), offsets: [0, 0]));

    [Fact]
    public void UnprintableName_IsNotPrinted() => Refused("unknown RAM block '?[2J?'", Vector(block: "\u001b[2J\u0007", offsets: [0, 0]));

    [Theory]
    [InlineData(0x10000)]
    [InlineData(0xf001)]
    [InlineData(ulong.MaxValue)]
    [InlineData(0x8000_0000_0000_0000)]
    public void OffsetOutside_IsRefused(ulong offset) =>
    Refused($"page offset 0x{offset:x} is outside RAM block 'pc.ram' of 0x10000 bytes", Vector(offsets: [0, offset]));

    [Fact]
    public void ZeroPageOutside_IsRefused() =>
    Refused("page offset 0x1000 is outside RAM block 'tiny'", Vector(normal: 0, zero: 2, block: "tiny", offsets: [0, 0x1000]));

    [Fact]
    public void MisalignedOffset_IsRefused() =>
    Refused("page offset 0x801 in RAM block 'pc.ram' is not a multiple of 4096", Vector(offsets: [0x801, 0]));

    [Fact]
    public void RoundTrip() => (from normal in Gen.Int[0, 128]
                                from zero in Gen.Int[0, 128 - normal]
                                from number in Gen.ULong
                                from payload in Gen.Int[1, int.MaxValue]
                                from pages in Gen.Int[0, BlockPages - 1].Array[128]
                                select (normal, zero, number, payload, pages)).Sample(c =>
    {
        PacketHeader header = new()
        {
            Flags = Zlib,
            NormalPages = c.normal,
            ZeroPages = c.zero,
            PayloadBytes = c.payload,
            PacketNumber = c.number,
            Block = _memory.Blocks[0],
        };
        for (int i = 0; i < c.normal + c.zero; i++) header.Offsets[i] = (long)c.pages[i] << Page.Shift;
        PacketHeader back = Read(Written(header, WireLayout.Qemu90));
        return (back.Flags, back.NormalPages, back.ZeroPages, back.PacketNumber) == (header.Flags, c.normal, c.zero, c.number)
            && back.PayloadBytes == (c.normal > 0 ? c.payload : 0)
            && back.NormalOffsets.SequenceEqual(header.NormalOffsets) && back.ZeroOffsets.SequenceEqual(header.ZeroOffsets);
    }, seed: "0N0XIzNsQ0O2", iter: 200);

    [Fact]
    public void AnyBytes_GiveAHeaderInsideTheBlockOrAWireException() => (from position in Gen.Int[0, PacketHeader.SizeBytes - 1].Array[1, 4]
                                                                         from value in Gen.Byte
                                                                         select (position, value)).Sample(c =>
    {
        byte[] bytes = Good();
        foreach (int position in c.position) bytes[position] = c.value;
        try
        {
            PacketHeader header = Read(bytes);
            foreach (long offset in header.NormalOffsets) Assert.InRange(offset, 0, header.Block!.LengthBytes - Page.SizeBytes);
            foreach (long offset in header.ZeroOffsets) Assert.InRange(offset, 0, header.Block!.LengthBytes - Page.SizeBytes);
        }
        catch (WireException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
    }, seed: "0N0XIzNsQ0O2", iter: 3000);

    private static byte[] Written(PacketHeader header, WireLayout layout)
    {
        byte[] bytes = new byte[PacketHeader.SizeBytes];
        bytes.AsSpan().Fill(0xcc);
        header.Write(bytes, layout);
        return bytes;
    }

    private static byte[] Flipped(int position, byte mask)
    {
        byte[] bytes = Good();
        bytes[position] ^= mask;
        return bytes;
    }
}
