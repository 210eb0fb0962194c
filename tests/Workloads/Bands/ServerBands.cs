namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>A real server's process, and bands around it. Figures of the whole image were counted apart from this project.</summary>
internal sealed record ServerBands(
    double ZeroShare, double Zlib, double Zstd, double ZlibStream, double ZstdStream, double[] Deciles,
    double SameFilled, double Duplicates)
{
    /// <summary>Holds a server's pages to the figures of the whole image.</summary>
    public void Check(GuestFigures server) => new Band()
        .Absolute("zero share", ZeroShare, server.ZeroShare, 0.02)
        .Relative("zlib-1", Zlib, server.ZlibRatio, 0.05)
        .Relative("zstd-1", Zstd, server.ZstdRatio, 0.05)
        .Relative("zlib-1, stream", ZlibStream, server.ZlibStreamRatio, 0.05)
        .Relative("zstd-1, stream", ZstdStream, server.ZstdStreamRatio, 0.05)
        .Deciles(Deciles, server.Deciles, 0.1)
        .Absolute("same-filled share", SameFilled, server.SameFilledShare, 0.03)
        .Absolute("duplicate share", Duplicates, server.DuplicateShare, 0.03)
        .Check();

    /// <summary>Holds a server's pages to a sample of the real one's, taken alike.</summary>
    public static void CheckAgainstSample(GuestFigures server, GuestFigures sample) => new ServerBands(
        sample.ZeroShare, sample.ZlibRatio, sample.ZstdRatio, sample.ZlibStreamRatio, sample.ZstdStreamRatio, sample.Deciles,
        sample.SameFilledShare, sample.DuplicateShare).Check(server);

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
