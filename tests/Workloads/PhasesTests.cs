using MultifdBench.Guest;
using MultifdBench.Tests.Results;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

/// <summary>Scenarios whose rate changes over time.</summary>
public sealed class PhasesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Idle at 1,000 writes a second; what is due is counted in a test's own time.</summary>
    [Fact]
    public void Operations_FollowThePhases_AndNothingElse()
    {
        string path = Write("  phases:\n    - { duration_s: 2, rate_factor: 0 }\n    - { duration_s: 1, rate_factor: 3 }\n");
        AssertNear([0, 0, 3000, 3000, 3000, 6000], Operations(path, seconds: 6, usePhases: true));
        AssertNear([1000, 2000], Operations(path, seconds: 2, usePhases: false));
    }

    [Fact]
    public void ALastPhaseWithoutAnEnd_IsKept() => AssertNear(
        [2000, 2500, 3000], Operations(
            Write("  phases: [{ duration_s: 1, rate_factor: 2 }, { duration_s: 0, rate_factor: 0.5 }]\n"), seconds: 3, usePhases: true));

    /// <summary>A guest that was starved in a burst owes what the burst's last tenth of a second asks for.</summary>
    [Fact]
    public void Debt_IsBoundByWhatWasDueInATenthOfASecond()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create(Write("  phases: [{ duration_s: 60, rate_factor: 5 }]\n"), clock);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Resume();
        clock.Advance(10_000);
        Assert.Equal(500, Drain(workload, memory));
    }

    /// <summary>The kernel of a guest whose server is not asked goes on ticking.</summary>
    [Fact]
    public void InAPhaseWithoutRequests_TheGuestAroundTheServerGoesOn()
    {
        File.WriteAllText(_folder["quiet.yaml"],
            "name: quiet\nsummary: s\nextends: redis-ycsb-b\nparameters:\n  phases: [{ duration_s: 0, rate_factor: 0 }]\n");
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create(_folder["quiet.yaml"], clock);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Resume();
        clock.Advance(1000);
        Assert.Equal(0, Drain(workload, memory));
        Assert.True(memory.Blocks[0].Dirty.CountMarked() > 0);
    }

    [Fact]
    public void AGuestWithPhases_SaysThem_AndHasNoOneRate()
    {
        using GuestWorkload workload = Guests.Create("redis-bursts");
        Assert.Equal([new(2, 0.2), new(1, 3), new RatePhase(4, 1)], workload.Phases!.Phases);
        Assert.True(double.IsNaN(workload.OperationsPerSecond));
        using GuestWorkload steady = Guests.Create("redis-ycsb-b");
        Assert.Null(steady.Phases);
        Assert.Equal(steady.Program.OperationsPerSecond, workload.Program.OperationsPerSecond);
    }

    [Fact]
    public void AListTakesTheWholePlaceOfTheOtherScenarios()
    {
        string parent = Write("  phases: [{ duration_s: 1, rate_factor: 2 }, { duration_s: 2, rate_factor: 3 }]\n");
        File.WriteAllText(_folder["child.yaml"],
            $"name: child\nsummary: s\nextends: {Path.GetFileName(parent)}\nparameters:\n"
                + "  phases: [{ duration_s: 5, rate_factor: 1 }]\n");
        using GuestWorkload workload = Guests.Create(_folder["child.yaml"]);
        Assert.Equal([new RatePhase(5, 1)], workload.Phases!.Phases);
    }

    [Theory]
    [InlineData("  phases: 3\n", "unknown parameter 'phases'")]
    [InlineData("  phases: [1, 2]\n", "parameter 'phases' is a list; a single value or a mapping is needed")]
    [InlineData("  phases: { duration_s: 1, rate_factor: 2 }\n", "line 6: 'phases' must be a list; write 'phases: [{ duration_s: 10")]
    [InlineData("  phases: [{ duration_s: 1 }]\n", "has no parameter 'phases.1.rate_factor'")]
    [InlineData("  phases: [{ duration_s: 1, rate_factor: 2, rate: 3 }]\n", "unknown parameter 'phases.1.rate'")]
    [InlineData("  phases: [{ duration_s: -1, rate_factor: 2 }]\n", "phases.1.duration_s is '-1'; a number from 0 to 86400 is needed")]
    [InlineData("  phases: [{ duration_s: 1, rate_factor: 1e9 }]\n", "phases.1.rate_factor is '1e9'; a number from 0 to 1000 is needed")]
    [InlineData("  phases: [{ duration_s: 0, rate_factor: 2 }, { duration_s: 1, rate_factor: 2 }]\n",
        "only the last phase may last for ever")]
    public void WrongPhases_AreRefusedWithFileAndRemedy(string phases, string expected) =>
        Assert.Contains(expected, Guests.Refusal(() => Guests.Create(Write(phases))), StringComparison.Ordinal);

    [Fact]
    public void PhasesOfNoRate_AreRefused()
    {
        File.WriteAllText(_folder["fast.yaml"],
            "name: fast\nsummary: s\nextends: redis-bursts\nparameters:\n  operations_per_second: 0\n");
        Assert.Contains("give it a number of operations a second above 0", Guests.Refusal(() => Guests.Create(_folder["fast.yaml"])),
            StringComparison.Ordinal);
    }

    private string Write(string phases)
    {
        File.WriteAllText(_folder["phased.yaml"],
            $"name: phased\nsummary: s\nextends: idle\nparameters:\n  page_writes_per_second: 1000\n{phases}");
        return _folder["phased.yaml"];
    }

    /// <summary>Operations done after each second.</summary>
    private static List<long> Operations(string path, int seconds, bool usePhases)
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create(path, clock);
        using GuestMemory memory = Guests.Filled(workload);
        workload.UsePhases(usePhases);
        workload.Resume();
        List<long> done = [];
        for (int ms = 1; ms <= 1000 * seconds; ms++)
        {
            clock.Advance(1);
            Drain(workload, memory);
            if (ms % 1000 == 0) done.Add(workload.Operations);
        }

        return done;
    }

    /// <summary>A fraction of an operation is not done yet.</summary>
    private static void AssertNear(long[] expected, List<long> done)
    {
        Assert.Equal(expected.Length, done.Count);
        Assert.All(expected.Zip(done), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First));
    }

    private static long Drain(GuestWorkload workload, GuestMemory memory)
    {
        long done = 0;
        for (int batch = workload.RunBatch(memory); batch > 0; batch = workload.RunBatch(memory)) done += batch;
        return done;
    }
}
