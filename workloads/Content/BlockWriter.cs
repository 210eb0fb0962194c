using MultifdBench.Guest;

namespace MultifdBench.Workloads.Content;

/// <summary>Copies streams into guest memory.</summary>
internal static class BlockWriter
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads from a stream until it ends or the block is full.</summary>
    /// <returns>Bytes copied to <paramref name="offset"/> and behind.</returns>
    public static long Copy(Stream stream, RamBlock block, long offset)
    {
        long copied = 0;
        while (offset + copied < block.LengthBytes)
        {
            int room = (int)Math.Min(ChunkBytes, block.LengthBytes - offset - copied);
            int read = stream.Read(block.GetSpan(offset + copied, room));
            if (read == 0) break;
            copied += read;
        }

        return copied;
    }

    /// <summary>Repeats the first <paramref name="period"/> bytes of a block until it is full.</summary>
    public static void Repeat(RamBlock block, long period)
    {
        for (long offset = period; offset < block.LengthBytes;)
        {
            // Chunks end where the period does, so source and target are always whole, disjoint ranges.
            long from = offset % period;
            int length = (int)Math.Min(Math.Min(ChunkBytes, period - from), block.LengthBytes - offset);
            block.GetSpan(from, length).CopyTo(block.GetSpan(offset, length));
            offset += length;
        }
    }
}
