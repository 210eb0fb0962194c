using System.Buffers.Binary;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// Lays objects one behind the other into a region of a Java heap [OpenJDK oop.hpp, arrayOop.hpp]: each begins with a mark of 8 bytes and a
/// compressed class pointer of 4, arrays go on with their length, and all end at a multiple of 8. References have 4 bytes.
/// </summary>
/// <param name="region">The region.</param>
/// <param name="address">Compressed address of its first byte.</param>
/// <param name="at">Where to begin.</param>
/// <param name="shift">Bits by which addresses are shifted.</param>
internal ref struct ObjectWriter(Span<byte> region, uint address, int at, int shift)
{
    private const uint ByteArrayClass = 0x6848;
    private const uint IntArrayClass = 0x6c38;
    private const uint StringClass = 0xec20;

    /// <summary>Bytes in front of an array's elements.</summary>
    public const int ArrayHead = 16;

    private readonly Span<byte> _region = region;

    /// <summary>The mark of the objects: unlocked, and how many collections they have survived.</summary>
    public ulong Mark { get; set; } = 1;

    /// <summary>
    /// Address to which the next objects were moved by a collection, one behind the other; 0 for objects that were not. It is their mark
    /// then, with its two lowest bits set [OpenJDK markWord.hpp].
    /// </summary>
    public ulong MovedTo { get; set; }

    /// <summary>Where the next object begins.</summary>
    public int At { get; private set; } = at;

    /// <summary>Bytes that are left.</summary>
    public readonly int Room => _region.Length - At;

    /// <summary>The reference to an object at a place of the region.</summary>
    public readonly uint Reference(int place) => address + ((uint)place >> shift);

    /// <summary>An object with zero fields.</summary>
    /// <returns>Its place.</returns>
    public int New(uint objectClass, int bytes)
    {
        _region.Slice(At, (bytes + 7) & ~7).Clear();
        return WriteHead(objectClass, bytes);
    }

    /// <summary>An array of bytes.</summary>
    public int NewBytes(int length)
    {
        int place = New(ByteArrayClass, ArrayHead + length);
        Set(place, 12, (uint)length);
        return place;
    }

    /// <summary>An array of bytes with content.</summary>
    public int NewBytes(scoped ReadOnlySpan<byte> content, int length)
    {
        int place = NewBytes(length);
        content.CopyTo(_region[(place + ArrayHead)..]);
        return place;
    }

    /// <summary>An array of bytes around what has been written to its place already.</summary>
    public int CloseBytes(int length)
    {
        int bytes = ArrayHead + length;
        _region[(At + bytes)..(At + ((bytes + 7) & ~7))].Clear();
        int place = WriteHead(ByteArrayClass, bytes);
        Set(place, 12, (uint)length);
        return place;
    }

    /// <summary>An array of numbers of 4 bytes.</summary>
    public int NewInts(int length, uint arrayClass = IntArrayClass)
    {
        int place = New(arrayClass, ArrayHead + (4 * length));
        Set(place, 12, (uint)length);
        return place;
    }

    /// <summary>A string whose array is not there yet.</summary>
    public int NewString() => New(StringClass, 24);

    /// <summary>Gives a string its array.</summary>
    public readonly void SetArray(int text, int array) => Set(text, 20, Reference(array));

    /// <summary>A string of Latin-1 characters, its array behind it.</summary>
    public int NewString(scoped ReadOnlySpan<byte> text)
    {
        int place = NewString();
        SetArray(place, NewBytes(text, text.Length));
        return place;
    }

    /// <summary>Sets a field of 4 bytes.</summary>
    public readonly void Set(int place, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_region[(place + offset)..], value);

    /// <summary>Sets a field of 8 bytes.</summary>
    public readonly void SetLong(int place, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_region[(place + offset)..], value);

    /// <summary>The elements of an array of bytes.</summary>
    public readonly Span<byte> Elements(int place, int length) => _region.Slice(place + ArrayHead, length);

    private int WriteHead(uint objectClass, int bytes)
    {
        int place = At;
        Span<byte> all = _region.Slice(place, (bytes + 7) & ~7);
        BinaryPrimitives.WriteUInt64LittleEndian(all, MovedTo == 0 ? Mark : MovedTo | 3);
        if (MovedTo != 0) MovedTo += (ulong)all.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(all[8..], objectClass);
        At += all.Length;
        return place;
    }
}
