using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Memcached;

/// <summary>
/// An item in its chunk [memcached memcached.h]: links to the next and previous item of its list and to the next one of its hash
/// bucket, time of the last access, time of expiry, length of the value, references, flags, slab class with the list, length of
/// the key, padding, the number for compare-and-swap; then the key, NUL, the value, and CR LF.
/// </summary>
internal static class ItemWriter
{
    /// <summary>Offset of the link to the previous item.</summary>
    public const int PreviousOffset = 8;

    /// <summary>Offset of the link to the next item of the bucket.</summary>
    public const int ChainOffset = 16;

    /// <summary>Offset of the access time.</summary>
    public const int TimeOffset = 24;

    /// <summary>Offset of the flags.</summary>
    public const int FlagsOffset = 38;

    /// <summary>Flags of an item that is linked and has a number for compare-and-swap.</summary>
    public const ushort Linked = 1 | 2;

    /// <summary>Flag of a free chunk.</summary>
    public const ushort Free = 4;

    /// <summary>Flag of an item that was got.</summary>
    public const ushort Fetched = 8;

    /// <summary>Flag of an item that was got twice.</summary>
    public const ushort Active = 16;

    private const int HeadBytes = 56;
    private const int KeyAffixes = 13; // "user:" and ":profile"
    private const int EndBytes = 2;

    /// <summary>Bytes of an item with a value of a length.</summary>
    public static int ItemBytes(int item, int valueBytes) => HeadBytes + KeyBytes(item) + 1 + valueBytes + EndBytes;

    /// <summary>Writes key and value, and all of the head but its links.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="item">Which item.</param>
    /// <param name="version">How often it has been set.</param>
    /// <param name="time">Seconds since the server's start.</param>
    /// <param name="flags">As above.</param>
    /// <param name="list">0 hot, 64 warm, 128 cold.</param>
    /// <param name="number">For compare-and-swap.</param>
    public static void Write(
        Span<byte> chunk, MemcachedLayout layout, int item, ulong version, uint time, ushort flags, int list, ulong number)
    {
        int at = HeadBytes;
        "user:"u8.CopyTo(chunk[at..]);
        at = DecimalText.Append(chunk, at + 5, (uint)item);
        ":profile\0"u8.CopyTo(chunk[at..]);
        at += 9;
        SeededRandom random = layout.ValueRandom(item, version);
        Span<byte> room = chunk[at..^EndBytes];
        ValueKind kind = layout.KindOf(item);
        int size = layout.ValueSize(item);
        size = version == 0 ? EtcValues.Write(ref random, kind, size, room) : WriteRenewed(ref random, kind, size, room);
        chunk[at + size] = (byte)'\r';
        chunk[at + size + 1] = (byte)'\n';
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[TimeOffset..], time);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[(TimeOffset + 4)..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[32..], size + EndBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk[36..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk[FlagsOffset..], flags);
        chunk[40] = (byte)(layout.ClassOf(item) | list);
        chunk[41] = (byte)KeyBytes(item);
        BinaryPrimitives.WriteUInt64LittleEndian(chunk[48..], number);
    }

    /// <summary>Marks a chunk as free.</summary>
    public static void WriteFree(Span<byte> chunk, int slabClass, ulong next, ulong previous)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(chunk, next);
        BinaryPrimitives.WriteUInt64LittleEndian(chunk[PreviousOffset..], previous);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk[36..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk[FlagsOffset..], Free);
        chunk[40] = (byte)slabClass;
    }

    /// <summary>A value that is set again may be longer than the first one was, as far as the chunk goes.</summary>
    private static int WriteRenewed(ref SeededRandom random, ValueKind kind, int size, Span<byte> room)
    {
        Span<byte> whole = stackalloc byte[EtcValues.Room(kind, EtcValues.MaxBytes)];
        size = Math.Min(room.Length, EtcValues.Write(ref random, kind, size, whole));
        whole[..size].CopyTo(room);
        return size;
    }

    private static int KeyBytes(int item)
    {
        int digits = 1;
        for (int rest = item; rest >= 10; rest /= 10) digits++;
        return KeyAffixes + digits;
    }
}
