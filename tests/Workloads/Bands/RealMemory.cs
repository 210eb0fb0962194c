namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>A real server's process, and bands around it. Figures of the whole image were counted apart from this project.</summary>
internal sealed record ServerBands(
    double ZeroShare, double Zlib, double Zstd, double ZlibStream, double ZstdStream, double[] Deciles,
    double SameFilled, double Duplicates)
{
    private const int LowerDeciles = 6;

    /// <summary>Around ratios.</summary>
    public double RatioBand { get; init; } = 0.05;

    /// <summary>Around the deciles from 70 % on; the others are within a tenth.</summary>
    public double UpperDecilesBand { get; init; } = 0.1;

    /// <summary>Holds a server's pages to the figures of the whole image.</summary>
    public void Check(GuestFigures server) => new Band()
        .Absolute("zero share", ZeroShare, server.ZeroShare, 0.02)
        .Relative("zlib-1", Zlib, server.ZlibRatio, RatioBand)
        .Relative("zstd-1", Zstd, server.ZstdRatio, RatioBand)
        .Relative("zlib-1, stream", ZlibStream, server.ZlibStreamRatio, RatioBand)
        .Relative("zstd-1, stream", ZstdStream, server.ZstdStreamRatio, RatioBand)
        .Deciles(Deciles[..LowerDeciles], server.Deciles[..LowerDeciles], 0.1)
        .Deciles(Deciles[LowerDeciles..], server.Deciles[LowerDeciles..], UpperDecilesBand, LowerDeciles)
        .Absolute("same-filled share", SameFilled, server.SameFilledShare, 0.03)
        .Absolute("duplicate share", Duplicates, server.DuplicateShare, 0.03)
        .Check();

    /// <summary>Holds a server's pages to a sample of the real one's, taken alike.</summary>
    public void CheckAgainstSample(GuestFigures server, GuestFigures sample) => (this with
    {
        ZeroShare = sample.ZeroShare,
        Zlib = sample.ZlibRatio,
        Zstd = sample.ZstdRatio,
        ZlibStream = sample.ZlibStreamRatio,
        ZstdStream = sample.ZstdStreamRatio,
        Deciles = sample.Deciles,
        SameFilled = sample.SameFilledShare,
        Duplicates = sample.DuplicateShare,
    }).Check(server);

    /// <summary>Holds the codecs that nothing was fitted to.</summary>
    public static void CheckOtherCodecs(GuestFigures server, double lz4, double qplFixed)
    {
        new Band().Relative("qpl, fixed", qplFixed, server.QplFixedRatio, 0.06).Check();
        new Band().Relative("LZ4", lz4, server.Lz4RatioOrSkip(), 0.06).Check();
    }

    /// <summary>Checks that recorded figures are those of the sample.</summary>
    public static void CheckRecorded(GuestFigures sample, double lz4, double qplFixed)
    {
        new Band().Relative("qpl, fixed", qplFixed, sample.QplFixedRatio, 0.001).Check();
        new Band().Relative("LZ4", lz4, sample.Lz4RatioOrSkip(), 0.001).Check();
    }

    /// <summary>Holds the pages that are dirtied in an interval to those of a trace.</summary>
    public static void CheckDirtyPages(ServerSample server, double band, params (double Seconds, double Pages)[] measured)
    {
        Band all = new();
        foreach ((double seconds, double pages) in measured) all.Relative($"pages in {seconds} s", pages, server.DirtyPages(seconds), band);
        all.Check();
    }
}
