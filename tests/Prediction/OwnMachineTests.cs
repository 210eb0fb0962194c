using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Validation;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Measurement;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Simulation;

namespace MultifdBench.Tests.Prediction;

/// <summary>The model of this machine is measured, written and read back. How well it predicts is not a test's business.</summary>
public sealed class OwnMachineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASlowMachine_IsMeasuredWithFewerMigrations_AndTheFileSaysSo()
    {
        OwnMachine machine =
            OwnMachine.Measure([1], BuiltIn.Methods, TestContext.Current.CancellationToken, 8 * Units.MiB, patience: TimeSpan.Zero);
        string path = machine.Write(_folder["m"])[0];
        Assert.Contains(ParameterFile.Read(path).Parameters.All,
            parameter => parameter.Source.EndsWith("median of 5 runs", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatWasMeasured_IsAModelThatReadsBack_WithASourceForEveryParameter()
    {
        OwnMachine machine = OwnMachine.Measure([2], BuiltIn.Methods, TestContext.Current.CancellationToken, 8 * Units.MiB);
        Machines.Add(machine, new GuestKey("idle", 8 * Units.MiB, 1));
        IReadOnlyList<string> paths = machine.Write(_folder["m"]);
        Assert.Equal(
            [HostFile("1ch"), HostFile("2ch"), Path.Combine(_folder["m"], "scenarios", "idle.yaml")],
            paths);
        HostModel host = Models.ReadHost(paths[0]);
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
    public void ALink_IsNeverBeaten_AndADestinationWithCoresOfItsOwn_IsNoSlower()
    {
        OwnMachine machine = OwnMachine.Measure([2], BuiltIn.Methods, TestContext.Current.CancellationToken, 8 * Units.MiB);
        var profile = ValidationProfile.OverLink(BuiltIn.Methods) with { Memory = ["16MiB"], Workloads = ["random"], Channels = [2] };
        PlannedRun run = Plans.Of(profile).Runs.Single(one => one.Combination.Method == "zlib");
        Machines.Add(machine, run.Guest);
        RunRow Predict(ValidationLink? link) =>
            machine.Predict(run, link, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken).Row;
        RunRow slow = Predict(Links.ToNobody(0.1, sharesCores: true));
        RunRow shared = Predict(Links.ToNobody(1000, sharesCores: true));
        RunRow own = Predict(Links.ToNobody(1000, sharesCores: false));
        Assert.True(slow.WireBytes!.Value * 8 / 1e9 / (0.1 * 1448 / 1514) <= slow.TotalTimeMs!.Value / 1e3, "faster than its link");
        Assert.True(own.TotalTimeMs <= shared.TotalTimeMs,
            $"{own.TotalTimeMs} ms on cores of its own, {shared.TotalTimeMs} ms on shared ones");
        Assert.Equal($"{Environment.MachineName} network.bandwidth_gbps=0.096", slow.Model);
        Assert.Equal(Environment.MachineName, Predict(link: null).Model);
    }

    private string HostFile(string channels) => Path.Combine(_folder["m"], "hosts", $"{Environment.MachineName}-{channels}.yaml");
}
