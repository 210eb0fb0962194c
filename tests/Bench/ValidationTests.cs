using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Simulate;
using MultifdBench.Core;
using MultifdBench.Measurement.Hosts;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Measurement;
using MultifdBench.Tests.Results;

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
        var profile = Validation.Profile with { Memory = "8MiB", Workloads = ["idle"], Channels = [1], Repetitions = 1, WarmUp = 0 };
        int exitCode = Validation.Run(profile, _folder["v"], link: null, BuiltIn.Methods, session, TestContext.Current.CancellationToken);
        Assert.True(exitCode == ExitCodes.Done, error.ToString());
        Assert.Contains("predicted ms | measured ms", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("|error| of total time over all, 4 rows: median ", output.ToString(), StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Path.Combine(_folder["v"], "validation.csv"));
        Assert.Equal("label,predicted_ms,measured_ms,error,predicted_wire_bytes,measured_wire_bytes,busiest,quiet_runs,runs", lines[0]);
        Assert.Equal(["idle/none/1ch/tcp", "idle/zlib-1/1ch/tcp", "idle/zstd-1/1ch/tcp", "idle/qpl-fixed/1ch/tcp"],
            lines[1..].Select(line => line.Split(',')[0]));
        ILookup<string, RunRow> runs = ResultSet.Load(_folder["v"]).Runs.ToLookup(row => row.Source);
        Assert.Equal((4, 4), (runs[RunSource.Simulated].Count(), runs[RunSource.Measured].Count()));
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
            MultifdBench.Bench.Verbs.Simulate.Measurement.Run(
                _folder["m"], [1, 2], BuiltIn.Methods, session, interrupt.Token, 8 * Units.MiB));
        Assert.Contains("Interrupted: 1 of 4 files are written and whole", error.ToString(), StringComparison.Ordinal);
        Assert.Equal([HostFile("1ch")], Directory.GetFiles(_folder["m"], "*", SearchOption.AllDirectories));
        Assert.Equal(Environment.MachineName, HostModel.Read(HostFile("1ch")).Name);
    }

    [Fact]
    public void ASlowMachine_IsMeasuredWithFewerMigrations_AndTheFileSaysSo()
    {
        OwnMachine machine = OwnMachine.Measure([1], TestContext.Current.CancellationToken, 8 * Units.MiB, patience: TimeSpan.Zero);
        string path = machine.Write(_folder["m"])[0];
        Assert.Contains(ParameterFile.Read(path).Parameters.All,
            parameter => parameter.Source.EndsWith("median of 5 runs", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatWasMeasured_IsAModelThatReadsBack_WithASourceForEveryParameter()
    {
        OwnMachine machine = OwnMachine.Measure([2], TestContext.Current.CancellationToken, 8 * Units.MiB);
        machine.Add(new GuestKey("idle", 8 * Units.MiB, 1), BuiltIn.Methods, TestContext.Current.CancellationToken);
        IReadOnlyList<string> paths = machine.Write(_folder["m"]);
        Assert.Equal(
            [HostFile("1ch"), HostFile("2ch"), Path.Combine(_folder["m"], "scenarios", "idle.yaml")],
            paths);
        HostModel host = HostModel.Read(paths[0]);
        Assert.Equal((Environment.MachineName, Environment.ProcessorCount), (host.Name, host.Cores));
        string[] sources = [.. ParameterFile.Read(paths[0]).Parameters.All.Select(parameter => parameter.Source)];
        Assert.Contains(sources,
            source => source.Contains("guest of 8 MiB of content", StringComparison.Ordinal)
                && source.EndsWith("median of 25 runs", StringComparison.Ordinal));
        ParameterFile scenario = ParameterFile.Read(paths[^1]);
        Assert.All(scenario.Parameters.All,
            parameter => Assert.True(parameter is { Source.Length: > 0, Kind: ParameterKind.Measured or ParameterKind.Assumed },
                parameter.Key));
        Assert.Contains(scenario.Parameters.All, parameter => parameter.Key == "classes.written.zstd.compress_ns");
    }

    [Fact]
    public async Task MeasuredFiles_AreWhatSimulateTakes()
    {
        OwnMachine machine = OwnMachine.Measure([2], TestContext.Current.CancellationToken, 8 * Units.MiB);
        machine.Add(new GuestKey("idle", 8 * Units.MiB, 1), BuiltIn.Methods, TestContext.Current.CancellationToken);
        IReadOnlyList<string> paths = machine.Write(_folder["m"]);
        CliRun run = await CliRun.Of("simulate", "--host", paths[0], "--scenario", paths[^1], "--memory", "8MiB", "--multifd-compression",
            "zstd", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains($"model: {Environment.MachineName}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ALink_IsNeverBeaten_AndADestinationWithCoresOfItsOwn_IsNoSlower()
    {
        OwnMachine machine = OwnMachine.Measure([2], TestContext.Current.CancellationToken, 8 * Units.MiB);
        var profile = Validation.OverLink with { Memory = "16MiB", Workloads = ["random"], Channels = [2] };
        PlannedRun run = Plans.Of(profile).Runs.Single(one => one.Combination.Method == "zlib");
        machine.Add(run.Guest, BuiltIn.Methods, TestContext.Current.CancellationToken);
        RunRow Predict(ValidationLink? link) =>
            machine.Predict(run, link, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken).Row;
        RunRow slow = Predict(Link(0.1, sharesCores: true)), shared =
            Predict(Link(1000, sharesCores: true)), own = Predict(Link(1000, sharesCores: false));
        Assert.True(slow.WireBytes!.Value * 8 / 1e9 / (0.1 * 1448 / 1514) <= slow.TotalTimeMs!.Value / 1e3, "faster than its link");
        Assert.True(own.TotalTimeMs <= shared.TotalTimeMs,
            $"{own.TotalTimeMs} ms on cores of its own, {shared.TotalTimeMs} ms on shared ones");
        Assert.Equal($"{Environment.MachineName} network.bandwidth_gbps=0.096", slow.Model);
        Assert.Equal(Environment.MachineName, Predict(link: null).Model);
    }

    [Theory]
    [InlineData("this boot", true)]
    [InlineData("another", false)]
    [InlineData(null, false)]
    public void WhoseCoresTheyAre_IsToldByTheBootId(string? bootId, bool isHere)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "boot_id is Linux's");
        string? id = bootId == "this boot" ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : bootId;
        string facts = JsonText.Of(
            new Dictionary<string, object?> { ["cores"] = 3, ["kernel_details"] = new Dictionary<string, object?> { ["boot_id"] = id } });
        using DestinationServer server =
            new(
                new DestinationOptions
                {
                    Catalog = BuiltIn.Methods,
                    Listen = HostAddress.Parse("--listen", "0"),
                    Host = JsonDocument.Parse(facts).RootElement,
                },
                static _ => { });
        RemoteDestination remote = new(HostAddress.Parse("--destination", server.Address.ToString()));
        ValidationLink link = ValidationLink.Explore(new MatrixDestination(remote, JsonDocument.Parse(facts).RootElement), 10);
        Assert.Equal((isHere, 3), (link.SharesCores, link.DestinationCores));
        Assert.True(link.RoundTripUs > 0);
        Assert.Contains(isHere ? "Both ends are on this machine" : "another machine with 3 cores of its own", link.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ADestinationThatIsGone_IsSaid()
    {
        MatrixDestination gone =
            new(new RemoteDestination(HostAddress.Parse("--destination", "127.0.0.1:1")), JsonDocument.Parse("{}").RootElement);
        Assert.Contains("cannot connect to 127.0.0.1:1", Assert.Throws<UsageException>(() => ValidationLink.Explore(gone, 1)).Message,
            StringComparison.Ordinal);
        using StringWriter output = new();
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        var profile =
            Validation.OverLink with
            {
                Memory = "8MiB",
                Workloads = ["idle"],
                Channels = [1],
                Filter = "idle/none/1ch/tcp",
                Destination = "127.0.0.1:1",
            };
        ValidationLink link = Link(1, sharesCores: true) with { Remote = gone.Remote };
        Assert.Equal(
            ExitCodes.CannotDecide,
            Validation.Run(profile, _folder["v"], link, BuiltIn.Methods, session, TestContext.Current.CancellationToken));
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

    private static ValidationLink Link(double gbps, bool sharesCores) =>
        new(new RemoteDestination(HostAddress.Parse("--destination", "127.0.0.1:1")), JsonDocument.Parse("{}").RootElement, gbps,
            RoundTripUs: 50, sharesCores, DestinationCores: 64);

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
