using System.CommandLine;
using System.CommandLine.Completions;
using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Cli.Migrations;

/// <summary>The options of one migration; those that QEMU has carry its names. Values are checked by <see cref="RunPlanner"/>.</summary>
internal sealed class MigrateOptions
{
    private readonly MethodCatalog _methods;
    private readonly Option<string> _workload =
        Text("--workload", "NAME", "idle", "what the guest does: idle, redis-ycsb-b, stress:RATE, image:FILE ... ('bench host' lists all)");
    private readonly Option<string> _memory;
    private readonly Option<int> _channels = Number("--multifd-channels", 2, "channels, 1-255");
    private readonly Option<string> _method;
    private readonly Option<string> _accelerator;
    private readonly Option<string?> _zeroPages =
        new("--zero-page-detection")
        {
            HelpName = string.Join('|', ZeroPageDetections.Names),
            Description = "who finds zero pages [default: multifd; legacy with --wire-layout qemu-7.2]",
        };

    private readonly Option<int> _downtimeLimit =
        Number("--downtime-limit", 300, "milliseconds for which the guest may stand still at the end");
    private readonly Option<string> _maxBandwidth = Text("--max-bandwidth", "RATE", "0",
        "limit in bytes per second with QEMU's suffixes (1G, 100M; a bare number is MiB/s); 0 is none");
    private readonly Option<int> _timeout = Number("--timeout", 120, "seconds after which the migration has failed");
    private readonly Option<string> _transport;
    private readonly Option<string> _wireLayout =
        Text("--wire-layout", string.Join('|', WireLayouts.Names), "qemu-9.0", "whose packets are on the wire");
    private readonly Option<long> _seed =
        new("--seed") { HelpName = "N", Description = "seed of the guest's contents and behaviour", DefaultValueFactory = _ => 1 };
    private readonly MethodArguments _ofMethods;
    private readonly string? _fixedTransport;

    /// <summary>Adds all options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="methods">What can be run.</param>
    /// <param name="defaults">Where verbs differ: memory and transport.</param>
    /// <param name="offersTransport">False for a verb whose transport is its default's, without a choice.</param>
    public MigrateOptions(Command command, MethodCatalog methods, RunSpec defaults, bool offersTransport = true)
    {
        _methods = methods;
        _method = Text($"--{MethodCatalog.Option}", string.Join('|', methods.All.Select(method => method.Name)), "none", "method");
        _accelerator = Text($"--{Accelerator.Option}", string.Join('|', methods.Accelerators), Accelerator.None.Name, "accelerator");
        _memory = Text("--memory", "SIZE", defaults.Memory, "guest memory; an image: brings its own size");
        _transport = Text("--transport", string.Join('|', Transports.Names), defaults.Transport,
            "how bytes get across: through memory, or TCP on the loopback interface");
        _fixedTransport = offersTransport ? null : defaults.Transport;
        _ofMethods = new MethodArguments(methods.Options, option => $"{option.Summary} [default: {option.DefaultText}]");
        Option[] all =
        [
            _workload, _memory, _channels, _method, _accelerator, .. _ofMethods.OfCodecs, _zeroPages, _downtimeLimit, _maxBandwidth,
            _timeout, .. offersTransport ? [_transport] : Array.Empty<Option>(), _wireLayout, .. _ofMethods.Others, _seed, Json,
        ];
        foreach (Option option in all) command.Add(option);
        _workload.CompletionSources.Add(_ => WorkloadCatalog.All.Select(workload => new CompletionItem(workload.Name)));
    }

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; } =
        new("--json") { Description = "one JSON object on standard output, keys as the columns of runs.csv" };

    /// <summary>The run that the user asked for.</summary>
    /// <exception cref="UsageException">It can never work; every problem is a line of the message.</exception>
    public PlannedRun Plan(ParseResult parsed)
    {
        List<string> problems = [];
        return new RunPlanner(_methods).Plan(Read(parsed), problems)
            ?? throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    /// <summary>What the user wrote; nothing of it is checked.</summary>
    public RunSpec Read(ParseResult parsed)
    {
        MethodChoice method = new() { Method = parsed.GetValue(_method)!, Accel = parsed.GetValue(_accelerator)! };
        return new RunSpec
        {
            Workload = parsed.GetValue(_workload)!,
            Memory = parsed.GetValue(_memory)!,
            Method = _ofMethods.AddTo(method, parsed),
            Channels = parsed.GetValue(_channels),
            ZeroPageDetection = parsed.GetValue(_zeroPages),
            Transport = _fixedTransport ?? parsed.GetValue(_transport)!,
            WireLayout = parsed.GetValue(_wireLayout)!,
            MaxBandwidth = parsed.GetValue(_maxBandwidth)!,
            DowntimeLimitMs = parsed.GetValue(_downtimeLimit),
            TimeoutS = parsed.GetValue(_timeout),
            Seed = parsed.GetValue(_seed),
        };
    }

    /// <summary>Values that are listed with bars between them are what a shell completes.</summary>
    private static Option<string> Text(string name, string values, string defaultValue, string description)
    {
        Option<string> option = new(name) { HelpName = values, Description = description, DefaultValueFactory = _ => defaultValue };
        if (values.Contains('|', StringComparison.Ordinal)) option.CompletionSources.Add(values.Split('|'));
        return option;
    }

    private static Option<int> Number(string name, int defaultValue, string description) =>
        new(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => defaultValue };
}
