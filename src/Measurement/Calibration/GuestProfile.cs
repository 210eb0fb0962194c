using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Measurement.Calibration;

/// <summary>A guest as measured on this host: what it holds, what codecs make of it, and how it writes.</summary>
public sealed record GuestProfile
{
    /// <summary>Workload, as <c>--workload</c> takes it.</summary>
    public required string Workload { get; init; }

    /// <summary>Pages of the guest.</summary>
    public required long Pages { get; init; }

    /// <summary>Pages with content before it runs.</summary>
    public required long NormalPages { get; init; }

    /// <summary>Mean length of a run of pages with content.</summary>
    public required long ExtentPages { get; init; }

    /// <summary>Page classes; the first holds all content, the second what the guest has written while it was observed.</summary>
    public required IReadOnlyList<MeasuredClass> Classes { get; init; }

    /// <summary>Pools that together write as the guest was seen to.</summary>
    public required IReadOnlyList<MeasuredPool> Pools { get; init; }

    /// <summary>Zero pages that the guest writes for the first time in a second; no part of the pools.</summary>
    public double GrowthPagesPerSecond { get; init; }

    /// <summary>How long the guest was observed for them, milliseconds.</summary>
    public required int ObservedMs { get; init; }

    /// <summary>How far the pools are off the observed number of unique dirty pages, root mean square, pages.</summary>
    public required double PoolResidualPages { get; init; }

    /// <summary>Cores that the guest's own threads kept busy.</summary>
    public required double Cores { get; init; }

    /// <summary>How its rate changes; the pools are those of the rate that phases multiply. Null for a steady one.</summary>
    public RatePhases? Phases { get; init; }

    /// <summary>Pages of the guest that was measured, where this is one of another size; null for a guest as it was measured.</summary>
    public long? MeasuredPages { get; init; }

    /// <summary>
    /// A guest of another size that is like this one: as large a share of it has content, and it writes as often. Pages that were all
    /// written while it was observed are its programs' own, of which a larger guest has no more; the writes to the others go to as large a
    /// share of its pages. That is an assumption (docs/model.md has its error): a measured guest of that size knows better.
    /// </summary>
    /// <param name="pages">Its pages.</param>
    public GuestProfile ScaledTo(long pages)
    {
        double factor = (double)pages / Pages;
        return this with
        {
            Pages = pages,
            MeasuredPages = MeasuredPages ?? Pages,
            NormalPages = Math.Min(pages, (long)(NormalPages * factor)),
            Pools = [.. Pools.Select(pool => IsWhollyWritten(pool) ? pool : pool with { Pages = pool.Pages * factor })],
        };
    }

    private bool IsWhollyWritten(MeasuredPool pool) => pool.Pages / pool.WritesPerSecond * 1e3 < ObservedMs;
}

/// <summary>Pages of one kind.</summary>
/// <param name="Name"><c>content</c> or <c>written</c>.</param>
/// <param name="SampledPages">Pages that were compressed for the figures.</param>
/// <param name="Codecs">A row per codec.</param>
public sealed record MeasuredClass(string Name, int SampledPages, IReadOnlyList<CodecFigures> Codecs)
{
    /// <summary>
    /// The same packets in ten classes, those that compress best first: how far packets differ. Empty where there are fewer than ten.
    /// </summary>
    public IReadOnlyList<MeasuredClass> Deciles { get; init; } = [];

    /// <summary>The name of a class's decile.</summary>
    /// <param name="name">The class.</param>
    /// <param name="index">From 0; names count from 1.</param>
    public static string DecileName(string name, int index) => Invariant.Text($"{name}-{index + 1:00}");

    /// <summary>The same pages by another name.</summary>
    public MeasuredClass Named(string name) => this with
    {
        Name = name,
        Deciles = [.. Deciles.Select((one, i) => one with { Name = DecileName(name, i) })],
    };

    /// <summary>The same class, and its deciles, with what is made of each one's codecs.</summary>
    public MeasuredClass WithCodecs(Func<IReadOnlyList<CodecFigures>, IReadOnlyList<CodecFigures>> chosen) => this with
    {
        Codecs = chosen(Codecs),
        Deciles = [.. Deciles.Select(one => one.WithCodecs(chosen))],
    };
}

/// <summary>
/// What a codec makes of an average page, through the engine's own methods in packets of 128 pages; CPU time of one thread.
/// </summary>
/// <param name="Key">The codec's name in a scenario file.</param>
/// <param name="Library">Library and version.</param>
/// <param name="Ratio">Uncompressed ÷ compressed bytes.</param>
/// <param name="CompressNs">Nanoseconds to compress a page.</param>
/// <param name="DecompressNs">Nanoseconds to restore it.</param>
public sealed record CodecFigures(string Key, string Library, double Ratio, double CompressNs, double DecompressNs);

/// <summary>Pages that are written alike.</summary>
/// <param name="Name">Its time constant, for people.</param>
/// <param name="Pages">Pages.</param>
/// <param name="WritesPerSecond">Writes to pages of the pool per second.</param>
public sealed record MeasuredPool(string Name, double Pages, double WritesPerSecond);
