using MultifdBench.Accelerators.Qpl;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Tests.Deflate;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>libqpl and this project's codec read each other, in every mode.</summary>
public sealed class QplInteropTests
{
    private const int Seeds = 25;

    public static TheoryData<DeflateMode> Modes => [.. Enum.GetValues<DeflateMode>()];

    public static TheoryData<DeflateMode, string> ModesAndSamples()
    {
        TheoryData<DeflateMode, string> data = [];
        foreach (DeflateMode mode in Enum.GetValues<DeflateMode>())
        {
            foreach (string sample in (string[])[SampleData.IdleGuest, SampleData.RedisGuest, SampleData.RedisYcsb]) data.Add(mode, sample);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void GeneratedPages_AreReadBothWays(DeflateMode mode)
    {
        Vendors.RequireLibqpl();
        foreach (string kind in PageSamples.Kinds)
            AssertBothWays(mode, Table(mode), Enumerable.Range(0, Seeds).Select(seed => PageSamples.Make(kind, Page.SizeBytes, seed)));
    }

    [Theory]
    [MemberData(nameof(ModesAndSamples))]
    public void PagesOfRealGuests_AreReadBothWays(DeflateMode mode, string sample)
    {
        Vendors.RequireLibqpl();
        byte[] pages = SampleData.PagesOrSkip(sample);
        CannedTableBuilder builder = new();
        for (int at = 0; at < pages.Length; at += 16 * Page.SizeBytes) builder.Add(pages.AsSpan(at, Page.SizeBytes));
        AssertBothWays(mode, mode == DeflateMode.Canned ? builder.Build() : null,
            Enumerable.Range(0, Math.Min(2048, pages.Length / Page.SizeBytes))
                .Select(page => pages[(page * Page.SizeBytes)..((page + 1) * Page.SizeBytes)]));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void StreamsOfOtherLengths_AreReadBothWays(DeflateMode mode)
    {
        Vendors.RequireLibqpl();
        int[] lengths = [1, 2, 100, 4095, 8192, 16384, 65536, PageDeflater.MaxSourceBytes];
        AssertBothWays(mode, Table(mode),
            lengths.SelectMany(length => (byte[][])[PageSamples.Make("mixed", length, length), PageSamples.Make("text", length, 1)]));
    }

    [Fact]
    public void AnyCompleteCode_CanBeATableOfLibqpl()
    {
        Vendors.RequireLibqpl();
        for (int seed = 0; seed < 40; seed++)
        {
            byte[] lengths = [.. RandomCode(286, seed), .. RandomCode(30, seed + 1000)];
            AssertBothWays(DeflateMode.Canned, new CannedTable(lengths),
                PageSamples.Kinds.Select(kind => PageSamples.Make(kind, Page.SizeBytes, seed)));
        }
    }

    [Fact]
    public void ATableFromLibqplsStatistics_IsReadBothWays()
    {
        Vendors.RequireLibqpl();
        QplHistogram histogram = new();
        for (int seed = 0; seed < Seeds; seed++) histogram.Add(PageSamples.Make("text", Page.SizeBytes, seed));
        Assert.Equal(Seeds, histogram.Samples);
        CannedTableBuilder builder = new();
        builder.Add(histogram.LiteralLengths, histogram.Distances);
        CannedTable table = builder.Build();
        AssertBothWays(DeflateMode.Canned, table,
            Enumerable.Range(100, Seeds).Select(seed => PageSamples.Make("text", Page.SizeBytes, seed)));
        // It fits these pages better than a table of all kinds does.
        using QplCodec fitting = new(DeflateMode.Canned, table), other = new(DeflateMode.Canned, PageSamples.Table());
        byte[] page = PageSamples.Make("text", Page.SizeBytes, 7);
        Assert.True(fitting.Compress(page)!.Length < other.Compress(page)!.Length);
    }

    [Fact]
    public void Tables_AreForCannedModeAlone()
    {
        Vendors.RequireLibqpl();
        Assert.Throws<UsageException>(
            () => new QplDeflateJobs(QplJobPath.Software, DeflateMode.Fixed, PageSamples.Table(), 1, new QplFallbacks()));
        Assert.Throws<UsageException>(() => new QplDeflateJobs(QplJobPath.Software, DeflateMode.Canned, null, 1, new QplFallbacks()));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void APageThatDoesNotShrink_IsToldSo_AndTheNextIsFine(DeflateMode mode)
    {
        Vendors.RequireLibqpl();
        using QplCodec qpl = new(mode, Table(mode));
        byte[] noise = PageSamples.Make("random", Page.SizeBytes, 1), text = PageSamples.Make("text", Page.SizeBytes, 1);
        for (int i = 0; i < 10; i++)
        {
            Assert.Null(qpl.Compress(noise, Page.SizeBytes - 1));
            byte[] stream = Assert.IsType<byte[]>(qpl.Compress(text, Page.SizeBytes - 1));
            Assert.Equal(text, qpl.Decompress(stream, Page.SizeBytes).Restored);
        }
    }

    private static CannedTable? Table(DeflateMode mode) => mode == DeflateMode.Canned ? PageSamples.Table() : null;

    private static void AssertBothWays(DeflateMode mode, CannedTable? table, IEnumerable<byte[]> sources)
    {
        using QplCodec qpl = new(mode, table);
        PageDeflater deflater = new(mode, table);
        PageInflater inflater = new(PageInflater.IaaWindowBytes, table);
        byte[] stream = new byte[2 * PageDeflater.MaxSourceBytes];
        foreach (byte[] source in sources)
        {
            byte[] theirs = Assert.IsType<byte[]>(qpl.Compress(source));
            byte[] restored = new byte[source.Length];
            Assert.Equal(InflateStatus.Done, inflater.Decompress(theirs, restored, out int consumed, out int written));
            Assert.Equal((theirs.Length, source.Length), (consumed, written));
            Assert.True(source.AsSpan().SequenceEqual(restored), "libqpl's stream differs");
            int length = deflater.Compress(source, stream);
            (byte[] back, string? problem) = qpl.Decompress(stream.AsSpan(0, length), source.Length);
            Assert.Null(problem);
            Assert.True(source.AsSpan().SequenceEqual(back), "our stream differs");
        }
    }

    /// <summary>Code lengths of a random binary tree with so many leaves, none deeper than a canned table may be.</summary>
    private static byte[] RandomCode(int symbols, int seed)
    {
        var random = new Random(seed);
        List<byte> leaves = [0];
        while (leaves.Count < symbols)
        {
            int leaf = random.Next(leaves.Count);
            if (leaves[leaf] == CannedTable.MaxCodeLength) continue;
            leaves[leaf]++;
            leaves.Add(leaves[leaf]);
        }

        byte[] lengths = [.. leaves];
        random.Shuffle(lengths);
        return lengths;
    }
}
