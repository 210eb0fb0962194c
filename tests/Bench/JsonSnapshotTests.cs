using System.Text.Json;
using System.Text.RegularExpressions;
using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Tests.Comparison;
using MultifdBench.Tests.Reporting;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>What scripts read: keys, their order and the form of their values; of simulations and comparisons the figures too.</summary>
public sealed partial class JsonSnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A measured run has other figures each time: of these only the form is approved.</summary>
    [Fact]
    public async Task Migrate_IsAsApproved()
    {
        CliRun run = await CliRun.Of("migrate", "--workload", "idle", "--memory", "16MiB", "--multifd-compression", "none", "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        // A run that is shorter than the window has no last one.
        string text = Joules().Replace(run.Output.Replace("last\": null", "last\": 0", StringComparison.Ordinal), "$1 null");
        Snapshot.Matches("migrate.json", Measured().Replace(Timestamp().Replace(RoundEnds().Replace(text, "$1 ["), "\"TIME\""), "$1 N"));
    }

    [Fact]
    public async Task Simulate_IsAsApproved()
    {
        CliRun run = await CliRun.Of(
            "simulate", "--host", "spr-v4", "--scenario", "silesia-64g", "--memory", "4GiB", "--multifd-compression", "qpl", "--seed", "1",
            "--json", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Snapshot.Matches("simulate.json", Timestamp().Replace(run.Output, "\"TIME\""));
    }

    [Fact]
    public async Task Reproduce_IsAsApproved()
    {
        CliRun run = await CliRun.Of("simulate", "--reproduce", "zero-page-9.0", "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        // A row has all parameters of its host and guest: one shows the form.
        Snapshot.Matches("reproduce.json", JsonText.Of(json.RootElement[0]));
    }

    [Fact]
    public async Task Compare_IsAsApproved()
    {
        Combination failing = Rows.Cell("zstd", 4);
        Sets.Write(_folder["base"], [.. new Sides(1).Runs(Rows.Cell(), 10, 0.01), .. new Sides(2).Runs(failing, 10, 0.01)]);
        RunRow[] slower = [.. new Sides(3).Runs(Rows.Cell(), 10, 0.01, 1.1)];
        RunRow late = Sets.Failed(failing, 1, RunOutcome.Timeout, "timeout is 120s") with { Seed = 1 };
        Sets.Write(_folder["new"], [.. slower, late, .. new Sides(4).Runs(failing, 10, 0.01).Skip(1)]);
        CliRun run = await CliRun.Of("compare", _folder["base"], _folder["new"], "--json");
        Assert.Equal((ExitCodes.CheckFailed, ""), (run.ExitCode, run.Error));
        Snapshot.Matches("compare.json", run.Output.Replace(_folder.Path, "FOLDER", StringComparison.Ordinal));
    }

    [GeneratedRegex("\"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[^\"]*\"")]
    private static partial Regex Timestamp();

    /// <summary>How many rounds there are differs from run to run: what follows the bracket is left out, and a schema holds it.</summary>
    [GeneratedRegex("""("round_ends":) \[[^\]]*""")]
    private static partial Regex RoundEnds();

    /// <summary>Few machines tell.</summary>
    [GeneratedRegex("""("\w*_joules":) [0-9.E+-]+""")]
    private static partial Regex Joules();

    /// <summary>Figures; what was asked for is a number too, but has no unit in its name.</summary>
    [GeneratedRegex(
        """("\w*(?:time|end)_ms":|"rounds":|"\w*(?:pages|bytes|ratio|mbps|per_second|last|per_page|cpu_s|rss_mib|stream_kib""" +
        """|ops_share|pages_rate)":) [0-9.E+-]+""")]
    private static partial Regex Measured();
}
