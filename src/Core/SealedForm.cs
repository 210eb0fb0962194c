using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace MultifdBench.Core;

/// <summary>
/// The form in which something that both sides must have alike goes from one to the other: magic, version, identity, its bytes, and a
/// CRC-32 of all before it; numbers little-endian. The same on every host. Immutable and thread-safe.
/// </summary>
/// <param name="name">What it is, for messages: <c>canned table</c>.</param>
/// <param name="magic">Four letters that it begins with.</param>
/// <param name="version">Of its form.</param>
public sealed class SealedForm(string name, string magic, int version)
{
    /// <summary>Bytes beside its own: header and checksum.</summary>
    public const int OverheadBytes = HeaderBytes + sizeof(uint);

    private const int HeaderBytes = 12;
    private const int VersionAt = 4;
    private const int IdAt = 8;

    private readonly byte[] _magic = Encoding.ASCII.GetBytes(magic);

    /// <summary>Identifies bytes: their CRC-32. Equal on both sides when, and practically only when, the bytes are equal.</summary>
    public static uint IdOf(ReadOnlySpan<byte> body) => Crc32.HashToUInt32(body);

    /// <summary>Writes the form.</summary>
    public byte[] Seal(ReadOnlySpan<byte> body)
    {
        byte[] bytes = new byte[HeaderBytes + body.Length + sizeof(uint)];
        _magic.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(VersionAt), version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(IdAt), IdOf(body));
        body.CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^sizeof(uint)), Crc32.HashToUInt32(bytes.AsSpan(..^sizeof(uint))));
        return bytes;
    }

    /// <summary>Reads what <see cref="Seal"/> wrote.</summary>
    /// <param name="bytes">The whole form.</param>
    /// <param name="minBytes">The fewest bytes that it has in all.</param>
    /// <param name="maxBytes">The most.</param>
    /// <param name="expectedId">The identity that the other side announced; null takes any.</param>
    /// <returns>The bytes that were sealed, a part of <paramref name="bytes"/>.</returns>
    /// <exception cref="InvalidDataException">
    /// Not the form, another version, damaged, or another identity: the message says which.
    /// </exception>
    public ReadOnlySpan<byte> Open(ReadOnlySpan<byte> bytes, int minBytes, int maxBytes, uint? expectedId = null)
    {
        if (bytes.Length < minBytes || bytes.Length > maxBytes)
        {
            string length = minBytes == maxBytes ? $"{minBytes}" : $"{minBytes} to {maxBytes}";
            throw new InvalidDataException(Invariant.Text($"A {name} has {length} bytes, not {bytes.Length}."));
        }

        if (!bytes.StartsWith(_magic)) throw new InvalidDataException($"This is not a {name}: it does not start with {magic}.");
        int found = BinaryPrimitives.ReadInt32LittleEndian(bytes[VersionAt..]);
        if (found != version)
            throw new InvalidDataException($"The {name} has format version {found}; this program reads version {version}.");
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]);
        uint checksum = Crc32.HashToUInt32(bytes[..^sizeof(uint)]);
        if (checksum != expected)
            throw new InvalidDataException($"The {name} is damaged: its checksum is {checksum:x8}, it says {expected:x8}.");
        ReadOnlySpan<byte> body = bytes[HeaderBytes..^sizeof(uint)];
        DemandId(body, BinaryPrimitives.ReadUInt32LittleEndian(bytes[IdAt..]), expectedId);
        return body;
    }

    private void DemandId(ReadOnlySpan<byte> body, uint id, uint? expected)
    {
        uint own = IdOf(body);
        if (id != own) throw new InvalidDataException($"The {name} says id {id:x8}, but its bytes have id {own:x8}.");
        if (expected is not null && id != expected)
            throw new InvalidDataException($"The {name} has id {id:x8}, expected {expected:x8}: both sides must use the same one.");
    }
}
