using System.Buffers.Binary;

namespace MultifdBench.Methods.Qatzip;

/// <summary>
/// The members of QATzip's gzip-ext format: a gzip header [RFC1952] with one extra field, <c>QZ</c>, that holds the sizes of the member's
/// source and of its deflate stream, then the stream, CRC-32 and length.
/// </summary>
internal static class GzipExtMembers
{
    private const int ExtraOffset = 10; // after the fixed header
    private const int SourceOffset = 16, StreamOffset = 20;
    private const int HeaderBytes = 24, TrailerBytes = 8;

    /// <summary>Magic, deflate, the one flag FEXTRA.</summary>
    private static ReadOnlySpan<byte> Start => [0x1f, 0x8b, 8, 4];

    /// <summary>Twelve bytes of extra fields; field QZ of eight.</summary>
    private static ReadOnlySpan<byte> Extra => [12, 0, (byte)'Q', (byte)'Z', 8, 0];

    /// <summary>
    /// What is wrong with a payload's framing, or null: members back to back that fill it exactly and announce
    /// <paramref name="expectedBytes"/> in all. What is in the streams is not looked at.
    /// </summary>
    public static string? Problem(ReadOnlySpan<byte> payload, int expectedBytes)
    {
        int position = 0;
        long announced = 0;
        while (position < payload.Length)
        {
            ReadOnlySpan<byte> member = payload[position..];
            if (member.Length < HeaderBytes + TrailerBytes) return $"a gzip member cut off at byte {position}";
            if (!member.StartsWith(Start) || !member[ExtraOffset..].StartsWith(Extra))
                return $"no gzip member with QATzip's extra field at byte {position}";
            uint stream = BinaryPrimitives.ReadUInt32LittleEndian(member[StreamOffset..]);
            announced += BinaryPrimitives.ReadUInt32LittleEndian(member[SourceOffset..]);
            if (stream > member.Length - HeaderBytes - TrailerBytes)
                return $"a gzip member of {stream} bytes at byte {position} of {payload.Length}";
            position += HeaderBytes + (int)stream + TrailerBytes;
        }

        return announced == expectedBytes ? null : $"{announced} announced by its gzip members";
    }
}
