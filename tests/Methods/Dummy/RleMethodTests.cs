using System.Text.Json;
using System.Text.RegularExpressions;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Measurement.TwoHosts;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Methods.Dummy;

/// <summary>A method that is defined here alone runs through the whole program, for all that it needs to be told is a catalog.</summary>
public sealed class RleMethodTests : IDisposable
{
    private const string Profile =
        """
        name: rle
        memory: 1MiB
        workloads: [idle]
        methods:
          - zlib
          - { method: rle, rle_longest: 2 }
          - { method: rle, rle_longest: 200 }
        channels: [1, 2]
        repetitions: 3
        warm_up: 0
        """;

    internal const string Scenario =
        """
        name: runs
        summary: a guest of runs of equal bytes
        parameters:
          memory:
            content_mib: { value: 16, unit: MiB, kind: assumed, source: test }
            content_share: { value: 0, unit: share, kind: assumed, source: test }
            extent_pages: { value: 128, unit: pages, kind: assumed, source: test }
            zero_ratio: { value: 100, unit: ratio, kind: assumed, source: test }
            zero_cost: { value: 0.2, unit: share, kind: assumed, source: test }
          run:
            spread: { value: 0, unit: ln sd, kind: assumed, source: test }
          classes:
            all:
              share: { value: 1, unit: share, kind: assumed, source: test }
              dirty_share: { value: 1, unit: share, kind: assumed, source: test }
              rle-2:
                ratio: { value: 1, unit: ratio, kind: assumed, source: test }
                compress_ns: { value: 4000, unit: ns, kind: assumed, source: test }
                decompress_ns: { value: 1000, unit: ns, kind: assumed, source: test }
              rle-200:
                ratio: { value: 8, unit: ratio, kind: assumed, source: test }
                compress_ns: { value: 2000, unit: ns, kind: assumed, source: test }
                decompress_ns: { value: 1000, unit: ns, kind: assumed, source: test }

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrate_RunsIt_AndItsOptionHasAnEffect()
    {
        JsonElement few = await Migrate("2"), many = await Migrate("200");
        Assert.All((JsonElement[])[few, many], row => Assert.Equal(
            ("rle", "completed", true, "rle 1"),
            (row.GetProperty("method").GetString(), row.GetProperty("outcome").GetString(), row.GetProperty("verified").GetBoolean(),
                row.GetProperty("library").GetString())));
        Assert.Equal((2, 200), (few.GetProperty("level").GetInt32(), many.GetProperty("level").GetInt32()));
        Assert.True(few.GetProperty("ratio").GetDouble() < many.GetProperty("ratio").GetDouble());
    }

    [Theory]
    [InlineData("--multifd-compression rle --rle-longest 0", "--rle-longest 0 is out of range: use 1 to 255 (default 255).")]
    [InlineData("--multifd-compression rle --rle-longest all", "--rle-longest all is no whole number: use 1 to 255 (default 255).")]
    [InlineData("--rle-longest 3", "--rle-longest has no effect on --multifd-compression none: it is an option of rle. Leave it out.")]
    [InlineData("--multifd-compression rle --multifd-zlib-level 3", "--multifd-zlib-level has no effect on --multifd-compression rle")]
    [InlineData("--multifd-compression rle --multifd-compression-accel qat", "rle cannot run on accelerator qat: it has no runs.")]
    [InlineData("--multifd-compression rel", "use none, zlib, zstd, qpl, qatzip, lz4, rle. Did you mean 'rle'?")]
    public async Task WrongRequest_IsNamed(string args, string problem)
    {
        CliRun run = await CliRun.Of(RleDefinition.Catalog, ["migrate", .. args.Split(' ')]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate", "longest run of equal bytes [default: 255]")]
    [InlineData("source", "longest run of equal bytes [default: 255]")]
    [InlineData("destination", "longest run of equal bytes")]
    [InlineData("simulate", "longest run of equal bytes [default: 255]")]
    public async Task Help_ShowsMethodAndOption_AndTheProgramsOwnDoesNot(string verb, string summary)
    {
        string help = (await CliRun.Of(RleDefinition.Catalog, verb, "--help")).Output;
        Assert.Contains("none|zlib|zstd|qpl|qatzip|lz4|rle>", help, StringComparison.Ordinal);
        Assert.Matches($@"--rle-longest <1-255> +{Regex.Escape(summary)}", help);
        Assert.DoesNotContain("rle", (await CliRun.Of(verb, "--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_OffersIt()
    {
        using JsonDocument host = JsonDocument.Parse((await CliRun.Of(RleDefinition.Catalog, "host", "--json")).Output);
        JsonElement[] offers = [.. host.RootElement.GetProperty("combinations").EnumerateArray()];
        Assert.Equal(
            [("none", true), ("auto", true), ("qpl", false), ("qat", false)],
            offers.Where(offer => offer.GetProperty("method").GetString() == "rle")
                .Select(offer => (offer.GetProperty("accel").GetString()!, offer.GetProperty("available").GetBoolean())));
    }

    [Theory]
    [InlineData("7", ExitCodes.Done, "")]
    [InlineData("8", ExitCodes.CheckFailed, "rle-longest is 8 at the source and 7 at the destination")]
    public async Task TwoHosts_AgreeOnItsOption(string longest, int exitCode, string reason)
    {
        using TwoParties parties =
            new(options => options with { Catalog = RleDefinition.Catalog, Stated = [new Setting("rle-longest", "7")] });
        Task<DestinationReport> serving = parties.Serve();
        CliRun run = await CliRun.Of(
            RleDefinition.Catalog, "source", "--connect", parties.Address.ToString(), "--workload", "idle", "--memory", "2MiB",
            "--multifd-compression", "rle", "--rle-longest", longest);
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal((exitCode, exitCode == ExitCodes.Done ? true : null), (run.ExitCode, report.Verified));
        Assert.Contains(reason, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matrix_TakesItsOptionAsAnAxis_AndReportAndCompareShowIt()
    {
        await File.WriteAllTextAsync(_folder["p.yaml"], Profile, TestContext.Current.CancellationToken);
        CliRun list = await CliRun.Of(RleDefinition.Catalog, "matrix", "--profile", _folder["p.yaml"], "--list");
        Assert.Equal(
            ["idle/zlib-1/1ch", "idle/rle-2/1ch", "idle/rle-200/1ch", "idle/zlib-1/2ch", "idle/rle-2/2ch", "idle/rle-200/2ch"],
            list.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));

        CliRun matrix = await Matrix("base");
        Assert.Contains("rle-2", matrix.Output, StringComparison.Ordinal);
        Assert.Contains("rle-200", matrix.Output, StringComparison.Ordinal);
        RunRow[] rows = [.. ResultSet.Load(_folder["base"]).Runs.Where(row => row.Method == "rle")];
        Assert.Equal(12, rows.Length);
        Assert.All(rows, row => Assert.Equal((RunOutcome.Completed, true), (row.Outcome, row.Verified)));
        Assert.Equal([2, 200], rows.Select(row => row.Level!.Value).Distinct().Order());

        await Matrix("new");
        CliRun compare = await CliRun.Of(RleDefinition.Catalog, "compare", _folder["base"], _folder["new"], "--all", "--threshold", "100%");
        Assert.Contains("rle-200", compare.Output, StringComparison.Ordinal);

        CliRun report = await CliRun.Of(
            RleDefinition.Catalog, "report", _folder["base"], "--out", _folder["out"], "--format", "svg,csv,html");
        Assert.True(report.ExitCode == ExitCodes.Done, report.Error);
        string chart = await Read("*total-time*.svg"), page = await Read("*.html"), table = await Read("*.csv");
        Assert.All((string[])[chart, page], text =>
        {
            Assert.Contains("rle-2", text, StringComparison.Ordinal);
            Assert.Contains("#123456", text, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("rle", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_TakesItsCostsFromAScenario_AndItsOptionAsAnAxis()
    {
        await File.WriteAllTextAsync(_folder["runs.yaml"], Scenario, TestContext.Current.CancellationToken);
        string host = await File.ReadAllTextAsync(ModelFolder.BesideProgram.FindHost("spr-v4"), TestContext.Current.CancellationToken);
        host = host.Replace("name: spr-v4", "name: own-host", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["host.yaml"], host, TestContext.Current.CancellationToken);
        CliRun run = await Simulate("sweep", "--rle-longest", "2", "--sweep", "rle-longest=2,200");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        RunRow[] rows = [.. ResultSet.Load(_folder["sweep"]).Runs.OrderBy(row => row.Level)];
        Assert.Equal(
            [("rle", 2, RunSource.Simulated, "runs", "own-host"), ("rle", 200, RunSource.Simulated, "runs", "own-host")],
            rows.Select(row => (row.Method, row.Level!.Value, row.Source, row.Workload, row.Model)));
        Assert.True(rows[1].WireBytes < rows[0].WireBytes && rows[1].TotalTimeMs < rows[0].TotalTimeMs, "long runs are fewer");

        CliRun unknown = await Simulate("one", "--rle-longest", "3");
        Assert.Equal(ExitCodes.Usage, unknown.ExitCode);
        Assert.Contains("add classes.all.rle-3", unknown.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> Simulate(string folder, params string[] more) => CliRun.Of(
        RleDefinition.Catalog,
        [
            "simulate", "--host", _folder["host.yaml"], "--scenario", _folder["runs.yaml"], "--memory", "64MiB",
            "--multifd-compression", "rle", "--out", _folder[folder], .. more,
        ]);

    private async Task<JsonElement> Migrate(string longest)
    {
        CliRun run = await CliRun.Of(
            RleDefinition.Catalog, "migrate", "--workload", "idle", "--memory", "2MiB", "--multifd-compression", "rle", "--rle-longest",
            longest, "--json");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        return json.RootElement.Clone();
    }

    private async Task<CliRun> Matrix(string name)
    {
        CliRun run = await CliRun.Of(
            RleDefinition.Catalog, "matrix", "--profile", _folder["p.yaml"], "--out", _folder[name], "--no-report", "--no-simulated");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        return run;
    }

    private Task<string> Read(string pattern) => File.ReadAllTextAsync(
        Assert.Single(Directory.GetFiles(_folder["out"], pattern)), TestContext.Current.CancellationToken);
}
