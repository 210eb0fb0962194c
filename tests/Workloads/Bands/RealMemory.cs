namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>
/// A real guest's memory, or a real server's process, and bands around its figures. Those of whole images were counted apart from this
/// project.
/// </summary>
internal sealed record RealMemory(
    double ZeroShare, double Zlib, double Zstd, double ZlibStream, double ZstdStream, double[] Deciles,
    double SameFilled, double Duplicates)
{
    private const int LowerDeciles = 6;

    /// <summary>Around the share of zero pages.</summary>
    public double ZeroBand { get; init; } = 0.02;

    /// <summary>Around ratios.</summary>
    public double RatioBand { get; init; } = 0.05;

    /// <summary>Around the deciles from 70 % on; the others are within a tenth.</summary>
    public double UpperDecilesBand { get; init; } = 0.1;

    /// <summary>What a sample of it says.</summary>
    public static RealMemory Of(GuestFigures sample) => new(
        sample.ZeroShare, sample.ZlibRatio, sample.ZstdRatio, sample.ZlibStreamRatio, sample.ZstdStreamRatio, sample.Deciles,
        sample.SameFilledShare, sample.DuplicateShare);

    /// <summary>Holds a generator's pages to it.</summary>
    public Band Holds(GuestFigures pages) => new Band()
        .Absolute("zero share", ZeroShare, pages.ZeroShare, ZeroBand)
        .Relative("zlib-1", Zlib, pages.ZlibRatio, RatioBand)
        .Relative("zstd-1", Zstd, pages.ZstdRatio, RatioBand)
        .Relative("zlib-1, stream", ZlibStream, pages.ZlibStreamRatio, RatioBand)
        .Relative("zstd-1, stream", ZstdStream, pages.ZstdStreamRatio, RatioBand)
        .Deciles(Deciles[..LowerDeciles], pages.Deciles[..LowerDeciles], 0.1)
        .Deciles(Deciles[LowerDeciles..], pages.Deciles[LowerDeciles..], UpperDecilesBand, LowerDeciles)
        .Absolute("same-filled share", SameFilled, pages.SameFilledShare, 0.03)
        .Absolute("duplicate share", Duplicates, pages.DuplicateShare, 0.03);

    /// <summary>Holds the codecs that nothing was fitted to.</summary>
    public static void CheckOtherCodecs(GuestFigures pages, double lz4, double qplFixed) => CheckCodecs(pages, lz4, qplFixed, 0.06);

    /// <summary>Checks that recorded figures are those of the sample.</summary>
    public static void CheckRecorded(GuestFigures sample, double lz4, double qplFixed) => CheckCodecs(sample, lz4, qplFixed, 0.001);

    private static void CheckCodecs(GuestFigures pages, double lz4, double qplFixed, double band)
    {
        new Band().Relative("qpl, fixed", qplFixed, pages.QplFixedRatio, band).Check();
        new Band().Relative("LZ4", lz4, pages.Lz4RatioOrSkip(), band).Check();
    }
}
