using System.Numerics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Management;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.Tls;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Planning;

/// <summary>
/// Turns what the user wrote into a run that can start, or into everything that is wrong with it, before anything runs. The one place
/// where option values are parsed, for single runs and matrices alike.
/// </summary>
/// <param name="catalog">All methods.</param>
public sealed class RunPlanner(MethodCatalog catalog)
{
    private static readonly RunSpec Defaults = new();

    /// <summary>Columns whose values every label has.</summary>
    private static readonly string[] InShortLabel = [IntegerOption.LevelColumn, "huffman", CodecOptions.Dictionary.Column!];

    /// <summary>Checks a run.</summary>
    /// <param name="spec">What the user wrote.</param>
    /// <param name="problems">Everything that is wrong, one line each, is added here.</param>
    /// <returns>The run, or null when there are problems.</returns>
    public PlannedRun? Plan(RunSpec spec, ICollection<string> problems)
    {
        int before = problems.Count;
        MethodRequest method = catalog.Read(spec.Method, problems);
        List<string> notes = [];
        PolicyDefinition? policy = Parse(spec.Policy, PolicyCatalog.Get, problems);
        MigrationParameters parameters = ParseParameters(spec, policy, problems, notes);
        if (spec.ZeroCopySend) ForbidZeroCopy(spec, problems);
        long memoryBytes = ParseMemory(spec.Memory, problems);
        if (!Transports.Names.Contains(spec.Transport))
            problems.Add($"--transport {spec.Transport} is unknown: use {string.Join(" or ", Transports.Names)}.");
        if (problems.Count != before) return null;
        Availability availability = catalog.Probe(method);
        MethodFacts facts =
            availability.IsAvailable ? catalog.Create(method).Facts : catalog.Get(method.Method).FactsAskedFor(method);
        Combination combination = Identify(spec, facts, parameters, memoryBytes) with
        {
            // A policy that does nothing is none: what was measured before there were policies goes on with the same history.
            Policy = policy is { IsIdle: false } ? policy.Name : "",
            AutoConverge = spec.AutoConverge || policy is { MayAutoConverge: true },
        };
        GuestKey guest = new(spec.Workload, memoryBytes, spec.Seed);
        return new PlannedRun(Label(combination), combination, guest, method, parameters, availability, notes)
        {
            Catalog = catalog,
            Tls = spec.Tls ? new TlsChoice(spec.TlsCreds, spec.TlsHostname) : null,
        };
    }

    /// <summary>
    /// A combination's short name: workload, method with level and accelerator, channels, and what most often is not the default.
    /// </summary>
    public static string Label(Combination combination) => Label(combination, "");

    /// <summary>
    /// A run's name with all that is not the default, for a matrix in which the short one names several: the options of its method, the
    /// guest's memory and the downtime limit.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="withMemory">Whether guests of several sizes are in the matrix.</param>
    internal static string FullLabel(PlannedRun run, bool withMemory)
    {
        IEnumerable<string> told =
            from option in run.Definition.OptionsOn(run.Method.Accelerator)
            let value = run.Method.Options.TextOf(option)
            where value != run.Definition.DefaultsOf(run.Method.Options).TextOf(option) && !InShortLabel.Contains(option.Column)
            select $"-{value}{option.LabelSuffix}";
        string memory = withMemory ? Units.ExactSize(run.Guest.MemoryBytes) : "";
        bool isDefault = run.Combination.DowntimeLimitMs == Defaults.DowntimeLimitMs;
        string downtime = isDefault ? "" : Invariant.Text($"{run.Combination.DowntimeLimitMs}ms");
        return Label(run.Combination, string.Concat(told), memory, downtime);
    }

    private static string Label(Combination combination, string methodSuffix, params ReadOnlySpan<string> last)
    {
        string method = combination.Method + (combination.Level is { } level ? Invariant.Text($"-{level}") : "");
        if (combination.Accel is not ("none" or "")) method += $"+{combination.Accel}";
        if (combination.Huffman.Length > 0) method += $"-{combination.Huffman}";
        if (combination.DictionaryKib is { } dictionary) method += Invariant.Text($"-dict{dictionary}KiB");
        method += methodSuffix;
        List<string> parts = [combination.Workload, method, Invariant.Text($"{combination.Channels}ch")];
        if (combination.ZeroPageDetection != ZeroPageDetection.Multifd.Name()) parts.Add($"zero-{combination.ZeroPageDetection}");
        if (combination.Transport != Defaults.Transport) parts.Add(combination.Transport);
        if (combination.Tls) parts.Add("tls");
        if (combination.ZeroCopySend) parts.Add(RunOptions.ZeroCopySend.Name);
        if (combination.WireLayout != Defaults.WireLayout) parts.Add(combination.WireLayout);
        if (combination.MaxBandwidthMbps is { } limit) parts.Add(Invariant.Text($"{limit}mbps"));
        if (combination.Policy.Length > 0) parts.Add(combination.Policy);
        if (combination.AutoConverge) parts.Add(RunOptions.AutoConverge.Name);
        if (combination.DirtyLimit) parts.Add(RunOptions.DirtyLimit.Name);
        if (combination.Convergence.Length > 0) parts.Add(combination.Convergence.Replace(' ', ','));
        foreach (string part in last)
        {
            if (part.Length > 0) parts.Add(part);
        }

        return string.Join('/', parts);
    }

    /// <summary>QEMU's restrictions [QEMU options.c: migrate_caps_check].</summary>
    private void ForbidZeroCopy(RunSpec spec, ICollection<string> problems)
    {
        if (catalog.Find(spec.Method.Method) is { SendsGuestPages: false } method)
        {
            string instead = string.Join(" or ", catalog.All.Where(other => other.SendsGuestPages).Select(other => other.Name));
            problems.Add($"--zero-copy-send is for pages as they are, and {method.Name} compresses them: "
                + $"use --{MethodCatalog.Option} {instead}.");
        }

        if (spec.Tls) problems.Add("--zero-copy-send is not for encrypted connections, as in QEMU: leave out --tls and --tls-creds.");
        if (spec.Transport != Transports.Tcp) problems.Add($"--zero-copy-send needs a socket: use --transport {Transports.Tcp}.");
    }

    private static MigrationParameters ParseParameters(
        RunSpec spec, PolicyDefinition? policy, ICollection<string> problems, List<string> notes)
    {
        WireLayout layout = Parse(spec.WireLayout, WireLayouts.Parse, problems);
        ZeroPageDetection zeroPages = ParseZeroPageDetection(spec, layout, problems, notes);
        foreach (string problem in RunOptions.All.Select(option => option.ProblemOf(spec)).OfType<string>()) problems.Add(problem);
        if (!Units.TryParseBandwidth(spec.MaxBandwidth, out long bandwidth))
            problems.Add($"--max-bandwidth {spec.MaxBandwidth} is no bandwidth: {QuantityHints.Bandwidth(spec.MaxBandwidth)}");
        if (!Units.TryParseBandwidth(spec.AvailSwitchoverBandwidth, out long switchover))
        {
            problems.Add(
                $"--avail-switchover-bandwidth {spec.AvailSwitchoverBandwidth} is no bandwidth: "
                + QuantityHints.Bandwidth(spec.AvailSwitchoverBandwidth));
        }

        if (spec.CpuThrottleInitial > spec.MaxCpuThrottle)
        {
            problems.Add(Invariant.Text($"--cpu-throttle-initial {spec.CpuThrottleInitial} is above --max-cpu-throttle ")
                + Invariant.Text($"{spec.MaxCpuThrottle}: lower the first or raise the second."));
        }

        if (spec is { DirtyLimit: true, AutoConverge: true })
            problems.Add("--dirty-limit and --auto-converge exclude each other, as in QEMU: leave one out.");
        else if (spec.DirtyLimit && policy is { MayAutoConverge: true })
        {
            problems.Add($"--dirty-limit excludes auto-converge, as in QEMU, and policy {policy.Name} switches that on: "
                + "leave the option out, or choose another policy.");
        }

        if (!BitOperations.IsPow2(spec.DirtyRingSize))
            problems.Add(Invariant.Text($"--dirty-ring-size {spec.DirtyRingSize} is no power of two: use 1024, 2048, 4096 ..."));

        return new MigrationParameters
        {
            Channels = spec.Channels,
            WireLayout = layout,
            ZeroPageDetection = zeroPages,
            ZeroCopySend = spec.ZeroCopySend,
            Precopy = new PrecopySettings
            {
                DowntimeLimitNs = spec.DowntimeLimitMs * Units.NsPerMs,
                MaxBandwidthBytesPerSecond = bandwidth,
                TimeoutNs = spec.TimeoutS * Units.NsPerSecond,
                AvailSwitchoverBandwidthBytesPerSecond = switchover,
                Rules = Parse(spec.QemuRules, QemuRulesNames.Parse, problems),
                AutoConverge = new AutoConvergeSettings
                {
                    IsOn = spec.AutoConverge,
                    TriggerThreshold = spec.ThrottleTriggerThreshold,
                    Initial = spec.CpuThrottleInitial,
                    Increment = spec.CpuThrottleIncrement,
                    Max = spec.MaxCpuThrottle,
                    Tailslow = spec.CpuThrottleTailslow,
                },
                DirtyLimit = new DirtyLimitSettings
                {
                    IsOn = spec.DirtyLimit,
                    MibPerSecond = spec.VcpuDirtyLimit,
                    PeriodNs = spec.XVcpuDirtyLimitPeriodMs * Units.NsPerMs,
                    RingSize = spec.DirtyRingSize,
                },
                Management = policy is { IsIdle: false } ? policy.Create : null,
                PostcopyRam = policy is { NeedsPostcopy: true },
                KeepsTimeline = true,
            },
        };
    }

    /// <summary>
    /// As in QEMU, a packet without room for zero pages makes <c>multifd</c> behave as <c>legacy</c>; unlike in QEMU, it is said.
    /// </summary>
    private static ZeroPageDetection ParseZeroPageDetection(RunSpec spec, WireLayout layout, ICollection<string> problems,
        List<string> notes)
    {
        if (spec.ZeroPageDetection is null) return layout == WireLayout.Qemu72 ? ZeroPageDetection.Legacy : ZeroPageDetection.Multifd;
        ZeroPageDetection asked = Parse(spec.ZeroPageDetection, ZeroPageDetections.Parse, problems);
        if (layout != WireLayout.Qemu72 || asked != ZeroPageDetection.Multifd) return asked;
        notes.Add("--zero-page-detection multifd needs --wire-layout qemu-9.0 (a packet of 7.2 has no room for zero pages): "
            + "runs as legacy, like QEMU.");
        return ZeroPageDetection.Legacy;
    }

    private static T? Parse<T>(string text, Func<string, T> parse, ICollection<string> problems)
    {
        try
        {
            return parse(text);
        }
        catch (UsageException e)
        {
            problems.Add(e.Message);
            return default;
        }
    }

    private static long ParseMemory(string text, ICollection<string> problems)
    {
        if (!Units.TryParseSize(text, out long bytes) || bytes < Page.SizeBytes)
        {
            problems.Add($"--memory {text} is no memory size: {QuantityHints.Size(text)}");
            return 0;
        }

        if (bytes % Page.SizeBytes != 0) problems.Add($"--memory {text} is not a multiple of the {Page.SizeBytes}-byte page.");
        return bytes;
    }

    private static Combination Identify(RunSpec spec, MethodFacts facts, MigrationParameters parameters, long memoryBytes)
    {
        long limit = parameters.Precopy.MaxBandwidthBytesPerSecond;
        return new Combination
        {
            Workload = spec.Workload,
            MemoryMib = memoryBytes / (double)Units.MiB,
            Method = spec.Method.Method,
            Accel = facts.Accelerator,
            Path = facts.Path,
            Huffman = facts.Huffman,
            Level = facts.Level,
            Streams = facts.Streams,
            Channels = parameters.Channels,
            ZeroPageDetection = parameters.ZeroPageDetection.Name(),
            Transport = spec.Transport,
            MaxBandwidthMbps = limit == 0 ? null : Units.MegabitsPerSecond(limit, Units.NsPerSecond),
            DowntimeLimitMs = spec.DowntimeLimitMs,
            WireLayout = parameters.WireLayout.Name(),
            Library = Combination.LibraryName(facts.Library),
            Convergence = RunOptions.ConvergenceText(spec),
            Tls = spec.Tls,
            ZeroCopySend = spec.ZeroCopySend,
            DirtyLimit = spec.DirtyLimit,
            DictionaryKib = facts.DictionaryBytes > 0 ? facts.DictionaryBytes / (double)Units.KiB : null,
        };
    }
}
