using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Simulate;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Validation;
using MultifdBench.Results;
using MultifdBench.Tests.Prediction;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Simulation;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// The model of this machine is measured, written, read back, and set against runs. How well it predicts is not a test's business.
/// </summary>
public sealed class ValidationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryRun_IsPredicted_Measured_AndCompared()
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        var all = ValidationProfile.Local(BuiltIn.Methods);
        var profile = all with { Memory = ["8MiB"], Workloads = ["idle"], Channels = [1], Repetitions = 1, WarmUp = 0 };
        int exitCode = Validate(profile, link: null, session);
        Assert.True(exitCode == ExitCodes.Done, error.ToString());
        Assert.Contains("predicted ms | measured ms", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("|error| of total time over all, 5 rows: median ", output.ToString(), StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Path.Combine(_folder["v"], "validation.csv"));
        Assert.Equal("label,predicted_ms,measured_ms,error,predicted_wire_bytes,measured_wire_bytes,busiest,quiet_runs,runs", lines[0]);
        Assert.Equal(["idle/none/1ch/tcp", "idle/zlib-1/1ch/tcp", "idle/zstd-1/1ch/tcp", "idle/qpl-fixed/1ch/tcp", "idle/lz4-1/1ch/tcp"],
            lines[1..].Select(line => line.Split(',')[0]));
        ILookup<string, RunRow> runs = ResultSet.Load(_folder["v"]).Runs.ToLookup(row => row.Source);
        Assert.Equal((5, 5), (runs[RunSource.Simulated].Count(), runs[RunSource.Measured].Count()));
        Assert.Matches("Others used [0-9.]+ cores while the machine was measured, [0-9.]+ cores while the runs ran", output.ToString());
        Assert.All(runs[RunSource.Simulated], row => Assert.Equal(Environment.MachineName, row.Model));
    }

    [Fact]
    public void AnInterruptedMeasurement_LeavesWhatItHadFinished()
    {
        using CancellationTokenSource interrupt = new();
        using InterruptingWriter output = new(interrupt);
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        Assert.Equal(ExitCodes.Interrupted,
            MeasureJob.Run(
                _folder["m"], [1, 2], BuiltIn.Methods, session, interrupt.Token, 8 * Units.MiB));
        Assert.Contains("Interrupted: 1 of 4 files are written and whole", error.ToString(), StringComparison.Ordinal);
        Assert.Equal([HostFile("1ch")], Directory.GetFiles(_folder["m"], "*", SearchOption.AllDirectories));
        Assert.Equal(Environment.MachineName, Models.ReadHost(HostFile("1ch")).Name);
    }

    [Fact]
    public async Task MeasuredFiles_AreWhatSimulateTakes()
    {
        OwnMachine machine = OwnMachine.Measure([2], BuiltIn.Methods, TestContext.Current.CancellationToken, 8 * Units.MiB, TimeSpan.Zero);
        Machines.Add(machine, new GuestKey("idle", 8 * Units.MiB, 1));
        IReadOnlyList<string> paths = machine.Write(_folder["m"]);
        CliRun run = await CliRun.Of("simulate", "--host", paths[0], "--scenario", paths[^1], "--memory", "8MiB", "--multifd-compression",
            "zstd", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains($"model: {Environment.MachineName}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ADestinationThatIsGone_IsSaid()
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        var profile =
            ValidationProfile.OverLink(BuiltIn.Methods) with
            {
                Memory = ["8MiB"],
                Workloads = ["idle"],
                Channels = [1],
                Filter = "idle/none/1ch/tcp",
                Destination = "127.0.0.1:1",
            };
        ValidationLink link = Links.ToNobody(gbps: 1, sharesCores: true);
        Assert.Equal(ExitCodes.CannotDecide, Validate(profile, link, session));
        Assert.Contains("The destination is gone: cannot connect to 127.0.0.1:1", error.ToString(), StringComparison.Ordinal);
        // The prediction was there before anything ran.
        Assert.Equal(RunSource.Simulated, Assert.Single(ResultSet.Load(_folder["v"]).Runs).Source);
    }

    [Theory]
    [InlineData("--destination is an option of --validate", "--destination", "127.0.0.1:1")]
    [InlineData("--filter is an option of --validate", "--filter", "idle*")]
    [InlineData("--repetitions is an option of --validate", "--repetitions", "2")]
    [InlineData("add --destination HOST:PORT", "--validate", "--link-gbps", "1")]
    [InlineData("--destination needs --link-gbps G", "--validate", "--destination", "127.0.0.1:1")]
    [InlineData("--link-gbps 0 is out of range", "--validate", "--destination", "127.0.0.1:1", "--link-gbps", "0")]
    [InlineData("--link-gbps NaN is out of range", "--validate", "--destination", "127.0.0.1:1", "--link-gbps", "NaN")]
    [InlineData("Start 'bench destination --listen HOST:PORT --keep' there first", "--validate", "--destination", "127.0.0.1:1",
        "--link-gbps", "1")]
    public async Task AWrongRequest_NamesOptionAndRemedy(string expected, params string[] args)
    {
        CliRun run = await CliRun.Of(["simulate", .. args]);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    // The figures are nobody's: the engine's guests are small, and as few of them as there may be.
    private int Validate(MatrixProfile profile, ValidationLink? link, ConsoleSession session) => ValidateJob.Run(
        profile, _folder["v"], link, BuiltIn.Methods, session, TestContext.Current.CancellationToken, 8 * Units.MiB, TimeSpan.Zero);

    private string HostFile(string channels) => Path.Combine(_folder["m"], "hosts", $"{Environment.MachineName}-{channels}.yaml");

    /// <summary>Somebody presses Ctrl-C at the first line of output.</summary>
    private sealed class InterruptingWriter(CancellationTokenSource interrupt) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            interrupt.Cancel();
        }
    }
}
