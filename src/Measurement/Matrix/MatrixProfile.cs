using MultifdBench.Management;
using MultifdBench.Methods;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// What a matrix runs: lists that are multiplied with each other, and how often. The property names are the keys of a profile's YAML, in
/// snake case; units are in the names. Nothing in it is checked before <see cref="MatrixPlan.Create"/>.
/// </summary>
public sealed record MatrixProfile
{
    /// <summary>Name, part of the results folder's name.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>One sentence for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Guest memory, for example <c>256MiB</c>; an image brings its own size. In YAML one size need not be a list.</summary>
    public IReadOnlyList<string> Memory { get; init; } = ["256MiB"];

    /// <summary>Workloads, as <c>--workload</c> takes them.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>Methods with their options.</summary>
    public IReadOnlyList<MethodChoice> Methods { get; init; } = [];

    /// <summary><c>multifd-channels</c>.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [2];

    /// <summary><c>zero-page-detection</c>.</summary>
    public IReadOnlyList<string> ZeroPageDetection { get; init; } = ["multifd"];

    /// <summary><c>memory</c> or <c>tcp</c>.</summary>
    public IReadOnlyList<string> Transport { get; init; } = ["memory"];

    /// <summary>
    /// <c>HOST:PORT</c> of a <c>bench destination --keep</c> that takes every run, over TCP whatever <see cref="Transport"/> says; empty
    /// for this process.
    /// </summary>
    public string Destination { get; init; } = "";

    /// <summary>Whether every connection is encrypted.</summary>
    public IReadOnlyList<bool> Tls { get; init; } = [false];

    /// <summary>Folder of certificates of encrypted runs; empty for certificates made for each run.</summary>
    public string TlsCreds { get; init; } = "";

    /// <summary>The name in the destination's certificate; empty for the host that is connected to.</summary>
    public string TlsHostname { get; init; } = "";

    /// <summary>Whether the kernel takes pages from guest memory when they leave; method none over tcp, not encrypted.</summary>
    public IReadOnlyList<bool> ZeroCopySend { get; init; } = [false];

    /// <summary><c>qemu-7.2</c> or <c>qemu-9.0</c>.</summary>
    public IReadOnlyList<string> WireLayout { get; init; } = ["qemu-9.0"];

    /// <summary><c>max-bandwidth</c> with QEMU's suffixes; <c>0</c> is unlimited.</summary>
    public IReadOnlyList<string> MaxBandwidth { get; init; } = ["0"];

    /// <summary><c>downtime-limit</c>, milliseconds.</summary>
    public IReadOnlyList<int> DowntimeLimitMs { get; init; } = [300];

    /// <summary>Whether auto-converge is on.</summary>
    public IReadOnlyList<bool> AutoConverge { get; init; } = [false];

    /// <summary>Whether dirty-limit is on; not where auto-converge is.</summary>
    public IReadOnlyList<bool> DirtyLimit { get; init; } = [false];

    /// <summary>Management policies, each a name or the path of a YAML file.</summary>
    public IReadOnlyList<string> Policy { get; init; } = [PolicyCatalog.Default];

    /// <summary>Further blocks of combinations: this profile with other lists. A combination of several blocks is run as one.</summary>
    public IReadOnlyList<MatrixBlock> Also { get; init; } = [];

    /// <summary>Seconds after which a migration has failed.</summary>
    public int TimeoutS { get; init; } = 120;

    /// <summary><c>throttle-trigger-threshold</c> of auto-converge, percent.</summary>
    public int ThrottleTriggerThreshold { get; init; } = 50;

    /// <summary><c>cpu-throttle-initial</c> of auto-converge, percent.</summary>
    public int CpuThrottleInitial { get; init; } = 20;

    /// <summary><c>cpu-throttle-increment</c> of auto-converge, percentage points.</summary>
    public int CpuThrottleIncrement { get; init; } = 10;

    /// <summary><c>max-cpu-throttle</c> of auto-converge, percent.</summary>
    public int MaxCpuThrottle { get; init; } = 99;

    /// <summary><c>cpu-throttle-tailslow</c> of auto-converge.</summary>
    public bool CpuThrottleTailslow { get; init; }

    /// <summary><c>vcpu-dirty-limit</c> of dirty-limit, MiB/s.</summary>
    public int VcpuDirtyLimit { get; init; } = 1;

    /// <summary><c>x-vcpu-dirty-limit-period</c> of dirty-limit, milliseconds.</summary>
    public int XVcpuDirtyLimitPeriodMs { get; init; } = 1000;

    /// <summary><c>dirty-ring-size</c>: pages in the dirty ring of the guest's processor under dirty-limit, a power of two.</summary>
    public int DirtyRingSize { get; init; } = 4096;

    /// <summary><c>avail-switchover-bandwidth</c>, written like <c>max_bandwidth</c>; <c>0</c> is the measured bandwidth.</summary>
    public string AvailSwitchoverBandwidth { get; init; } = "0";

    /// <summary>
    /// The QEMU release whose rules decide convergence: <c>qemu-7.2</c>, <c>qemu-8.2</c>, <c>qemu-9.2</c>, <c>qemu-10.1</c>.
    /// </summary>
    public string QemuRules { get; init; } = "qemu-10.1";

    /// <summary>Measured runs of each combination.</summary>
    public int Repetitions { get; init; } = 5;

    /// <summary>
    /// Go on with a combination until the 95 % interval of its median total time is at most this wide to either side, for example
    /// <c>2%</c>; empty for exactly <see cref="Repetitions"/>.
    /// </summary>
    public string UntilCi { get; init; } = "";

    /// <summary>
    /// Go on with a combination until its completed migrations add up to this many seconds; 0 for exactly <see cref="Repetitions"/>. So
    /// many short runs are made for one long one, and all combinations are known about as well.
    /// </summary>
    public double MinTimeS { get; init; }

    /// <summary>
    /// The most runs of a combination with <see cref="UntilCi"/> or <see cref="MinTimeS"/>; without them this has no effect.
    /// </summary>
    public int MaxRepetitions { get; init; } = 100;

    /// <summary>Discarded runs of each workload and method before measurement begins.</summary>
    public int WarmUp { get; init; } = 1;

    /// <summary>Whether a combination whose accelerator is not here gets a simulated row beside its measured ones.</summary>
    public bool Simulated { get; init; } = true;

    /// <summary>Memory of the guests of simulated rows, such as <c>64GiB</c>; empty for that of the measured ones.</summary>
    public string SimulatedMemory { get; init; } = "64GiB";

    /// <summary>Rate of the link of simulated rows, decimal Gbit/s.</summary>
    public double SimulatedLinkGbps { get; init; } = 25;

    /// <summary>
    /// Links over which the matrix decides which method wins for guests of <see cref="SimulatedMemory"/>, decimal Gbit/s; empty for none.
    /// It measures a model of this machine for that, about a minute on two cores.
    /// </summary>
    public IReadOnlyList<double> AnswerLinkGbps { get; init; } = [];

    /// <summary>Seed of the workloads and of the order of runs.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Only combinations whose label matches this pattern (<c>*</c> and <c>?</c>); empty for all.</summary>
    public string Filter { get; init; } = "";

    /// <summary><c>K/N</c>: only every N-th combination, starting with the K-th; empty for all.</summary>
    public string Shard { get; init; } = "";
}
