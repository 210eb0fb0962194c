using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Simulation;

/// <summary>Simulated guests whose pools are written at a rate that changes over time.</summary>
public sealed class PhasesTests
{
    private const long Second = Units.NsPerSecond;

    /// <summary>So wide that hardly a page is written twice: what a sync finds is rate × time.</summary>
    private static readonly GuestModel Wide = Models.Guest(dirtyPages: 1e9, writesPerSecond: 1000, pages: 1L << 24) with
    {
        Dirtying = [new DirtyPool(1e9, 1000)],
    };

    [Fact]
    public void TheDirtyLog_GivesWhatThePhasesSay()
    {
        // From a time that is not 0: the phases begin with the migration.
        GuestPages pages = new(Wide with { Phases = new([new(2, 0.5), new(1, 3)]) }, nowNs: 7 * Second);
        while (pages.Take(long.MaxValue).Count > 0) { }
        double[] found = [.. new[] { 2, 1, 2, 2 }.Select(Passed(pages, from: 7))];
        Assert.All(found.Zip([1000, 3000, 1000, 3500]), pair => Assert.InRange(pair.First, pair.Second - 2, pair.Second + 2));
    }

    [Fact]
    public void OnePhaseWithoutAnEnd_IsAnotherRate()
    {
        GuestModel guest = Models.Guest(20_000, 4_000);
        SimulationResult phased = Run(guest with { Phases = new([new(0, 2)]) });
        SimulationResult faster = Run(guest.WithDirtyFactor(2));
        Assert.Equal((faster.TotalNs, faster.WireBytes), (phased.TotalNs, phased.WireBytes));
        Assert.NotEqual(Run(guest).WireBytes, phased.WireBytes);
    }

    /// <summary>A round is not like the one before it, so none may stand for the next ones.</summary>
    [Fact]
    public void NothingIsSkipped()
    {
        GuestModel guest = Models.Guest(60_000, 40_000) with { Phases = new([new(1, 0.1), new(1, 3)]) };
        SimulationResult whole = Run(guest), brief = Run(guest, skips: true);
        Assert.Equal((whole.TotalNs, whole.WireBytes, whole.Events), (brief.TotalNs, brief.WireBytes, brief.Events));
    }

    /// <summary>
    /// The shipped example: steady, the guest gets across before anybody looks. In a burst of its clients rounds bring no headway, which a
    /// policy that looks for that notices after its window of 40 s, and before the burst ends.
    /// </summary>
    [Theory]
    [InlineData("seed-redis", "kubevirt-stall", RunOutcome.Completed, "")]
    [InlineData("redis-bursts", "kubevirt", RunOutcome.Completed, "")]
    [InlineData("redis-bursts", "kubevirt-stall", RunOutcome.Timeout, "stalled at ")]
    [InlineData("redis-bursts", "kubevirt-stall-postcopy", RunOutcome.Completed, "postcopy (stalled at ")]
    public void AStallDetector_ReactsToABurst(string scenario, string policy, string outcome, string reaction)
    {
        GuestModel guest = Models.ReadGuest(ModelFolder.BesideProgram.FindScenario(scenario), 64 * Units.GiB);
        MigrationSetup setup = Models.Setup("zstd", 4) with
        {
            PacketsPerStep = 16,
            Precopy = new()
            {
                TimeoutNs = 3600 * Second,
                Management = PolicyCatalog.Get(policy).Create,
                PostcopyRam = policy.EndsWith("postcopy", StringComparison.Ordinal),
            },
        };
        SimulationResult result = Models.Run(Models.Host("spr-v4", (NetworkModel.BandwidthKey, 2)), guest, setup);
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(reaction.StartsWith("postcopy", StringComparison.Ordinal), result.Convergence.IsPostcopy);
        string last = result.Convergence.Events.Count > 0 ? $"{result.Convergence.Events[^1]} {result.Reason}" : "";
        Assert.Contains(reaction, last, StringComparison.Ordinal);
        if (reaction.Length > 0) Assert.InRange(result.Convergence.Events[^1].Ns, 55 * Second, 135 * Second);
        else Assert.DoesNotContain("stalled", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("phases.1.rate_factor: { value: 1, unit: factor, kind: assumed, source: s }", "no parameter 'phases.1.duration_s' (s)")]
    [InlineData("phases.2.duration_s: { value: 1, unit: s, kind: assumed, source: s }", "unknown parameter 'phases.2.duration_s'")]
    [InlineData("phases: { 1: { duration_s: { value: 0, unit: s, kind: assumed, source: s }, "
        + "rate_factor: { value: 1, unit: factor, kind: assumed, source: s } }, "
        + "2: { duration_s: { value: 1, unit: s, kind: assumed, source: s }, "
        + "rate_factor: { value: 1, unit: factor, kind: assumed, source: s } } }",
        "phases.1.duration_s: only the last phase may last for ever")]
    public void WrongPhases_AreRefused(string parameters, string expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["wrong.yaml"], $"name: wrong\nsummary: s\nextends: seed-redis\nparameters:\n  {parameters}\n");
        string message = Assert.Throws<UsageException>(() => Models.ReadGuest(folder["wrong.yaml"], Units.GiB)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADirtyLimit_IsRefused()
    {
        MigrationSetup setup = Models.Setup("zlib", 2) with { Precopy = new() { DirtyLimit = new() { IsOn = true } } };
        GuestModel guest = Models.Guest(1000, 1000) with { Phases = new([new(0, 2)]) };
        string message = Assert.Throws<UsageException>(() => Models.Run(Models.IdealHost(), guest, setup)).Message;
        Assert.Contains("leave --dirty-limit out", message, StringComparison.Ordinal);
    }

    private static Func<int, double> Passed(GuestPages pages, double from) => seconds =>
    {
        from += seconds;
        return pages.Sync((long)(from * Second));
    };

    private static SimulationResult Run(GuestModel guest, bool skips = false) => Models.Run(
        Models.IdealHost((NetworkModel.BandwidthKey, 2)), guest, Models.Setup("zlib", 4) with
        {
            SkipsSteadyParts = skips,
            Precopy = new() { TimeoutNs = 20 * Second },
        });
}
