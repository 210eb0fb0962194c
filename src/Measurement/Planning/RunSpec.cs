using MultifdBench.Management;
using MultifdBench.Methods;

namespace MultifdBench.Measurement.Planning;

/// <summary>One run as the user wrote it, every value still text. Defaults are QEMU's where QEMU has one.</summary>
public sealed record RunSpec
{
    /// <summary><c>--workload</c>.</summary>
    public string Workload { get; init; } = "idle";

    /// <summary><c>--memory</c>.</summary>
    public string Memory { get; init; } = "256MiB";

    /// <summary>The method and its options.</summary>
    public MethodChoice Method { get; init; } = new() { Method = "none" };

    /// <summary><c>--multifd-channels</c>.</summary>
    public int Channels { get; init; } = 2;

    /// <summary><c>--zero-page-detection</c>; null for the layout's default.</summary>
    public string? ZeroPageDetection { get; init; }

    /// <summary><c>--transport</c>.</summary>
    public string Transport { get; init; } = "memory";

    /// <summary><c>--tls</c>.</summary>
    public bool Tls { get; init; }

    /// <summary><c>--tls-creds</c>; empty for certificates made for the run.</summary>
    public string TlsCreds { get; init; } = "";

    /// <summary><c>--tls-hostname</c>; empty for the host that is connected to.</summary>
    public string TlsHostname { get; init; } = "";

    /// <summary><c>--zero-copy-send</c>.</summary>
    public bool ZeroCopySend { get; init; }

    /// <summary><c>--wire-layout</c>.</summary>
    public string WireLayout { get; init; } = "qemu-9.0";

    /// <summary><c>--max-bandwidth</c>.</summary>
    public string MaxBandwidth { get; init; } = "0";

    /// <summary><c>--downtime-limit</c>, milliseconds.</summary>
    public int DowntimeLimitMs { get; init; } = 300;

    /// <summary><c>--timeout</c>, seconds.</summary>
    public int TimeoutS { get; init; } = 120;

    /// <summary><c>--auto-converge</c>.</summary>
    public bool AutoConverge { get; init; }

    /// <summary><c>--dirty-limit</c>.</summary>
    public bool DirtyLimit { get; init; }

    /// <summary><c>--vcpu-dirty-limit</c>, MiB/s.</summary>
    public int VcpuDirtyLimit { get; init; } = 1;

    /// <summary><c>--x-vcpu-dirty-limit-period</c>, milliseconds.</summary>
    public int XVcpuDirtyLimitPeriodMs { get; init; } = 1000;

    /// <summary><c>--dirty-ring-size</c>, entries.</summary>
    public int DirtyRingSize { get; init; } = 4096;

    /// <summary><c>--throttle-trigger-threshold</c>, percent.</summary>
    public int ThrottleTriggerThreshold { get; init; } = 50;

    /// <summary><c>--cpu-throttle-initial</c>, percent.</summary>
    public int CpuThrottleInitial { get; init; } = 20;

    /// <summary><c>--cpu-throttle-increment</c>, percentage points.</summary>
    public int CpuThrottleIncrement { get; init; } = 10;

    /// <summary><c>--max-cpu-throttle</c>, percent.</summary>
    public int MaxCpuThrottle { get; init; } = 99;

    /// <summary><c>--cpu-throttle-tailslow</c>.</summary>
    public bool CpuThrottleTailslow { get; init; }

    /// <summary><c>--avail-switchover-bandwidth</c>.</summary>
    public string AvailSwitchoverBandwidth { get; init; } = "0";

    /// <summary><c>--qemu-rules</c>.</summary>
    public string QemuRules { get; init; } = "qemu-10.1";

    /// <summary><c>--policy</c>.</summary>
    public string Policy { get; init; } = PolicyCatalog.Default;

    /// <summary><c>--seed</c>.</summary>
    public long Seed { get; init; } = 1;
}
