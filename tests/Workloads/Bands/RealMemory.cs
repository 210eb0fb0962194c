namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>
/// A real guest's memory, or a real server's process, and bands around its figures. Those of whole images were counted apart from this
/// project.
/// </summary>
internal sealed record RealMemory(
    double ZeroShare, double Zlib, double Zstd, double ZlibStream, double ZstdStream, double[] Deciles,
    double SameFilled, double Duplicates)
{
    private const double RatioBand = 0.05;

    /// <summary>Around the share of zero pages.</summary>
    public double ZeroBand { get; init; } = 0.02;

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
        .Deciles(Deciles, pages.Deciles, 0.1)
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
