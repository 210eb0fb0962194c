using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Wire;

/// <summary>
/// The header of a packet, 1344 bytes whatever it names [QEMU multifd.h, MultiFDPacket_t]: magic, version, flags, pages_alloc,
/// normal_pages, next_packet_size, packet_num, zero_pages (9.0+), the RAM block's name at byte 64 and 128 page offsets at byte 320.
/// Normal pages' offsets come first, zero pages' follow. All integers are big-endian. One instance per channel, reused.
/// </summary>
public sealed class PacketHeader
{
    /// <summary>Pages that a packet can name: 512 KiB of 4 KiB pages, a constant in every QEMU.</summary>
    public const int PagesPerPacket = 128;

    /// <summary>Bytes on the wire.</summary>
    public const int SizeBytes = OffsetsOffset + (8 * PagesPerPacket);

    /// <summary>Magic, version and flags: what must be read to know how long the rest is.</summary>
    public const int CommonSizeBytes = 12;

    /// <summary>Bytes reserved for the RAM block's name, NUL included.</summary>
    public const int BlockNameBytes = 256;

    private const int PagesAllocOffset = 12;
    private const int NormalPagesOffset = 16;
    private const int NextPacketSizeOffset = 20;
    private const int PacketNumOffset = 24;
    private const int ZeroPagesOffset = 32;
    private const int BlockNameOffset = 64;
    private const int OffsetsOffset = BlockNameOffset + BlockNameBytes;

    private readonly long[] _offsets = new long[PagesPerPacket];

    /// <summary>SYNC and method bits.</summary>
    public uint Flags { get; set; }

    /// <summary>Pages with payload.</summary>
    public int NormalPages { get; set; }

    /// <summary>Pages that are zero and have no payload (layout 9.0).</summary>
    public int ZeroPages { get; set; }

    /// <summary>Payload bytes that follow; meaningless when there are no normal pages.</summary>
    public int PayloadBytes { get; set; }

    /// <summary>The source's packet counter over all channels.</summary>
    public ulong PacketNumber { get; set; }

    /// <summary>The block that the pages are of; null in a packet that names no pages.</summary>
    public RamBlock? Block { get; set; }

    /// <summary>True when the channel reaches a barrier after this packet.</summary>
    public bool IsSync => (Flags & PacketFlags.Sync) != 0;

    /// <summary>All offsets, for the sender to fill: normal pages first, then zero pages. Bytes inside the block.</summary>
    public Span<long> Offsets => _offsets;

    /// <summary>Offsets of the normal pages.</summary>
    public ReadOnlySpan<long> NormalOffsets => _offsets.AsSpan(0, NormalPages);

    /// <summary>Offsets of the zero pages.</summary>
    public ReadOnlySpan<long> ZeroOffsets => _offsets.AsSpan(NormalPages, ZeroPages);

    /// <summary>Writes the header in <paramref name="layout"/>.</summary>
    /// <param name="destination">At least <see cref="SizeBytes"/> bytes.</param>
    /// <param name="layout">With <see cref="WireLayout.Qemu72"/> there must be no zero pages.</param>
    public void Write(Span<byte> destination, WireLayout layout)
    {
        if (layout == WireLayout.Qemu72 && ZeroPages != 0)
            throw new InvalidOperationException("The layout of QEMU 7.2 has no room for zero pages in a packet.");
        destination = destination[..SizeBytes];
        destination[..OffsetsOffset].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(destination, InitPacket.Magic);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], InitPacket.Version);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Flags);
        BinaryPrimitives.WriteInt32BigEndian(destination[PagesAllocOffset..], PagesPerPacket);
        BinaryPrimitives.WriteInt32BigEndian(destination[NormalPagesOffset..], NormalPages);
        BinaryPrimitives.WriteInt32BigEndian(destination[NextPacketSizeOffset..], NormalPages == 0 ? 0 : PayloadBytes);
        BinaryPrimitives.WriteUInt64BigEndian(destination[PacketNumOffset..], PacketNumber);
        BinaryPrimitives.WriteInt32BigEndian(destination[ZeroPagesOffset..], ZeroPages);
        if (Block is not null) Encoding.ASCII.GetBytes(Block.Name, destination.Slice(BlockNameOffset, BlockNameBytes - 1));
        int named = NormalPages + ZeroPages;
        Span<long> wireOffsets = MemoryMarshal.Cast<byte, long>(destination[OffsetsOffset..]);
        BinaryPrimitives.ReverseEndianness(_offsets.AsSpan(0, named), wireOffsets);
        if (!BitConverter.IsLittleEndian) _offsets.AsSpan(0, named).CopyTo(wireOffsets);
        wireOffsets[named..].Clear();
    }

    /// <summary>Reads and checks everything after the common part, so that what is returned can be used without further checks.</summary>
    /// <param name="source"><see cref="SizeBytes"/> bytes, the common part included.</param>
    /// <param name="blocks">The blocks that the destination has; null while it does not know them, and no packet may name pages.</param>
    /// <param name="methodFlag">The method bits that packets with normal pages must carry.</param>
    /// <param name="methods">The methods that a packet may name.</param>
    /// <exception cref="WireException">A field is out of range; the message names it.</exception>
    public void Read(ReadOnlySpan<byte> source, RamBlockTable? blocks, uint methodFlag, WireMethods methods)
    {
        ReadCommon(source, methods);
        uint pagesAlloc = BinaryPrimitives.ReadUInt32BigEndian(source[PagesAllocOffset..]);
        uint normal = BinaryPrimitives.ReadUInt32BigEndian(source[NormalPagesOffset..]);
        uint zero = BinaryPrimitives.ReadUInt32BigEndian(source[ZeroPagesOffset..]);
        uint payload = BinaryPrimitives.ReadUInt32BigEndian(source[NextPacketSizeOffset..]);
        PacketNumber = BinaryPrimitives.ReadUInt64BigEndian(source[PacketNumOffset..]);
        // SYNC packets of 9.2 and later say pages_alloc 0; they name no pages.
        if (pagesAlloc > PagesPerPacket) throw new WireException($"pages_alloc is {pagesAlloc}, at most {PagesPerPacket} is possible");
        if (normal > pagesAlloc) throw new WireException($"normal_pages is {normal}, more than pages_alloc {pagesAlloc}");
        if (zero > pagesAlloc - normal)
            throw new WireException($"zero_pages is {zero}, more than the {pagesAlloc - normal} that pages_alloc leaves");
        NormalPages = (int)normal;
        ZeroPages = (int)zero;
        PayloadBytes = 0;
        Block = null;
        // An empty packet may carry stale fields (QEMU up to 8.1): no payload follows, nothing in it is looked at.
        if (normal + zero == 0) return;
        if (blocks is null)
            throw new WireException("the packet names pages ahead of the first SYNC, before the main stream has listed the RAM blocks");
        if (normal > 0)
        {
            CheckMethod(methodFlag, methods);
            if (payload is 0 or > int.MaxValue) throw new WireException($"next_packet_size is {payload} with {normal} normal pages");
            PayloadBytes = (int)payload;
        }

        Block = ReadBlock(source.Slice(BlockNameOffset, BlockNameBytes), blocks);
        ReadOffsets(source[OffsetsOffset..], Block);
    }

    /// <summary>Reads and checks magic, version and flags.</summary>
    /// <exception cref="WireException">Not a packet, or one of device state.</exception>
    public void ReadCommon(ReadOnlySpan<byte> source, WireMethods methods)
    {
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(source);
        if (magic != InitPacket.Magic) throw new WireException($"packet magic is 0x{magic:x8}, expected 0x{InitPacket.Magic:x8}");
        uint version = BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
        if (version != InitPacket.Version) throw new WireException($"packet version is {version}, expected {InitPacket.Version}");
        Flags = BinaryPrimitives.ReadUInt32BigEndian(source[8..]);
        if ((Flags & PacketFlags.DeviceState) != 0) throw new WireException("a device-state packet (QEMU 10, VFIO) is not supported");
        uint unknown = Flags & ~(PacketFlags.Sync | methods.Mask);
        if (unknown != 0) throw new WireException($"unknown flags 0x{unknown:x}");
    }

    private void CheckMethod(uint methodFlag, WireMethods methods)
    {
        uint received = Flags & methods.Mask;
        if (received == methodFlag) return;
        throw new WireException(
            $"the packet was made by method {methods.NameOf(received)}, expected {methods.NameOf(methodFlag)}; "
                + "multifd-compression must be equal on both sides");
    }

    private static RamBlock ReadBlock(ReadOnlySpan<byte> field, RamBlockTable blocks)
    {
        int end = field.IndexOf((byte)0);
        if (end < 0) throw new WireException("the RAM block's name has no end");
        return blocks.Find(field[..end]) ?? throw new WireException($"unknown RAM block '{RamBlockTable.Printable(field[..end])}'");
    }

    private void ReadOffsets(ReadOnlySpan<byte> source, RamBlock block)
    {
        for (int i = 0; i < NormalPages + ZeroPages; i++)
        {
            ulong offset = BinaryPrimitives.ReadUInt64BigEndian(source[(8 * i)..]);
            if (offset > (ulong)(block.LengthBytes - Page.SizeBytes))
                throw new WireException($"page offset 0x{offset:x} is outside RAM block '{block.Name}' of 0x{block.LengthBytes:x} bytes");
            if (offset % Page.SizeBytes != 0)
                throw new WireException($"page offset 0x{offset:x} in RAM block '{block.Name}' is not a multiple of {Page.SizeBytes}");
            _offsets[i] = (long)offset;
        }
    }
}
