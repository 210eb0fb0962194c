using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Measurement;

/// <summary>What a run needs of this process: a socket and a thread for each connection and end, the main one included.</summary>
public sealed class RunLimitsTests
{
    private static readonly int Own = ProcessLimits.OwnDescriptors;

    [Theory]
    [InlineData("tcp", 64, false, 131, 130)]
    [InlineData("tcp", 64, true, 66, 65)]
    [InlineData("memory", 64, false, 0, 130)]
    [InlineData("tcp", 1, false, 5, 4)]
    public void ARun_NeedsSocketsAndThreadsByItsChannels(string transport, int channels, bool isOneEnd, int sockets, int threads)
    {
        PlannedRun run = new RunPlanner(BuiltIn.Methods).Plan(new RunSpec { Transport = transport, Channels = channels }, [])!;
        ProcessLimits enough = new() { Descriptors = Own + sockets, UserThreads = ProcessLimits.OwnThreads + threads };
        Assert.True(RunLimits.Judge(run, isOneEnd, enough).IsAvailable);
        Assert.Contains($"{ProcessLimits.OwnThreads + threads} threads",
            Reason(run, isOneEnd, enough with { UserThreads = enough.UserThreads - 1 }), StringComparison.Ordinal);
        if (sockets > 0) Assert.Contains($"{Own + sockets} descriptors",
            Reason(run, isOneEnd, enough with { Descriptors = enough.Descriptors - 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Postcopy_IsForBothEndsInOneProcess()
    {
        PlannedRun run = new RunPlanner(BuiltIn.Methods).Plan(new RunSpec(), [])!;
        run = run with { Parameters = run.Parameters with { Precopy = run.Parameters.Precopy with { PostcopyRam = true } } };
        Assert.True(RunLimits.Judge(run, isOneEnd: false).IsAvailable);
        Assert.StartsWith("postcopy is for source and destination in one process", RunLimits.Judge(run, isOneEnd: true).ToString(),
            StringComparison.Ordinal);
    }

    /// <summary>A packet of 128 pages and two more for each channel.</summary>
    [Fact]
    public void ZeroCopy_NeedsLockedMemoryByItsChannels()
    {
        Assert.SkipUnless(ZeroCopySends.Probe().IsAvailable, ZeroCopySends.Probe().ToString());
        RunSpec spec = new() { Transport = "tcp", Channels = 3, ZeroCopySend = true };
        PlannedRun run = new RunPlanner(BuiltIn.Methods).Plan(spec, [])!;
        ProcessLimits enough = new() { LockedBytes = 3 * 130 * 4096 };
        Assert.True(RunLimits.Judge(run, isOneEnd: false, enough).IsAvailable);
        Assert.StartsWith("1560 KiB of memory have to be locked",
            Reason(run, isOneEnd: true, enough with { LockedBytes = enough.LockedBytes - 1 }), StringComparison.Ordinal);
        run = new RunPlanner(BuiltIn.Methods).Plan(spec with { ZeroCopySend = false }, [])!;
        Assert.True(RunLimits.Judge(run, isOneEnd: false, enough with { LockedBytes = 0 }).IsAvailable);
    }

    [Fact]
    public void AMatrix_RunsWhatFits()
    {
        MatrixProfile profile = new()
        {
            Name = "x",
            Workloads = ["random"],
            Methods = [new() { Method = "none" }],
            Channels = [1, 64],
            Transport = ["tcp"],
            Memory = ["1MiB"],
        };
        MatrixPlan plan = MatrixPlan.Create(profile, BuiltIn.Methods,
            new PlanningHost(key => key.MemoryBytes, _ => Availability.Yes, new ProcessLimits { Descriptors = Own + 100 }));
        Assert.Equal([true, false], plan.Runs.Select(run => run.Availability.IsAvailable));
        Assert.Contains("ulimit -n 291", plan.Runs[1].Availability.ToString(), StringComparison.Ordinal);
    }

    private static string Reason(PlannedRun run, bool isOneEnd, ProcessLimits limits) => RunLimits.Judge(run, isOneEnd, limits).ToString();
}
