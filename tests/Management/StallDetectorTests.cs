using MultifdBench.Core;
using MultifdBench.Management;

namespace MultifdBench.Tests.Management;

/// <summary>
/// KubeVirt's stall detector on series of what remains after each pass, made by hand: the decisions are those of the owner's source.
/// </summary>
public sealed class StallDetectorTests
{
    private const long Gib = Units.GiB;
    private const double Rate = 1e8;

    // Two billion bytes: 300 s, and twice that for the rest.
    private const long Guest = 2_000_000_000;

    [Fact]
    public void Begins_AtQemusDefault_OrBelow()
    {
        Assert.Equal("0.4 downtime 300", Run("kubevirt-stall", [(1, 5e8)]).Log[0]);
        PolicyDefinition low = Policies.Changed("kubevirt-stall", ("max_downtime: 900ms", "max_downtime: 200ms"));
        Assert.Equal("0.4 downtime 200", Watched.For(1, low, Guest, _ => new Sight(1, 1)).Log[0]);
    }

    /// <summary>80 MB at 100 MB/s are 800 ms: within 900.</summary>
    [Fact]
    public void StallWithinTheLimit_IsSoft()
    {
        Watched watched = Run("kubevirt-stall", [(10, 8e7), (51, 8.1e7)], until: 60);
        Assert.Equal(["0.4 downtime 300", "51.2 downtime 900"], watched.Log);
        Assert.StartsWith("stalled at 77.2 MiB, the rest takes 810 ms", watched.Actions[^1].Action.Why, StringComparison.Ordinal);
    }

    /// <summary>130 MB are 1.3 s, below 1.5 × 900 ms; 140 MB are 1.4 s, above.</summary>
    [Theory]
    [InlineData(1.30e8, "51.2 downtime 900")]
    [InlineData(1.40e8, "51.2 Cancel")]
    public void StallBeyondTheLimit_IsSoftWithinTheFactor_ElseGivenUp(double remaining, string action) =>
        Assert.Equal(action, Run("kubevirt-stall", [(10, remaining), (51, remaining)], until: 60).Log[^1]);

    [Theory]
    [InlineData("kubevirt-stall-postcopy", "51.2 StartPostcopy")]
    [InlineData("kubevirt-stall-disruption", "51.2 downtime 2000000")]
    public void StallWithDisruptionAllowed_IsPostcopyOrHard_HoweverMuchRemains(string name, string action) =>
        Assert.Equal(action, Run(name, [(10, 1e9), (51, 1e9)], until: 60).Log[^1]);

    /// <summary>The low of 10 s leaves the window at 50 s; before, nothing is old enough to be compared with.</summary>
    [Fact]
    public void NothingHasStalled_BeforeTheWindowIsOver() =>
        Assert.Single(Run("kubevirt-stall-postcopy", [(10, 1e9), (30, 1e9), (49, 1e9)], until: 55).Actions);

    /// <summary>4 % below the old low is progress, to the byte: 960 MB are a stall, a byte less is none.</summary>
    [Theory]
    [InlineData(960_000_000, 2)]
    [InlineData(959_999_999, 1)]
    public void Progress_IsALowThatIsLowerByTheMargin(double remaining, int actions) =>
        Assert.Equal(actions, Run("kubevirt-stall-postcopy", [(10, 1e9), (51, remaining)], until: 60).Actions.Count);

    /// <summary>
    /// It stalls at 51 s with more than the best; what counts as near the best is 4 % above it, and comes at 61 s.
    /// </summary>
    [Fact]
    public void Stalled_ItWaitsForALowPoint()
    {
        (double, double)[] passes = [(10, 1e9), (51, 1.5e9), (56, 1.05e9), (61, 1.03e9)];
        Assert.Equal("61.2 StartPostcopy", Run("kubevirt-stall-postcopy", passes, until: 80).Log[^1]);
        PolicyDefinition hasty = Policies.Changed("kubevirt-stall-postcopy", ("search_minima: true", "search_minima: false"));
        Assert.Equal("51.2 StartPostcopy", Run(hasty, passes, until: 80).Log[^1]);
    }

    /// <summary>
    /// Stalled at 51 s with a best of 1.0 GB. Patience ends at 91 s: the lowest since then, 1.2 GB, becomes the best and is taken from the
    /// list. The next patience is 20 s, to 111 s: then 1.3 GB. Then 10 s, to 121 s.
    /// </summary>
    [Fact]
    public void Patience_IsHalvedEachTime_AndTheNextBestIsEnough()
    {
        (double, double)[] waiting = [(10, 1e9), (51, 1.9e9), (60, 1.2e9), (70, 1.3e9), (80, 1.4e9), (90, 1.5e9)];
        Assert.Equal("91.2 StartPostcopy", Run("kubevirt-stall-postcopy", [.. waiting, (91, 1.24e9)], until: 100).Log[^1]);
        Assert.Single(Run("kubevirt-stall-postcopy", [.. waiting, (91, 1.6e9), (110, 1.26e9)], until: 110.9).Actions);
        Assert.Equal(
            "111.2 StartPostcopy",
            Run("kubevirt-stall-postcopy", [.. waiting, (91, 1.6e9), (110, 1.6e9), (111, 1.34e9)], until: 115).Log[^1]);
        // Ten seconds later the third best is enough; a second earlier it is not.
        (double, double)[] longer = [.. waiting, (91, 1.6e9), (111, 1.6e9)];
        Assert.Single(Run("kubevirt-stall-postcopy", [.. longer, (120, 1.45e9)], until: 120.9).Actions);
        Assert.Equal("121.2 StartPostcopy", Run("kubevirt-stall-postcopy", [.. longer, (121, 1.45e9)], until: 125).Log[^1]);
    }

    /// <summary>After "soft" the guest has 60 s to be stopped by QEMU.</summary>
    [Fact]
    public void SoftThatDoesNotHelp_IsGivenUp() => Assert.Equal(
        ["0.4 downtime 300", "51.2 downtime 900", "112 Cancel"],
        Run("kubevirt-stall", [(10, 8e7), (51, 8e7), (70, 8e7), (90, 8e7)], until: 200).Log);

    /// <summary>Without a stall the deadline is A: 300 s for two billion bytes, in whole seconds.</summary>
    [Theory]
    [InlineData("kubevirt-stall", "301.2 Cancel")]
    [InlineData("kubevirt-stall-postcopy", "301.2 StartPostcopy")]
    [InlineData("kubevirt-stall-disruption", "301.2 downtime 2000000")]
    public void Deadline_WithoutAStall(string name, string action) =>
        Assert.Equal(action, Watched.For(320, PolicyCatalog.Get(name), Guest, Falling).Log[^1]);

    [Fact]
    public void HardAtTheDeadline_HasAMinute() => Assert.Equal(
        "362 Cancel", Watched.For(500, PolicyCatalog.Get("kubevirt-stall-disruption"), Guest, Falling).Log[^1]);

    /// <summary>
    /// The link breaks down to 1 kB/s: what remains could not be sent within 2 A, so neither the stall nor the deadline switches.
    /// </summary>
    [Fact]
    public void LinkThatBreaksDown_IsNotSwitchedOver() => Assert.Equal(
        ["0.4 downtime 300", "301.2 Cancel"],
        Watched.For(400, PolicyCatalog.Get("kubevirt-stall-postcopy"), Guest, seconds => Constant(seconds, 1e3)).Log);

    /// <summary>No figure of bandwidth yet: passes are not judged.</summary>
    [Fact]
    public void WithoutBandwidth_NothingIsDecided_AndTheDeadlineGivesUp() => Assert.Equal(
        ["0.4 downtime 300", "301.2 Cancel"],
        Watched.For(400, PolicyCatalog.Get("kubevirt-stall-postcopy"), Guest, seconds => Constant(seconds, 0)).Log);

    /// <summary>From 100 to 200 MB/s at 50 s: three polls later it is 200 − 100 × 0.6³ = 178.4, and 240 MB take 1345 ms: soft.</summary>
    [Fact]
    public void Bandwidth_IsSmoothed()
    {
        static Sight Faster(double seconds) => new(240_000_000, seconds < 10 ? 1 : seconds < 51.3 ? 2 : 3, seconds < 50.3 ? 1e8 : 2e8);
        Assert.Equal("51.6 downtime 900", Watched.For(60, PolicyCatalog.Get("kubevirt-stall"), Guest, Faster).Log[^1]);
        // One poll fewer: 164 MB/s, 1463 ms, which is more than 1350.
        static Sight Later(double seconds) => new(240_000_000, seconds < 10 ? 1 : seconds < 51.3 ? 2 : 3, seconds < 50.7 ? 1e8 : 2e8);
        Assert.Equal("51.6 Cancel", Watched.For(60, PolicyCatalog.Get("kubevirt-stall"), Guest, Later).Log[^1]);
    }

    private static Sight Constant(double seconds, double rate) => new(1_000_000_000, 1 + (int)(seconds / 20), rate);

    // Always 10 % less than 20 s before: never a stall.
    private static Sight Falling(double seconds)
    {
        int pass = (int)(seconds / 20);
        return new Sight((long)(1.9e9 * Math.Pow(0.9, pass)), 1 + pass);
    }

    private static Watched Run(string name, (double Seconds, double Remaining)[] passes, double until = 20) =>
        Run(PolicyCatalog.Get(name), passes, until);

    /// <summary>What remains is that of the last pass; the first is at the beginning, with everything.</summary>
    private static Watched Run(PolicyDefinition policy, (double Seconds, double Remaining)[] passes, double until) => Watched.For(
        until, policy, Guest, seconds =>
        {
            int done = passes.Count(pass => pass.Seconds <= seconds + 1e-6);
            return new Sight(done == 0 ? Guest : (long)passes[done - 1].Remaining, done, Rate);
        });
}
