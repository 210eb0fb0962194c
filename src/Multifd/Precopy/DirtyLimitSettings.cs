using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>Parameters of <c>dirty-limit</c>; names, defaults and ranges are QEMU's [qapi/migration.json], where it has any.</summary>
public sealed record DirtyLimitSettings
{
    /// <summary>The least <see cref="RingSize"/> [QEMU qemu-options.hx: dirty-ring-size].</summary>
    public const int SmallestRing = 1024;

    /// <summary>The largest <see cref="RingSize"/> [Linux include/linux/kvm_dirty_ring.h: KVM_DIRTY_RING_MAX_ENTRIES].</summary>
    public const int LargestRing = 65_536;

    /// <summary>Capability <c>dirty-limit</c>; not together with auto-converge.</summary>
    public bool IsOn { get; init; }

    /// <summary><c>vcpu-dirty-limit</c>, MiB/s that each of the guest's processors may dirty (QEMU writes MB/s), 1 or more.</summary>
    public int MibPerSecond { get; init; } = 1;

    /// <summary><c>x-vcpu-dirty-limit-period</c> in nanoseconds, 1 to 1000 ms: how often a processor's rate is looked at.</summary>
    public long PeriodNs { get; init; } = 1000 * Units.NsPerMs;

    /// <summary>
    /// KVM's <c>dirty-ring-size</c>, pages, a power of two. QEMU has no ring by default, and refuses dirty-limit without one; its
    /// documentation recommends 4096.
    /// </summary>
    public int RingSize { get; init; } = 4096;
}
