using System.Globalization;
using System.Numerics;
using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Planning;

/// <summary>
/// Every parameter of a run that belongs to no method. A new one is an entry here, a property of <see cref="RunSpec"/> and, where profiles
/// may set it, one of <see cref="Matrix.MatrixProfile"/>.
/// </summary>
public static class RunOptions
{
    /// <summary>The <see cref="RunOption{T}.Kind"/> of options that take a bare number in their unit, or a time with its own.</summary>
    internal const string Time = "time";

    /// <summary>The <see cref="RunOption{T}.Kind"/> of capabilities: on, off, or the bare option for on.</summary>
    internal const string OnOff = "on|off";

    /// <summary>The column that holds what is not at its default of those parameters that have no column of their own.</summary>
    internal const string Convergence = "convergence";

    /// <summary>The guest.</summary>
    public static RunOption<string> Workload { get; } = new(
        "workload", "NAME", "what the guest does: idle, redis-ycsb-b, stress:RATE, image:FILE ... ('bench host' lists all)",
        static spec => spec.Workload, static (spec, value) => spec with { Workload = value }, Text)
    {
        Key = "workloads",
        Axis = new(static profile => profile.Workloads, static (profile, values) => profile with { Workloads = values }),
        Column = "workload",
        CanBeSwept = false,
    };

    /// <summary>The guest's memory.</summary>
    public static RunOption<string> Memory { get; } = new(
        "memory", "SIZE", "guest memory; an image: brings its own size",
        static spec => spec.Memory, static (spec, value) => spec with { Memory = value }, Text)
    {
        Axis = new(static profile => profile.Memory, static (profile, values) => profile with { Memory = values }),
        Column = "memory_mib",
    };

    /// <summary>Channels.</summary>
    public static RunOption<int> Channels { get; } = new(
        "multifd-channels", "N", $"channels, 1-{MigrationParameters.MaxChannels}",
        static spec => spec.Channels, static (spec, value) => spec with { Channels = value }, Whole<int>)
    {
        Key = "channels",
        Axis = new(static profile => profile.Channels, static (profile, values) => profile with { Channels = values }),
        Column = "channels",
        Range = (1, MigrationParameters.MaxChannels),
        Agreed = static parameters => parameters.Channels.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Who finds zero pages; null for the layout's default.</summary>
    public static RunOption<string?> ZeroPages { get; } = new(
        "zero-page-detection", string.Join('|', ZeroPageDetections.Names), "who finds zero pages",
        static spec => spec.ZeroPageDetection, static (spec, value) => spec with { ZeroPageDetection = value }, TextOrNone)
    {
        Axis = new(static profile => profile.ZeroPageDetection,
            static (profile, values) => profile with { ZeroPageDetection = [.. values.OfType<string>()] }),
        Column = "zero_page_detection",
        DefaultNote = "multifd; legacy with --wire-layout qemu-7.2",
        Agreed = static parameters => parameters.ZeroPageDetection.Name(),
    };

    /// <summary>How long the guest may pause, ms.</summary>
    public static RunOption<int> DowntimeLimit { get; } = new(
        "downtime-limit", "N", "milliseconds that the guest may pause at the end",
        static spec => spec.DowntimeLimitMs, static (spec, value) => spec with { DowntimeLimitMs = value },
        static text => WholeTime(text, Units.NsPerMs))
    {
        Kind = Time,
        Key = "downtime_limit_ms",
        Axis = new(static profile => profile.DowntimeLimitMs,
            static (profile, values) => profile with { DowntimeLimitMs = values }),
        Column = "downtime_limit_ms",
        Range = (0, 2_000_000),
        Unit = "ms",
    };

    /// <summary>The limit of bandwidth, with QEMU's suffixes.</summary>
    public static RunOption<string> MaxBandwidth { get; } = new(
        "max-bandwidth", "RATE",
        "limit in bytes per second with QEMU's suffixes (1G, 100M; a bare number is MiB/s), or 10Gbit/s; 0 is none",
        static spec => spec.MaxBandwidth, static (spec, value) => spec with { MaxBandwidth = value }, Text)
    {
        Axis = new(static profile => profile.MaxBandwidth,
            static (profile, values) => profile with { MaxBandwidth = values }),
        Column = "max_bandwidth_mbps",
    };

    /// <summary>After which a migration has failed, s.</summary>
    public static RunOption<int> Timeout { get; } = new(
        "timeout", "N", "seconds after which the migration has failed",
        static spec => spec.TimeoutS, static (spec, value) => spec with { TimeoutS = value },
        static text => WholeTime(text, Units.NsPerSecond))
    {
        Kind = Time,
        Key = "timeout_s",
        Alone = static profile => profile.TimeoutS,
        Range = (1, 86_400),
        Unit = "s",
    };

    /// <summary>How bytes get across.</summary>
    public static RunOption<string> Transport { get; } = new(
        "transport", string.Join('|', Transports.Names), "how bytes get across: through memory, or TCP on the loopback interface",
        static spec => spec.Transport, static (spec, value) => spec with { Transport = value }, Text)
    {
        Axis = new(static profile => profile.Destination.Length > 0 ? [Transports.Tcp] : profile.Transport,
            static (profile, values) => profile with { Transport = values }),
        Column = "transport",
        CanBeSwept = false,
    };

    /// <summary>Whether every connection is encrypted.</summary>
    public static RunOption<bool> Tls { get; } = new(
        "tls", OnOff, "encrypt every connection, with certificates made for the run unless --tls-creds names some",
        static spec => spec.Tls, static (spec, value) => spec with { Tls = value }, Flag)
    {
        Kind = OnOff,
        Axis = new(static profile => profile.Tls, static (profile, values) => profile with { Tls = values }),
        Column = "tls",
        CanBeSwept = false,
    };

    /// <summary>The folder of certificates, which implies encryption where a run has one value.</summary>
    public static RunOption<string> TlsCreds { get; } = new(
        "tls-creds", "DIR", "encrypt with the certificates of a folder as QEMU's tls-creds-x509 has it",
        static spec => spec.TlsCreds, static (spec, value) => spec with { TlsCreds = value, Tls = spec.Tls || value.Length > 0 }, Text)
    {
        Alone = static profile => profile.TlsCreds,
        DefaultNote = "certificates made for the run",
        CanBeSwept = false,
    };

    /// <summary>The name that the destination's certificate must have.</summary>
    public static RunOption<string> TlsHostname { get; } = new(
        "tls-hostname", "NAME", "the name in the destination's certificate, with --tls-creds",
        static spec => spec.TlsHostname, static (spec, value) => spec with { TlsHostname = value }, Text)
    {
        Alone = static profile => profile.TlsHostname,
        DefaultNote = "the host that is connected to",
        CanBeSwept = false,
    };

    /// <summary>QEMU's capability of the name.</summary>
    public static RunOption<bool> ZeroCopySend { get; } = new(
        "zero-copy-send", OnOff, "let the kernel take pages from guest memory when they leave: method none over tcp, not with --tls",
        static spec => spec.ZeroCopySend, static (spec, value) => spec with { ZeroCopySend = value }, Flag)
    {
        Kind = OnOff,
        Axis = new(static profile => profile.ZeroCopySend, static (profile, values) => profile with { ZeroCopySend = values }),
        Column = "zero_copy_send",
        CanBeSwept = false,
    };

    /// <summary>Whose packets are on the wire.</summary>
    public static RunOption<string> WireLayout { get; } = new(
        "wire-layout", string.Join('|', WireLayouts.Names), "the layout of the packets",
        static spec => spec.WireLayout, static (spec, value) => spec with { WireLayout = value }, Text)
    {
        Axis = new(static profile => profile.WireLayout, static (profile, values) => profile with { WireLayout = values }),
        Column = "wire_layout",
        CanBeSwept = false,
        Agreed = static parameters => parameters.WireLayout.Name(),
    };

    /// <summary>QEMU's capability of the name.</summary>
    public static RunOption<bool> AutoConverge { get; } = new(
        "auto-converge", OnOff, "throttle the guest when it dirties memory too fast",
        static spec => spec.AutoConverge, static (spec, value) => spec with { AutoConverge = value }, Flag)
    {
        Kind = OnOff,
        Axis = new(static profile => profile.AutoConverge, static (profile, values) => profile with { AutoConverge = values }),
        Column = "auto_converge",
    };

    /// <summary>QEMU's capability of the name; not together with <see cref="AutoConverge"/>.</summary>
    public static RunOption<bool> DirtyLimit { get; } = new(
        "dirty-limit", OnOff, "give the guest's processor a quota of dirty pages when it dirties memory too fast; not with --auto-converge",
        static spec => spec.DirtyLimit, static (spec, value) => spec with { DirtyLimit = value }, Flag)
    {
        Kind = OnOff,
        Axis = new(static profile => profile.DirtyLimit, static (profile, values) => profile with { DirtyLimit = values }),
        Column = "dirty_limit",
    };

    /// <summary>The quota, MiB/s.</summary>
    public static RunOption<int> VcpuDirtyLimit { get; } = new(
        "vcpu-dirty-limit", "N", "MiB/s that the guest's processor may dirty under --dirty-limit",
        static spec => spec.VcpuDirtyLimit, static (spec, value) => spec with { VcpuDirtyLimit = value }, Whole<int>)
    {
        Alone = static profile => profile.VcpuDirtyLimit,
        Column = Convergence,
        Range = (1, 1_000_000),
        Unit = "MiB/s",
    };

    /// <summary>How often the processor's rate is looked at, ms.</summary>
    public static RunOption<int> XVcpuDirtyLimitPeriod { get; } = new(
        "x-vcpu-dirty-limit-period", "N", "milliseconds between two looks at the processor's rate under --dirty-limit",
        static spec => spec.XVcpuDirtyLimitPeriodMs, static (spec, value) => spec with { XVcpuDirtyLimitPeriodMs = value },
        static text => WholeTime(text, Units.NsPerMs))
    {
        Kind = Time,
        Key = "x_vcpu_dirty_limit_period_ms",
        Alone = static profile => profile.XVcpuDirtyLimitPeriodMs,
        Column = Convergence,
        Range = (1, 1000),
        Unit = "ms",
    };

    /// <summary>Entries of KVM's dirty ring.</summary>
    public static RunOption<int> DirtyRingSize { get; } = new(
        "dirty-ring-size", "N", "pages in the dirty ring of the guest's processor, which sleeps when it is full under --dirty-limit",
        static spec => spec.DirtyRingSize, static (spec, value) => spec with { DirtyRingSize = value }, Whole<int>)
    {
        Alone = static profile => profile.DirtyRingSize,
        Column = Convergence,
        Range = (DirtyLimitSettings.SmallestRing, DirtyLimitSettings.LargestRing),
    };

    /// <summary>When the guest dirties too fast, percent of the bytes that were sent.</summary>
    public static RunOption<int> ThrottleTriggerThreshold { get; } = new(
        "throttle-trigger-threshold", "N", "percent of the bytes sent that may get dirty before the guest is slowed",
        static spec => spec.ThrottleTriggerThreshold, static (spec, value) => spec with { ThrottleTriggerThreshold = value }, Whole<int>)
    {
        Alone = static profile => profile.ThrottleTriggerThreshold,
        Column = Convergence,
        Range = (1, 100),
        Unit = "%",
    };

    /// <summary>The first step of throttling, percent.</summary>
    public static RunOption<int> CpuThrottleInitial { get; } = new(
        "cpu-throttle-initial", "N", "percent of its time that a throttled guest sleeps at first",
        static spec => spec.CpuThrottleInitial, static (spec, value) => spec with { CpuThrottleInitial = value }, Whole<int>)
    {
        Alone = static profile => profile.CpuThrottleInitial,
        Column = Convergence,
        Range = (1, 99),
        Unit = "%",
    };

    /// <summary>Further steps of throttling, percentage points.</summary>
    public static RunOption<int> CpuThrottleIncrement { get; } = new(
        "cpu-throttle-increment", "N", "percentage points that each further step adds",
        static spec => spec.CpuThrottleIncrement, static (spec, value) => spec with { CpuThrottleIncrement = value }, Whole<int>)
    {
        Alone = static profile => profile.CpuThrottleIncrement,
        Column = Convergence,
        Range = (1, 99),
        Unit = "%",
    };

    /// <summary>The most throttling, percent.</summary>
    public static RunOption<int> MaxCpuThrottle { get; } = new(
        "max-cpu-throttle", "N", "percent at which throttling stops growing",
        static spec => spec.MaxCpuThrottle, static (spec, value) => spec with { MaxCpuThrottle = value }, Whole<int>)
    {
        Alone = static profile => profile.MaxCpuThrottle,
        Column = Convergence,
        Range = (1, 99),
        Unit = "%",
    };

    /// <summary>Smaller steps where they suffice.</summary>
    public static RunOption<bool> CpuThrottleTailslow { get; } = new(
        "cpu-throttle-tailslow", OnOff, "make the last steps of throttling smaller where that suffices",
        static spec => spec.CpuThrottleTailslow, static (spec, value) => spec with { CpuThrottleTailslow = value }, Flag)
    {
        Kind = OnOff,
        Alone = static profile => profile.CpuThrottleTailslow,
        Column = Convergence,
    };

    /// <summary>What the last round may count on, in place of what was measured.</summary>
    public static RunOption<string> AvailSwitchoverBandwidth { get; } = new(
        "avail-switchover-bandwidth", "RATE",
        "bandwidth that the last round may count on, written like --max-bandwidth; 0 is the measured one",
        static spec => spec.AvailSwitchoverBandwidth, static (spec, value) => spec with { AvailSwitchoverBandwidth = value }, Text)
    {
        Alone = static profile => profile.AvailSwitchoverBandwidth,
        Column = Convergence,
    };

    /// <summary>Whose rules of convergence.</summary>
    public static RunOption<string> QemuRules { get; } = new(
        "qemu-rules", string.Join('|', QemuRulesNames.Names), "the QEMU release, or the first one since, whose rules decide convergence",
        static spec => spec.QemuRules, static (spec, value) => spec with { QemuRules = value }, Text)
    {
        Alone = static profile => profile.QemuRules,
        Column = Convergence,
    };

    /// <summary>What the management layer does meanwhile.</summary>
    public static RunOption<string> Policy { get; } = new(
        "policy", "NAME|FILE", "what the management layer does while the migration runs; docs/policies.md describes them",
        static spec => spec.Policy, static (spec, value) => spec with { Policy = value }, Text)
    {
        Axis = new(static profile => profile.Policy, static (profile, values) => profile with { Policy = values }),
        Column = "policy",
        Names = PolicyCatalog.Names,
    };

    /// <summary>Seed of the guest.</summary>
    public static RunOption<long> Seed { get; } = new(
        "seed", "N", "seed of the guest's contents and behaviour",
        static spec => spec.Seed, static (spec, value) => spec with { Seed = value }, Whole<long>)
    {
        Alone = static profile => profile.Seed,
        Column = "seed",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<RunOption> All { get; } =
    [
        Workload, Memory, Channels, ZeroPages, DowntimeLimit, MaxBandwidth, AvailSwitchoverBandwidth, AutoConverge,
        ThrottleTriggerThreshold, CpuThrottleInitial, CpuThrottleIncrement, MaxCpuThrottle, CpuThrottleTailslow, DirtyLimit,
        VcpuDirtyLimit, XVcpuDirtyLimitPeriod, DirtyRingSize, Policy, QemuRules, Timeout, Transport, Tls, TlsCreds, TlsHostname,
        ZeroCopySend, WireLayout, Seed,
    ];

    /// <summary>All of them, in the order in which a profile multiplies them: the last one changes fastest.</summary>
    internal static IReadOnlyList<RunOption> Multiplied { get; } =
    [
        Workload, Memory, Timeout, Seed, AvailSwitchoverBandwidth, ThrottleTriggerThreshold, CpuThrottleInitial, CpuThrottleIncrement,
        MaxCpuThrottle, CpuThrottleTailslow, VcpuDirtyLimit, XVcpuDirtyLimitPeriod, DirtyRingSize, QemuRules, Transport, TlsCreds,
        TlsHostname, Tls, ZeroCopySend, WireLayout, ZeroPages, MaxBandwidth, DowntimeLimit, Policy, AutoConverge, DirtyLimit, Channels,
    ];

    /// <summary>The parameters of a run that are not at their defaults, of those that share a column, as that column has them.</summary>
    internal static string ConvergenceText(RunSpec spec) => string.Join(' ', All
        .Where(option => option.Column == Convergence && option.TextOf(spec) != option.DefaultText)
        .Select(option => $"{option.Name}={option.TextOf(spec)}"));

    /// <summary>Those on which two hosts must agree, in the order in which they exchange them.</summary>
    public static IReadOnlyList<RunOption> Agreed { get; } = [Channels, WireLayout, ZeroPages];

    private static (bool, string) Text(string? text) => (text is not null, text ?? "");

    private static (bool, string?) TextOrNone(string? text) => (text is not null, text);

    private static (bool, T) Whole<T>(string? text)
        where T : struct, IBinaryInteger<T> =>
        (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number), number);

    private static (bool, bool) Flag(string? text) => text switch
    {
        "on" or "true" => (true, true),
        "off" or "false" => (true, false),
        _ => (false, false),
    };

    /// <summary>A whole number of the option's unit, or a time that is one.</summary>
    private static (bool, int) WholeTime(string? text, long unitNs) =>
        (Units.TryParseWholeTime(text, unitNs, out int count), count);
}
