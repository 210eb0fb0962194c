using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>Accelerators that are not here stand in a matrix as simulated rows, apart from all that is measured.</summary>
public sealed class SimulatedRowsTests : IDisposable
{
    private const string Profile =
        """
        name: twins
        memory: 8MiB
        workloads: [idle]
        methods:
          - { method: none }
          - { method: zlib, accel: qpl }
          - { method: qpl, qpl_huffman: fixed }
          - { method: qpl, qpl_huffman: fixed, qpl_path: software }
          - { method: qatzip }
        channels: [2]
        repetitions: 1
        warm_up: 0
        simulated_memory: 1GiB
        simulated_link_gbps: 10
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryMissingAccelerator_HasItsTwin_OnThePublishedHostModel()
    {
        IReadOnlyList<RunRow> runs = await Run();
        RunRow[] simulated = [.. runs.Where(row => row.Source == RunSource.Simulated)];
        if (runs.Any(row => row is { Source: RunSource.Measured, Path: "hardware", Outcome: RunOutcome.Completed }))
            Assert.Skip("this host has an accelerator");
        // Beside the accelerators is what software does on their hosts.
        Assert.Equal(
            [("none", "none", "spr-qat"), ("none", "none", "spr-v4"), ("qatzip", "qat", "spr-qat"), ("qpl", "qpl", "spr-v4"),
                ("zlib", "qpl", "spr-v4")],
            simulated.Select(row => (row.Method, row.Accel, row.Model.Split(' ')[0])).Order());
        Assert.All(simulated,
            row => Assert.Equal((RunOutcome.Completed, row.Accel == "none" ? "software" : "hardware", "idle", 1024.0, "tcp", 10.0),
                (row.Outcome, row.Path, row.Workload, row.MemoryMib, row.Transport, row.LinkGbps)));
        Assert.All(simulated, row => Assert.Null(row.Verified));
        Assert.All(simulated, row => Assert.Equal(row.Method != "none", row.Ratio > 1));
        // Never in one mean: every summary row is of one source.
        Assert.Equal(runs.Select(row => Combination.PlannedId(row)).Distinct().Count(),
            ResultSet.Load(_folder["r"]).Summary.Count);
    }

    [Fact]
    public async Task Resume_DoesNotRepeatThem()
    {
        IReadOnlyList<RunRow> runs = await Run();
        Assert.Equal(ExitCodes.Done, (await CliRun.Of("matrix", "--resume", _folder["r"], "--no-report")).ExitCode);
        Assert.Equal(runs.Select(row => row.RunId), ResultSet.Load(_folder["r"]).Runs.Select(row => row.RunId));
    }

    [Fact]
    public async Task SwitchedOff_ThereAreNone_AlsoOnResume()
    {
        Assert.DoesNotContain(await Run("--no-simulated"), row => row.Source == RunSource.Simulated);
        Assert.Equal(ExitCodes.Done, (await CliRun.Of("matrix", "--resume", _folder["r"], "--no-report")).ExitCode);
        Assert.DoesNotContain(ResultSet.Load(_folder["r"]).Runs, row => row.Source == RunSource.Simulated);
    }

    private async Task<IReadOnlyList<RunRow>> Run(params string[] more)
    {
        await File.WriteAllTextAsync(_folder["p.yaml"], Profile, TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of(["matrix", "--profile", _folder["p.yaml"], "--out", _folder["r"], "--no-report", .. more]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        return ResultSet.Load(_folder["r"]).Runs;
    }
}
