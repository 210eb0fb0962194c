using System.IO.Hashing;
using System.Runtime.InteropServices;
using MultifdBench.Codecs;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Census;

/// <summary>
/// What one thread finds in chunks of up to 128 pages: sums of its own, and of the last chunk page by page what has to be put in order.
/// </summary>
internal sealed class ChunkCensus : IDisposable
{
    /// <summary>Pages of a chunk: a packet's, and the largest region.</summary>
    public const int Pages = 128;

    private readonly IRegionCodec[] _codecs;
    private readonly byte[] _chunk = GC.AllocateUninitializedArray<byte>(Pages << Page.Shift, pinned: true);
    private readonly byte[] _packed = GC.AllocateUninitializedArray<byte>(Pages << Page.Shift, pinned: true);
    private readonly byte[] _output;
    private readonly long[] _pageBytes;
    private readonly int _countedStep;

    /// <param name="offers">What to compress with.</param>
    /// <param name="countedStep">Of how many pages that are not zero the bytes of one are counted.</param>
    public ChunkCensus(IReadOnlyList<RegionCodecOffer> offers, int countedStep)
    {
        _countedStep = countedStep;
        _codecs = [.. offers.Select(offer => offer.Create())];
        _output = GC.AllocateUninitializedArray<byte>(
            _codecs.Select(codec => codec.MaxOutputBytes(Pages << Page.Shift)).DefaultIfEmpty(0).Max(), pinned: true);
        PageSizes = [.. _codecs.Select(codec => new long[codec.MaxOutputBytes(Page.SizeBytes) + 1])];
        _pageBytes = new long[_codecs.Length];
        RegionBytes = [.. _codecs.Select(_ => new long[MemoryCensus.RegionPages.Count])];
    }

    /// <summary>Pages by their compressed size, for each codec.</summary>
    public long[][] PageSizes { get; }

    /// <summary>Compressed bytes of the chunks whose regions were asked for, for each codec and size.</summary>
    public long[][] RegionBytes { get; }

    /// <summary>Uncompressed bytes of these, zero pages apart.</summary>
    public long RegionSourceBytes { get; private set; }

    /// <summary>All pages of these.</summary>
    public long RegionAllPages { get; private set; }

    /// <summary>Bytes by value, in those pages that are not zero whose bytes are counted.</summary>
    public long[] Histogram { get; } = new long[256];

    /// <summary>Pages of one byte over and over, but zero.</summary>
    public long SameFilled { get; private set; }

    /// <summary>Pages of the chunk.</summary>
    public int Count { get; private set; }

    /// <summary>The chunk's hashes.</summary>
    public ulong[] Hashes { get; } = new ulong[Pages];

    /// <summary>The chunk's pages as the first codec makes them, bytes; 0 for zero pages, a page's size without codecs.</summary>
    public int[] Sizes { get; } = new int[Pages];

    /// <summary>Where the chunk is read into.</summary>
    public Span<byte> Begin(int pages)
    {
        Count = pages;
        return _chunk.AsSpan(0, pages << Page.Shift);
    }

    /// <summary>Looks at the chunk.</summary>
    /// <param name="withRegions">Whether it is one of those whose regions are compressed as well.</param>
    public void Run(bool withRegions)
    {
        int packed = 0;
        Array.Clear(_pageBytes);
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> page = _chunk.AsSpan(i << Page.Shift, Page.SizeBytes);
            Sizes[i] = 0;
            if (ZeroPageScan.IsZero(page)) continue;
            Hashes[i] = XxHash3.HashToUInt64(page);
            if (!page[1..].ContainsAnyExcept(page[0])) SameFilled++;
            if (packed % _countedStep == 0) Count4(page);
            Sizes[i] = CompressPage(page);
            if (withRegions) page.CopyTo(_packed.AsSpan(packed << Page.Shift));
            packed++;
        }

        if (withRegions) CompressRegions(packed);
    }

    public void Dispose()
    {
        foreach (IRegionCodec codec in _codecs) codec.Dispose();
    }

    private int CompressPage(ReadOnlySpan<byte> page)
    {
        int first = Page.SizeBytes;
        for (int codec = 0; codec < _codecs.Length; codec++)
        {
            int size = _codecs[codec].Compress(page, _output);
            PageSizes[codec][size]++;
            _pageBytes[codec] += size;
            if (codec == 0) first = size;
        }

        return first;
    }

    private void CompressRegions(int packedPages)
    {
        RegionAllPages += Count;
        RegionSourceBytes += packedPages << Page.Shift;
        for (int codec = 0; codec < _codecs.Length; codec++)
        {
            // Single pages have been compressed already.
            RegionBytes[codec][0] += _pageBytes[codec];
            for (int size = 1; size < MemoryCensus.RegionPages.Count; size++)
            {
                for (int page = 0; page < packedPages; page += MemoryCensus.RegionPages[size])
                {
                    int pages = Math.Min(MemoryCensus.RegionPages[size], packedPages - page);
                    RegionBytes[codec][size] += _codecs[codec].Compress(_packed.AsSpan(page << Page.Shift, pages << Page.Shift), _output);
                }
            }
        }
    }

    /// <summary>Four counters for each value: equal neighbours would wait for each other's sum.</summary>
    private void Count4(ReadOnlySpan<byte> page)
    {
        Span<int> counts = stackalloc int[4 * 256];
        counts.Clear();
        foreach (uint four in MemoryMarshal.Cast<byte, uint>(page))
        {
            counts[(int)(byte)four]++;
            counts[256 + (byte)(four >> 8)]++;
            counts[512 + (byte)(four >> 16)]++;
            counts[768 + (int)(four >> 24)]++;
        }

        for (int value = 0; value < 256; value++)
            Histogram[value] += counts[value] + counts[256 + value] + counts[512 + value] + counts[768 + value];
    }
}
