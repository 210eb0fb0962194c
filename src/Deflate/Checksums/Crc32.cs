namespace MultifdBench.Deflate.Checksums;

/// <summary>The CRC-32 of gzip and zlib's <c>crc32</c> (reflected polynomial 0xEDB88320) [RFC1952 §8], eight bytes per step.</summary>
public static class Crc32
{
    private const uint Polynomial = 0xEDB8_8320;

    // Table k gives the effect of a byte that is followed by k more: eight independent look-ups make one step.
    private static readonly uint[] Tables = BuildTables();

    /// <summary>The checksum of <paramref name="data"/>, continuing <paramref name="crc"/> (0 to start). Thread-safe.</summary>
    public static uint Compute(ReadOnlySpan<byte> data, uint crc = 0)
    {
        uint[] tables = Tables;
        uint state = ~crc;
        for (; data.Length >= 8; data = data[8..])
        {
            ulong eight = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(data) ^ state;
            state = 0;
            for (int k = 0; k < 8; k++) state ^= tables[(7 - k) * 256 + (int)(eight >> (8 * k) & 0xff)];
        }

        foreach (byte value in data) state = tables[(byte)(state ^ value)] ^ state >> 8;
        return ~state;
    }

    private static uint[] BuildTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint state = value;
            for (int bit = 0; bit < 8; bit++) state = (state & 1) != 0 ? state >> 1 ^ Polynomial : state >> 1;
            tables[value] = state;
        }

        for (int i = 256; i < tables.Length; i++) tables[i] = tables[(byte)tables[i - 256]] ^ tables[i - 256] >> 8;
        return tables;
    }
}
