using System.Text;
using MultifdBench.Bench.Profiles;
using MultifdBench.Capture;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Sources;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Management;
using MultifdBench.Results;
using MultifdBench.Results.Bundles;
using MultifdBench.Results.Csv;
using MultifdBench.Tests.Capture;
using MultifdBench.Tests.Deflate;
using MultifdBench.Tests.Management;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Results.Bundles;
using MultifdBench.Tests.Simulation;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Tests.Fuzz;

/// <summary>A target that reads a file: the input is its content.</summary>
internal abstract class FileTarget : FuzzTarget
{
    private byte[][] _seeds = [];
    private byte[][] _small = [];

    protected TemporaryFolder Folder { get; } = new();

    /// <summary>The file's name in <see cref="Folder"/>.</summary>
    protected abstract string Name { get; }

    public override byte[] Make(Random random)
    {
        if (_seeds.Length == 0)
        {
            _seeds = [.. Seeds()];
            _small = [.. Small()];
        }

        byte[][] from = _small.Length > 0 && random.Next(16) != 0 ? _small : _seeds;
        return Mutator.Of(from[random.Next(from.Length)], random);
    }

    public override void Feed(byte[] input)
    {
        File.WriteAllBytes(Folder[Name], input);
        Read(Folder[Name]);
    }

    protected override void Free() => Folder.Dispose();

    protected abstract IEnumerable<byte[]> Seeds();

    /// <summary>Small ones, which most inputs are made from: damage is dense in them, and they are read fast.</summary>
    protected virtual IEnumerable<byte[]> Small() => [];

    protected abstract void Read(string path);

    /// <summary>The first lines of a file that are no comment.</summary>
    protected static byte[] Head(string file) => Encoding.UTF8.GetBytes(
        string.Concat(File.ReadLines(file).Where(line => !line.TrimStart().StartsWith('#') && line.Length > 0).Take(9)
            .Select(line => line + '\n')));

    /// <summary>Files of the repository, which the program brings along.</summary>
    protected static string[] Shipped(params string[] folder) =>
        [.. Directory.EnumerateFiles(Path.Combine([SampleData.RepositoryRoot(), .. folder]), "*.yaml", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
}

/// <summary>Memory images: with a header and without, plain and compressed.</summary>
internal sealed class PageImageTarget : FileTarget
{
    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>zstd's windows.</summary>
    public override long MaxAllocatedBytes => 64 << 20;

    protected override string Name => "image.pages";

    public override bool Allows(Exception exception) => exception is CaptureException;

    protected override IEnumerable<byte[]> Seeds()
    {
        PageRegion[] regions = [new(0x7f00_0000_0000, 3, "[heap]"), new(0x1000, 2, "[anon]")];
        PageImageHeader header = new("process 7 (test)", DateTimeOffset.UnixEpoch, true, regions, "pagemap-scan");
        foreach (string name in (string[])["a.pages", "a.pages.zst", "a.ram", "a.ram.zst"])
        {
            bool hasHeader = name.StartsWith("a.pages", StringComparison.Ordinal);
            using (ImageOutput output = new(Folder[name], 1))
            {
                PageImageWriter writer = new(output.Stream, hasHeader ? header : null);
                writer.WritePages(PageSamples.Make("text", 5 * Page.SizeBytes, 1));
                if (hasHeader) writer.WriteInterval(new TraceInterval(100_000, [new PageRun(0, 2), new PageRun(4, 1)]));
                writer.Complete();
                output.Commit();
            }

            yield return File.ReadAllBytes(Folder[name]);
        }
    }

    protected override void Read(string path)
    {
        using PageImageReader reader = PageImageReader.Open(path);
        long bytes = 0;
        for (int read; (read = reader.Read(_buffer)) > 0;)
        {
            bytes += read;
            // A few bytes of zstd can hold gigabytes of zeros; that is no fault of the reader.
            if (bytes > 64 << 20) return;
        }

        _ = reader.ReadTrace();
    }
}

/// <summary>ELF cores.</summary>
internal sealed class ElfCoreTarget : FileTarget
{
    private readonly byte[] _page = new byte[Page.SizeBytes];

    protected override string Name => "core";

    public override bool Allows(Exception exception) => exception is CaptureException;

    protected override IEnumerable<byte[]> Seeds()
    {
        byte[] text = PageSamples.Make("text", 3 * Page.SizeBytes, 1);
        yield return ElfCore.Of((0x1000, 0, text));
        yield return ElfCore.Of((0, 0x1000, text), (0, 0x8000, text[..5000]));
        yield return ElfCore.Of((0xffff_8880_0000_0000, 0, text[..Page.SizeBytes]), (0xffff_8880_0010_0000, 0x1000, text));
    }

    protected override void Read(string path)
    {
        using ElfCoreSource core = new(path);
        long pages = Math.Min(core.Regions.Sum(region => region.Pages), 1000);
        for (long page = 0; page < pages; page++) core.ReadNext(_page);
    }
}

/// <summary>Profiles of a matrix.</summary>
internal sealed class ProfileTarget : FileTarget
{
    protected override string Name => "profile.yaml";

    public override bool Allows(Exception exception) => exception is UsageException;

    protected override IEnumerable<byte[]> Seeds() => Shipped("bench", "Profiles").Select(File.ReadAllBytes);

    protected override IEnumerable<byte[]> Small() => Shipped("bench", "Profiles").Select(Head);

    protected override void Read(string path) => new ProfileFile(BuiltIn.Methods).Load(path);
}

/// <summary>Management policies: read, and then polled.</summary>
internal sealed class PolicyTarget : FileTarget
{
    protected override string Name => "policy.yaml";

    public override bool Allows(Exception exception) => exception is UsageException;

    protected override IEnumerable<byte[]> Seeds() => Shipped("policies").Select(File.ReadAllBytes);

    protected override void Read(string path) =>
        Watched.For(2, PolicyCatalog.Get(path), 1L << 30, seconds => new Sight(1_000_000, (int)(seconds * 5)));
}

/// <summary>Scenarios of guests.</summary>
internal sealed class ScenarioTarget : FileTarget
{
    protected override string Name => "scenario.yaml";

    public override bool Allows(Exception exception) => exception is UsageException;

    protected override IEnumerable<byte[]> Seeds()
    {
        // One that extends another finds it beside itself.
        string[] shipped = Shipped("workloads");
        foreach (string file in shipped) File.Copy(file, Folder[Path.GetFileName(file)]);
        return shipped.Select(File.ReadAllBytes);
    }

    protected override IEnumerable<byte[]> Small() => Shipped("workloads").Select(Head);

    protected override void Read(string path) => Scenario.Read(path);
}

/// <summary>Host models of the simulation.</summary>
internal sealed class HostModelTarget : FileTarget
{
    private static readonly string[] Hosts = Shipped("src", "Simulation", "Models", "hosts");

    protected override string Name => "host.yaml";

    public override bool Allows(Exception exception) => exception is UsageException;

    protected override IEnumerable<byte[]> Seeds()
    {
        foreach (string file in Hosts) File.Copy(file, Folder[Path.GetFileName(file)]);
        return Hosts.Select(File.ReadAllBytes);
    }

    protected override IEnumerable<byte[]> Small() => Hosts.Select(Head);

    protected override void Read(string path) => Models.ReadHost(path);
}

/// <summary>Bundles of results: the zip itself, and a manifest that is damaged inside a whole one.</summary>
internal sealed class BundleTarget : FileTarget
{
    private byte[] _manifest = [];

    protected override string Name => "bundle.zip";

    public override bool Allows(Exception exception) => exception is ResultsException;

    public override byte[] Make(Random random)
    {
        byte[] input = base.Make(random);
        return random.Next(2) == 0 ? input : Bundles.Repack(Bundles.Make(Folder), [("bundle.json", Mutator.Of(_manifest, random))]);
    }

    protected override IEnumerable<byte[]> Seeds()
    {
        byte[] bundle = Bundles.Make(Folder);
        _manifest = Bundles.Entries(bundle)["bundle.json"];
        yield return bundle;
    }

    protected override void Read(string path) => ResultBundle.Read(path);
}

/// <summary>The CSV files of a results folder. The first byte says which.</summary>
internal sealed class ResultsTarget : FuzzTarget
{
    private static readonly string[] Files =
        [ResultSetFiles.Runs, ResultSetFiles.Rounds, ResultSetFiles.PageSizes, ResultSetFiles.Limits, ResultSetFiles.Decisions,
            ResultSetFiles.Links, ResultSetFiles.Timeline];

    private readonly TemporaryFolder _folder = new();
    private readonly byte[][] _seeds;

    public ResultsTarget()
    {
        RunRow[] runs =
        [
            .. Enumerable.Range(1, 2).Select(repetition => Rows.Run(Rows.Cell(), repetition, 900 + repetition)),
            Rows.Run(Rows.Cell("none", source: RunSource.Simulated)) with { Outcome = RunOutcome.Failed, Reason = "a \"quoted\", reason" },
        ];
        PageSizeRow bucket = new() { RunId = runs[0].RunId, BucketBytes = 512, Pages = 10 };
        _seeds =
        [
            [.. CsvText.Header<RunRow>(), .. runs.SelectMany(CsvText.Row)],
            [.. CsvText.Header<RoundRow>(), .. runs.SelectMany(run => CsvText.Row(Rows.Round(run)))],
            [.. CsvText.Header<PageSizeRow>(), .. CsvText.Row(bucket)],
            [.. CsvText.Header<LimitRow>(), .. CsvText.Row(Rows.Limit())],
            [.. CsvText.Header<DecisionRow>(), .. CsvText.Row(Rows.Decision())],
            [.. CsvText.Header<RunRow>(), .. CsvText.Row(runs[^1])],
            [.. CsvText.Header<TimelineRow>(), .. runs.SelectMany(run => CsvText.Row(Rows.Reading(run)))],
        ];
    }

    public override byte[] Make(Random random)
    {
        int file = random.Next(2) == 0 ? 0 : random.Next(Files.Length);
        return [(byte)file, .. Mutator.Of(_seeds[file], random)];
    }

    public override void Begin()
    {
        for (int i = 0; i < Files.Length; i++) File.WriteAllBytes(_folder[Files[i]], _seeds[i]);
    }

    public override void Feed(byte[] input)
    {
        string path = _folder[Files[input[0]]];
        File.WriteAllBytes(path, input[1..]);
        try
        {
            ResultSet set = ResultSet.Load(_folder.Path);
            foreach (RunRow run in set.Runs)
            {
                Assert.NotEmpty(set.RunsOf(Combination.Of(run)));
                Assert.NotEmpty(Combination.Of(run).ToString());
            }

            Assert.Equal(set.Runs.Count == 0, set.Summary.Count == 0);
        }
        finally
        {
            File.WriteAllBytes(path, _seeds[input[0]]);
        }
    }

    public override bool Allows(Exception exception) => exception is ResultsException;

    protected override void Free() => _folder.Dispose();
}
