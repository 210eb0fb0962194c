using System.Buffers.Binary;
using System.IO.Hashing;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

/// <summary>Serialised canned tables of any code lengths, right in all but those: what a hostile peer would send.</summary>
internal static class SerialisedTable
{
    /// <summary>A table that says these 316 lengths, with their id and the checksum over all.</summary>
    public static byte[] Of(ReadOnlySpan<byte> lengths)
    {
        byte[] bytes = PageSamples.Table().Serialize();
        lengths.CopyTo(bytes.AsSpan(12));
        Seal(bytes);
        return bytes;
    }

    /// <summary>Sets id and checksum to what the lengths say, so that only the lengths themselves can be refused.</summary>
    public static void Seal(Span<byte> bytes)
    {
        Span<byte> summed = bytes[..(CannedTable.SerializedBytes - sizeof(uint))];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Crc32.HashToUInt32(summed[12..]));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[summed.Length..], Crc32.HashToUInt32(summed));
    }
}
