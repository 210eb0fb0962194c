using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Tests.Workloads;

namespace MultifdBench.Tests.Multifd.Source;

/// <summary>What dirty-limit asks of a guest in a measured migration.</summary>
public sealed class DirtyLimitTests
{
    private static readonly PrecopySettings Limited = new() { DirtyLimit = new() { IsOn = true, RingSize = 1024 } };

    [Fact]
    public void Guest_HasARingForTheMigration_AndNoneAfterIt()
    {
        ScribblingGuest scribbling = new(pages: 200, threads: 1) { DirtyLimitRefusal = null };
        Check(Migrate(scribbling, Limited));
        Assert.Equal([1024, 0], scribbling.Rings);
    }

    /// <summary>Nothing wakes a processor that sleeps: the guest is stopped, and the downtime goes on until it would have woken.</summary>
    [Fact]
    public void Downtime_HasTheRestOfTheSleepInIt()
    {
        ScribblingGuest scribbling = new(pages: 200, threads: 0) { DirtyLimitRefusal = null, AsleepNs = 150 * Units.NsPerMs };
        RunMeasurement run = Migrate(scribbling, Limited);
        Check(run);
        Assert.InRange(Units.Ms(run.Sent.DowntimeNs), 150, 5000);
    }

    [Fact]
    public void GuestWithoutARing_IsRefusedBeforeTheRun()
    {
        ScribblingGuest scribbling = new(pages: 200, threads: 0) { DirtyLimitRefusal = "it scribbles" };
        GuestException refusal = Assert.Throws<GuestException>(() => Migrate(scribbling, Limited));
        Assert.Equal("workload scribbling cannot have dirty-limit: it scribbles; use auto-converge", refusal.Message);
        Check(Migrate(scribbling, new PrecopySettings()));
        Assert.Empty(scribbling.Rings);
    }

    /// <summary>Two passes of more than a second, then a quota: the guest sleeps, and its memory arrives.</summary>
    [Fact]
    public void WritingGuest_IsSlowed_AndVerified()
    {
        using IWorkload stress = Guests.Create("stress:64MiB/s", mib: 16);
        RunMeasurement run = Migrate(stress, Limited with
        {
            DirtyLimit = Limited.DirtyLimit with { MibPerSecond = 1, PeriodNs = 100 * Units.NsPerMs },
            MaxBandwidthBytesPerSecond = 14 * Units.MiB,
            DowntimeLimitNs = 200 * Units.NsPerMs,
            TimeoutNs = 30 * Units.NsPerSecond,
        });
        Check(run);
        ConvergenceResult convergence = run.Sent.Convergence;
        Assert.True(convergence.LongestDirtyLimitSleepNs > 0, "it was slowed");
        Assert.Equal(0, convergence.HighestThrottlePercentage);
        Assert.InRange(convergence.ThrottledNs, 1, run.Sent.TotalNs);
        Assert.Contains(run.Figures.Rounds, round => round.AtEnd!.DirtyLimitSleepNs > 0 || round.AtEnd.DirtyRingFullNs > 0);
    }

    private static void Check(RunMeasurement run) =>
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));

    private static RunMeasurement Migrate(IWorkload workload, PrecopySettings settings)
    {
        using GuestSetup guest = new(workload, null, reuse: false);
        using MemoryTransport transport = new();
        return Bounded.Run("migration", () => new MigrationRun(
            guest, BuiltIn.Methods.Create(new MethodRequest("none")), BuiltIn.OnTheWire, new MigrationParameters { Precopy = settings },
            transport).Execute(default));
    }
}
