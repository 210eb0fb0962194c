using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Management;

/// <summary>The policy files do what their owners have published, or what their sources say where nothing is published.</summary>
public sealed class PublishedExampleTests
{
    private const long Gib = Units.GiB;

    // A pass every 20 s and always a little less to do: neither stuck nor done.
    private static readonly Func<double, Sight> Slow = seconds => new((long)(4e9 - seconds * 1e5), 1 + (int)(seconds / 20));

    public static TheoryData<string, double[], string> OvirtPolicies => new()
    {
        { "ovirt-minimal-downtime", [100, 150, 200, 300, 400, 500], "Cancel" },
        { "ovirt-suspend", [100, 150, 200, 300, 400, 500, 5000], "Cancel" },
        { "ovirt-postcopy", [100, 150, 200], "StartPostcopy" },
        { "ovirt-postcopy-parallel", [100, 150, 200], "Cancel" },
        { "ovirt-very-large", [300, 400, 500, 700, 1000, 1500, 5000], "Cancel" },
    };

    [Fact]
    public void KubeVirtRamp_ByItsDefaults()
    {
        Watched watched = Watched.For(400, PolicyCatalog.Get("kubevirt-ramp"), 8 * Gib, Slow);
        Assert.Equal([150, 257, 364, 471, 578, 685, 792, 899, 900], watched.Limits);
        // From the first poll; then at the first poll that sees iteration 3 (the first 400 ms tick from 40 s on), then every 10 s.
        Assert.Equal(["0.4 downtime 150", "40 downtime 257", "50 downtime 364"], watched.Log.Take(3));
        Assert.Equal(9, watched.Actions.Count);
    }

    /// <summary>
    /// The proposal's example prints 150, 300, 450 … 1050: seven steps from nothing to the limit. Its code, and its words, make them from
    /// the first limit on.
    /// </summary>
    [Fact]
    public void KubeVirtRamp_To1050_IsWhatTheCodeDoes_NotWhatTheProposalPrints()
    {
        PolicyDefinition policy = Policies.Changed("kubevirt-ramp", ("max: 900ms", "max: 1050ms"));
        double[] limits = [150, 278, 406, 534, 662, 790, 918, 1046, 1050];
        Assert.Equal(limits, Watched.For(400, policy, 8 * Gib, Slow).Limits);
        Assert.NotEqual([150, 300, 450, 600, 750, 900, 1050], limits);
    }

    [Fact]
    public void KubeVirt_GivesUp_After150SecondsForEachBillionBytesBegun()
    {
        // 8 GiB are 8.6 billion bytes: nine. Only whole seconds count, so 1351 of them are the first that are more than 1350.
        Assert.Equal(["1351.2 Cancel"], Watched.For(2000, PolicyCatalog.Get("kubevirt"), 8 * Gib, Slow).Log);
        Assert.Equal(["1351.2 StartPostcopy"], Watched.For(4000, PolicyCatalog.Get("kubevirt-postcopy"), 8 * Gib, Slow).Log);
        Assert.Equal(
            ["1351.2 Suspend", "2701.2 Cancel"], Watched.For(4000, PolicyCatalog.Get("kubevirt-disruption"), 8 * Gib, Slow).Log);
    }

    [Fact]
    public void KubeVirt_GivesUp_After150SecondsWithoutProgress()
    {
        // The poll at 100 s is the last that sees less than the one before it.
        static Sight Stuck(double seconds) => new((long)(4e9 - Math.Min(seconds, 100) * 1e5), 1);
        foreach (string name in (string[])["kubevirt", "kubevirt-postcopy", "kubevirt-disruption"])
            Assert.Equal(["251.2 Cancel"], Watched.For(400, PolicyCatalog.Get(name), 8 * Gib, Stuck).Log);
        // One poll that sees less is progress, whatever has been seen before.
        static Sight Waves(double seconds) => new(seconds % 100 < 50 ? 4_000_000_000 : 5_000_000_000, 1);
        Assert.Empty(Watched.For(1300, PolicyCatalog.Get("kubevirt"), 8 * Gib, Waves).Actions);
    }

    [Fact]
    public void Nova_ByItsDefaults()
    {
        Watched watched = Watched.For(6300, PolicyCatalog.Get("nova"), 8 * Gib, Slow);
        Assert.Equal([50, 95, 140, 185, 230, 275, 320, 365, 410, 455, 500], watched.Limits);
        // 75 s for each of 8 GiB; a step is due when more than its time has passed.
        Assert.Equal(["0.5 downtime 50", "600.5 downtime 95", "1200.5 downtime 140"], watched.Log.Take(3));
        Assert.Equal(11, watched.Actions.Count);
    }

    /// <summary>The example in the comment of downtime_steps: 10 steps, 30 s, 3 GB, 400 ms.</summary>
    [Fact]
    public void Nova_ByTheExampleInItsSource()
    {
        PolicyDefinition policy = Policies.Changed("nova", ("max: 500ms", "max: 400ms"), ("delay: 75s", "delay: 30s"));
        Watched watched = Watched.For(1000, policy, 3 * Gib, Slow);
        Assert.Equal(
            [
                "0.5 downtime 40", "90.5 downtime 76", "180.5 downtime 112", "270.5 downtime 148", "360.5 downtime 184",
                "450.5 downtime 220", "540.5 downtime 256", "630.5 downtime 292", "720.5 downtime 328", "810.5 downtime 364",
                "900.5 downtime 400",
            ],
            watched.Log);
    }

    [Theory]
    [InlineData("nova", "1600.5 Cancel")]
    [InlineData("nova-force-complete", "1600.5 Suspend")]
    [InlineData("nova-postcopy", "1600.5 StartPostcopy")]
    public void Nova_Acts_After800SecondsPerGib_AndASmallGuestCountsAsTwo(string name, string action) =>
        Assert.Equal(action, Watched.For(1800, PolicyCatalog.Get(name), Gib / 2, Slow).Log[^1]);

    [Theory]
    [MemberData(nameof(OvirtPolicies))]
    public void Ovirt_ByItsTables(string name, double[] limits, string last)
    {
        Watched watched = Watched.For(400, PolicyCatalog.Get(name), 8 * Gib, Slow);
        Assert.Equal(ManagementActionKind.AutoConverge, watched.Actions[0].Action.Kind);
        Assert.Equal(limits, watched.Limits);
        Assert.Equal(last, watched.Actions[^1].Action.Kind.ToString());
        Assert.Equal(limits.Length + 2, watched.Actions.Count);
    }

    /// <summary>
    /// Iterations begin every 20 s, polls are every 10 s: a new one is seen at 20, 40 … 140 s, as the first to the seventh. The limits
    /// wait until more than 1, 2, 3, 4 and 6 have begun; the last action is the next one's.
    /// </summary>
    [Fact]
    public void Ovirt_CountsIterationsSinceItsFirstPoll() => Assert.Equal(
        [
            "0 AutoConverge", "0 downtime 100", "40 downtime 150", "60 downtime 200", "80 downtime 300", "100 downtime 400",
            "140 downtime 500", "160 Cancel",
        ],
        Watched.For(400, PolicyCatalog.Get("ovirt-minimal-downtime"), 8 * Gib, Slow).Log);

    [Fact]
    public void Ovirt_OnePollDoesOneThing_HoweverManyIterationsItSees()
    {
        static Sight Fast(double seconds) => new(4_000_000_000, 1 + (int)(seconds * 10));
        Assert.Equal(
            ["20 downtime 150", "30 downtime 200", "40 downtime 300", "50 downtime 400", "60 downtime 500", "70 Cancel"],
            Watched.For(400, PolicyCatalog.Get("ovirt-minimal-downtime"), 8 * Gib, Fast).Log.Skip(2));
    }

    [Fact]
    public void OvirtWithoutAPolicy_ByItsFormula()
    {
        Watched watched = Watched.For(1000, PolicyCatalog.Get("ovirt-legacy"), 8 * Gib, Slow);
        double root = Math.Pow(500 - 500 / 5.0, 1 / 4.0);
        // The fourth power of the fourth root may be a rounding error below 400.
        double[] formula = [.. Enumerable.Range(0, 5).Select(i => Math.Floor(500 / 5.0 + Math.Pow(root, i) + 1e-9))];
        Assert.Equal([101, 104, 120, 189, 500], formula);
        Assert.Equal([.. formula, 500], watched.Limits);
        Assert.Equal(["860 downtime 500", "880 Cancel"], watched.Log.TakeLast(2));
    }

    [Fact]
    public void Virsh_ActsOnce()
    {
        Assert.Equal(["120.5 Suspend"], Watched.For(1000, PolicyCatalog.Get("virsh-timeout-suspend"), Gib, Slow).Log);
        Assert.Equal(["120.5 StartPostcopy"], Watched.For(1000, PolicyCatalog.Get("virsh-timeout-postcopy"), Gib, Slow).Log);
        // The second iteration begins at 20 s.
        Assert.Equal(["20 StartPostcopy"], Watched.For(1000, PolicyCatalog.Get("virsh-postcopy-after-precopy"), Gib, Slow).Log);
    }

    [Fact]
    public void Proxmox_Doubles_WheneverSixPollsSawMore()
    {
        // Less at every second poll, more at the others: the sixth of these is the twelfth poll.
        static Sight Saw(double seconds) => new((int)seconds % 2 == 0 ? 5_000_000_000 : 4_000_000_000, 1, 1e8, (long)(seconds * 1e8));
        Watched watched = Watched.For(2000, PolicyCatalog.Get("proxmox"), 8 * Gib, Saw);
        Assert.Equal(["0 AutoConverge", "0 downtime 100", "12 downtime 200", "24 downtime 400"], watched.Log.Take(4));
        Assert.Equal(
            [
                100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 102_400, 204_800, 409_600, 819_200, 1_638_400, 2_000_000,
            ],
            watched.Limits);
    }

    [Fact]
    public void Proxmox_CountsNoPollThatSawNothingSent()
    {
        static Sight Silent(double seconds) => new((int)seconds % 2 == 0 ? 5_000_000_000 : 4_000_000_000, 1, 0, 1000);
        Assert.Equal([100], Watched.For(500, PolicyCatalog.Get("proxmox"), 8 * Gib, Silent).Limits);
    }

    [Fact]
    public void Proxmox_LooksOften_OnceLessRemainsThanItSendsPerPoll()
    {
        // A gigabyte in ten seconds, and less than a tenth of that remains from the eighth second on.
        static Sight Ending(double seconds) => new(seconds < 8 ? 5_000_000_000 : 10_000_000, 1, 1e8, (long)(seconds * 1e8));
        Watched watched = Watched.For(9, PolicyCatalog.Get("proxmox"), 8 * Gib, Ending);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 8.1, 8.2], watched.Polls.Take(10));
    }

    [Fact]
    public void Fixed_DoesNothing() => Assert.Empty(Watched.For(10_000, PolicyCatalog.Get(PolicyCatalog.Default), Gib, Slow).Actions);
}
