using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Simulate;
using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>The model of this machine is measured, written, read back, and set against runs. How well it predicts is not a test's business.</summary>
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
        int exitCode = Validation.Run(profile, _folder["v"], session, TestContext.Current.CancellationToken);
        Assert.True(exitCode == ExitCodes.Done, error.ToString());
        Assert.Contains("predicted ms | measured ms", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("|error| of total time over 4 rows: median ", output.ToString(), StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Path.Combine(_folder["v"], "validation.csv"));
        Assert.Equal("label,predicted_ms,measured_ms,error,predicted_wire_bytes,measured_wire_bytes,busiest", lines[0]);
        Assert.Equal(["idle/none/1ch/tcp", "idle/zlib-1/1ch/tcp", "idle/zstd-1/1ch/tcp", "idle/qpl-fixed/1ch/tcp"], lines[1..].Select(line => line.Split(',')[0]));
        ILookup<string, RunRow> runs = ResultSet.Load(_folder["v"]).Runs.ToLookup(row => row.Source);
        Assert.Equal((4, 4), (runs[RunSource.Simulated].Count(), runs[RunSource.Measured].Count()));
        Assert.All(runs[RunSource.Simulated], row => Assert.Equal(Environment.MachineName, row.Model));
    }

    [Fact]
    public void WhatWasMeasured_IsAModelThatReadsBack_WithASourceForEveryParameter()
    {
        OwnMachine machine = OwnMachine.Measure(TestContext.Current.CancellationToken);
        machine.Add(new GuestKey("idle", 8 * Units.MiB, 1), TestContext.Current.CancellationToken);
        IReadOnlyList<string> paths = machine.Write(_folder["m"]);
        Assert.Equal([Path.Combine(_folder["m"], "hosts", Environment.MachineName + ".yaml"), Path.Combine(_folder["m"], "scenarios", "idle.yaml")], paths);
        HostModel host = HostModel.Read(paths[0]);
        Assert.Equal((Environment.MachineName, Environment.ProcessorCount), (host.Name, host.Cores));
        ParameterFile scenario = ParameterFile.Read(paths[1]);
        Assert.All(scenario.Parameters.All, parameter => Assert.True(parameter is { Source.Length: > 0, Kind: ParameterKind.Measured or ParameterKind.Assumed }, parameter.Key));
        Assert.Contains(scenario.Parameters.All, parameter => parameter.Key == "classes.written.zstd.compress_ns");
    }

    [Fact]
    public async Task MeasuredFiles_AreWhatSimulateTakes()
    {
        OwnMachine machine = OwnMachine.Measure(TestContext.Current.CancellationToken);
        machine.Add(new GuestKey("idle", 8 * Units.MiB, 1), TestContext.Current.CancellationToken);
        IReadOnlyList<string> paths = machine.Write(_folder["m"]);
        CliRun run = await CliRun.Of("simulate", "--host", paths[0], "--scenario", paths[1], "--memory", "8MiB", "--multifd-compression", "zstd", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains($"model: {Environment.MachineName}", run.Output, StringComparison.Ordinal);
    }
}
