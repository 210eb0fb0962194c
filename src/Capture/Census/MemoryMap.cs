using MultifdBench.Guest;

namespace MultifdBench.Capture.Census;

/// <summary>How compressible each part of a memory is, in as many cells as a picture shows. Not thread-safe.</summary>
public sealed class MemoryMap
{
    /// <summary>The most cells: a picture of 256 × 128.</summary>
    public const int MaxCells = 256 * 128;

    private readonly long[] _bytes;
    private readonly long[] _pages;

    /// <param name="pages">Pages of the memory, at least one.</param>
    public MemoryMap(long pages)
    {
        PagesPerCell = (pages + MaxCells - 1) / MaxCells;
        _bytes = new long[(pages + PagesPerCell - 1) / PagesPerCell];
        _pages = new long[_bytes.Length];
    }

    /// <summary>Pages of a cell; the last one may have fewer.</summary>
    public long PagesPerCell { get; }

    /// <summary>
    /// Compressed ÷ uncompressed bytes of each cell, in order of addresses: 0 for zero pages alone, 1 where nothing shrinks.
    /// </summary>
    public double[] Shares =>
        [.. _bytes.Zip(_pages, static (bytes, pages) => Math.Min(1, bytes / (double)(Math.Max(1, pages) << Page.Shift)))];

    /// <summary>Adds a page.</summary>
    /// <param name="page">Its number.</param>
    /// <param name="bytes">What it compresses to; 0 for a zero page.</param>
    internal void Add(long page, int bytes)
    {
        _bytes[page / PagesPerCell] += bytes;
        _pages[page / PagesPerCell]++;
    }
}
