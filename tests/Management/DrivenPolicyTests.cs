using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Multifd.Precopy;

namespace MultifdBench.Tests.Management;

/// <summary>
/// The policies that come with the program, driven by the engine's own decisions on a virtual clock, for a guest of 78 MiB that dirties as
/// fast as the link carries: each pass takes two seconds and leaves as much as before. What becomes of it is what each policy is known for.
/// </summary>
public sealed class DrivenPolicyTests
{
    private const long Pages = 20_000;
    private const long PagesPerSecond = 10_000;

    /// <summary>Policy, whether it completes, and between which seconds; what it did last.</summary>
    public static TheoryData<string, bool, double, double, string> Ends => new()
    {
        // A tenth of a gigabyte counts as one: 150 s.
        { "kubevirt", false, 151, 153, "Cancel" },
        { "kubevirt-ramp", false, 151, 153, "Cancel" },
        { "kubevirt-postcopy", true, 151, 157, "StartPostcopy" },
        { "kubevirt-disruption", true, 151, 157, "Suspend" },
        // The low of the first pass is 40 s old at 42 s; the guest is then stopped or given up at the end of a pass.
        { "kubevirt-stall", false, 42, 46, "Cancel" },
        { "kubevirt-stall-postcopy", true, 42, 50, "StartPostcopy" },
        { "kubevirt-stall-disruption", true, 42, 50, "SetDowntimeLimit 2000000" },
        // Counted as 2 GiB: 1600 s.
        { "nova", false, 1600, 1602, "Cancel" },
        { "nova-force-complete", true, 1600, 1606, "Suspend" },
        { "nova-postcopy", true, 1600, 1606, "StartPostcopy" },
        { "virsh-timeout-suspend", true, 120, 126, "Suspend" },
        { "virsh-timeout-postcopy", true, 120, 126, "StartPostcopy" },
        { "virsh-postcopy-after-precopy", true, 2, 8, "StartPostcopy" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void GuestThatDirtiesAsFastAsTheLink(string name, bool completes, double from, double to, string last)
    {
        FakeExecutor executor = new() { TotalPages = Pages, PagesPerSecond = PagesPerSecond, DirtyPagesPerSecond = PagesPerSecond };
        long beginNs = executor.NowNs;
        PrecopyPolicy policy = Follow(executor, name, out bool completed);
        Assert.Equal(completes, completed);
        Assert.InRange((executor.NowNs - beginNs) / (double)Units.NsPerSecond, from, to);
        ManagementAction done = policy.ManagementEvents[^1].Action;
        Assert.Equal(last, done.Value == 0 ? done.Kind.ToString() : Invariant.Text($"{done.Kind} {Units.Ms(done.Value)}"));
    }

    /// <summary>oVirt and Proxmox throttle from the beginning: the same guest converges.</summary>
    [Theory]
    [InlineData("ovirt-minimal-downtime")]
    [InlineData("ovirt-very-large")]
    [InlineData("proxmox")]
    public void ThrottledFromTheBeginning_ItConverges(string name)
    {
        FakeExecutor executor = new() { TotalPages = Pages, PagesPerSecond = PagesPerSecond, DirtyPagesPerSecond = PagesPerSecond };
        PrecopyPolicy policy = Follow(executor, name, out bool completed);
        Assert.True(completed);
        Assert.Contains(executor.Calls, call => call.StartsWith("throttle", StringComparison.Ordinal));
        Assert.InRange(policy.DowntimeNs, 0, policy.Rounds[^1].AtEnd!.Value.DowntimeLimitNs);
    }

    /// <summary>
    /// Dirtying 4 % slower than the link, it needs 900 ms rather than the 300 ms that QEMU allows: the ramp gets there first.
    /// </summary>
    [Fact]
    public void Ramp_ConvergesSoonerThanTheFixedLimit()
    {
        FakeExecutor ramped = new() { TotalPages = Pages, PagesPerSecond = PagesPerSecond, DirtyPagesPerSecond = 9_600 };
        FakeExecutor alone = new() { TotalPages = Pages, PagesPerSecond = PagesPerSecond, DirtyPagesPerSecond = 9_600 };
        PrecopyPolicy ramp = Follow(ramped, "kubevirt-ramp", out bool rampCompleted);
        PrecopyPolicy without = Follow(alone, "kubevirt", out bool aloneCompleted);
        Assert.True(rampCompleted && aloneCompleted);
        Assert.True(ramped.NowNs < alone.NowNs);
        Assert.True(ramp.DowntimeNs > without.DowntimeNs);
        Assert.InRange(ramp.DowntimeNs, 0, 900 * Units.NsPerMs);
    }

    private static PrecopyPolicy Follow(FakeExecutor executor, string name, out bool completed)
    {
        PrecopyPolicy policy = new(new PrecopySettings
        {
            Management = PolicyCatalog.Get(name).Create,
            TimeoutNs = 4000 * Units.NsPerSecond,
        });
        completed = Bounded.Run(name, () => executor.Follow(policy));
        return policy;
    }
}
