namespace MultifdBench.Capture.Census;

/// <summary>What is in a memory. Shares are of 1.</summary>
/// <param name="Source">What memory it is.</param>
/// <param name="Pages">All pages.</param>
/// <param name="ZeroShare">Pages of zeros, of all.</param>
/// <param name="SameFilledShare">Pages of one other byte over and over, of those that are not zero.</param>
/// <param name="DuplicateShare">
/// Pages that hold what another one holds, beyond the first of each content, of those that are not zero.
/// </param>
/// <param name="DuplicatesAreEstimated">Whether contents were too many to keep all of them: then it is of a sample by content.</param>
/// <param name="Entropy">Bits per byte, bytes taken one by one, over all pages that are not zero.</param>
/// <param name="ZeroRuns">Zero pages that follow each other.</param>
/// <param name="Methods">What each codec makes of it.</param>
/// <param name="RegionPagesShare">Pages that the ratios by region size are of, of all.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record CensusResult(
    string Source, long Pages, double ZeroShare, double SameFilledShare, double DuplicateShare, bool DuplicatesAreEstimated, double Entropy,
    ZeroRuns ZeroRuns, IReadOnlyList<MethodCensus> Methods, double RegionPagesShare, double Seconds);

/// <summary>Runs of zero pages: what finds them works by runs.</summary>
/// <param name="Count">Runs.</param>
/// <param name="MeanPages">Their mean length; 0 without any.</param>
/// <param name="LongestPages">The longest.</param>
/// <param name="Lengths">By length, classes by powers of four.</param>
public sealed record ZeroRuns(long Count, double MeanPages, long LongestPages, IReadOnlyList<ZeroRunClass> Lengths);

/// <summary>Runs of similar length.</summary>
/// <param name="FromPages">The shortest of them; the next class begins at four times as much.</param>
/// <param name="Runs">How many.</param>
/// <param name="PagesShare">Their pages, of all zero pages.</param>
public sealed record ZeroRunClass(long FromPages, long Runs, double PagesShare);

/// <summary>What a codec makes of the pages that are not zero.</summary>
/// <param name="Name">The codec.</param>
/// <param name="Library">What ran.</param>
/// <param name="Ratio">Uncompressed ÷ compressed bytes, each page alone; 0 without any page.</param>
/// <param name="Deciles">The page's ratio below which 10, 20 … 90 % of pages are.</param>
/// <param name="IncompressibleShare">Pages that do not get smaller.</param>
/// <param name="Regions">The ratio by the size of what is compressed at a time.</param>
public sealed record MethodCensus(
    string Name, string Library, double Ratio, IReadOnlyList<double> Deciles, double IncompressibleShare,
    IReadOnlyList<RegionRatio> Regions);

/// <summary>A size of what is compressed at a time, and the ratio: pages that are not zero, packed together, of the same places.</summary>
/// <param name="Kib">The size.</param>
/// <param name="Ratio">Uncompressed ÷ compressed bytes; 0 without any page.</param>
public sealed record RegionRatio(int Kib, double Ratio);
