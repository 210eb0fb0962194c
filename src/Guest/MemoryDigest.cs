using System.Security.Cryptography;

namespace MultifdBench.Guest;

/// <summary>
/// SHA-256 of every 2 MiB of a guest's memory, block by block: what two hosts compare in place of the memories themselves. A cryptographic
/// hash, because then "equal" needs no assumption about what kind of fault is being looked for, and its time is in no figure. Immutable.
/// </summary>
public sealed class MemoryDigest
{
    /// <summary>Pages under one hash; the last chunk of a block may have fewer.</summary>
    public const int ChunkPages = 512;

    private readonly IReadOnlyList<RamBlockSpec> _layout;
    private readonly byte[] _hashes;

    private MemoryDigest(IReadOnlyList<RamBlockSpec> layout, byte[] hashes)
    {
        _layout = layout;
        _hashes = hashes;
    }

    /// <summary>The hashes, 32 bytes each, in the order of blocks and offsets.</summary>
    public ReadOnlySpan<byte> Hashes => _hashes;

    /// <summary>Hashes a memory on all cores. Nothing may write it meanwhile.</summary>
    public static MemoryDigest Of(GuestMemory memory)
    {
        byte[] hashes = new byte[SizeBytes(memory.Layout)];
        long firstChunk = 0;
        foreach (RamBlock block in memory.Blocks)
        {
            long blockChunk = firstChunk;
            PageChunks.ForEach(block, (first, count) => HashPages(block, first, count, hashes, blockChunk));
            firstChunk += Chunks(block.PageCount);
        }

        return new MemoryDigest(memory.Layout, hashes);
    }

    /// <summary>Bytes of the hashes of a guest with that layout.</summary>
    public static int SizeBytes(IReadOnlyList<RamBlockSpec> layout) =>
        checked((int)(layout.Sum(block => Chunks(Page.Count(block.LengthBytes))) * SHA256.HashSizeInBytes));

    /// <summary>
    /// How the memory that <paramref name="other"/> are the hashes of differs from this one, in a line for a failure's reason; null when it
    /// does not.
    /// </summary>
    public string? Difference(ReadOnlySpan<byte> other)
    {
        if (other.Length != _hashes.Length) return $"the destination sent {other.Length} bytes of hashes, expected {_hashes.Length}";
        string? first = null;
        long differing = 0;
        int at = 0;
        foreach (RamBlockSpec block in _layout)
        {
            long pages = Page.Count(block.LengthBytes);
            for (long page = 0; page < pages; page += ChunkPages, at += SHA256.HashSizeInBytes)
            {
                if (other.Slice(at, SHA256.HashSizeInBytes).SequenceEqual(_hashes.AsSpan(at, SHA256.HashSizeInBytes))) continue;
                differing++;
                first ??= $"'{block.Name}', pages {page} to {Math.Min(page + ChunkPages, pages) - 1}";
            }
        }

        return first is null
            ? null
            : $"destination memory differs from the source in {differing} range(s) of {ChunkPages} pages, first in {first}";
    }

    private static long Chunks(long pages) => (pages + ChunkPages - 1) / ChunkPages;

    private static void HashPages(RamBlock block, long first, long count, byte[] hashes, long blockChunk)
    {
        for (long page = first; page < first + count; page += ChunkPages)
        {
            Span<byte> bytes = block.GetPages(page, Math.Min(ChunkPages, first + count - page));
            long chunk = blockChunk + (page / ChunkPages);
            SHA256.HashData(bytes, hashes.AsSpan((int)(chunk * SHA256.HashSizeInBytes), SHA256.HashSizeInBytes));
        }
    }
}
