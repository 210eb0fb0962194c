using System.CommandLine;
using System.CommandLine.Completions;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
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
    private readonly Option<string> _accelerator =
        Text($"--{AcceleratorNames.Option}", string.Join('|', AcceleratorNames.All), "none", "accelerator");
    private readonly Option<string> _library =
        Text("--codec-library", "auto|native|managed", "auto", "the system's libz/libzstd, or .NET's and ZstdSharp");
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
    private readonly Option<string> _qplPath = Text("--qpl-path", "auto|hardware|software", "auto", "where QPL jobs run");
    private readonly Option<string> _qplHuffman = Text("--qpl-huffman", "fixed|dynamic|canned", "fixed", "Huffman tables of QPL jobs");
    private readonly Option<int?> _streams =
        new("--streams") { HelpName = "N", Description = "independent streams that a packet's 128 pages are split over: 1, 2, 4 ... 128" };
    private readonly (LevelOption Level, Option<int?> Option)[] _levels;
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
        _memory = Text("--memory", "SIZE", defaults.Memory, "guest memory; an image: brings its own size");
        _transport = Text("--transport", string.Join('|', Transports.Names), defaults.Transport,
            "how bytes get across: through memory, or TCP on the loopback interface");
        _fixedTransport = offersTransport ? null : defaults.Transport;
        _levels = [.. _methods.All.Select(method => method.Level).OfType<LevelOption>().Select(level => (level, CreateLevel(level)))];
        Option[] all =
        [
            _workload, _memory, _channels, _method, _accelerator, .. _levels.Select(level => level.Option), _library, _zeroPages,
            _downtimeLimit,
            _maxBandwidth, _timeout, .. offersTransport ? [_transport] : Array.Empty<Option>(), _wireLayout, _qplPath, _qplHuffman,
            _streams, _seed, Json,
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
        RunSpec spec = Read(parsed, problems);
        foreach (string option in GivenOfMethods(parsed))
        {
            if (MethodOptions.Problem(_methods, option, spec.Method.Method, spec.Method.Accel) is { } problem) problems.Add(problem);
        }

        PlannedRun? planned = new RunPlanner(_methods).Plan(spec, problems);
        // The planner knows only its own problems; a level out of range is found while reading.
        return planned is not null && problems.Count == 0
            ? planned
            : throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    /// <summary>Names, without dashes, of the options that the user gave and only some methods have.</summary>
    public IEnumerable<string> GivenOfMethods(ParseResult parsed) =>
        ((Option[])[.. _levels.Select(level => level.Option), _library, _qplPath, _qplHuffman, _streams])
            .Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name.TrimStart('-'));

    /// <summary>The levels that the user gave, by method.</summary>
    public IReadOnlyDictionary<string, int> Levels(ParseResult parsed) => _levels
        .Select(
            level => (Method: _methods.All.First(method => method.Level == level.Level).Name, Level: parsed.GetValue(level.Option)))
        .Where(given => given.Level is not null).ToDictionary(given => given.Method, given => given.Level!.Value);

    /// <summary>What the user wrote. Levels of all methods are checked.</summary>
    public RunSpec Read(ParseResult parsed, List<string> problems)
    {
        string method = parsed.GetValue(_method)!;
        int? level = null;
        foreach ((LevelOption definition, Option<int?> option) in _levels)
        {
            if (parsed.GetValue(option) is not { } given) continue;
            if (definition.Problem(given) is { } problem) problems.Add(problem);
            else if (_methods.All.Any(known => known.Name == method && known.Level == definition)) level = given;
        }

        return new RunSpec
        {
            Workload = parsed.GetValue(_workload)!,
            Memory = parsed.GetValue(_memory)!,
            Method = new MethodChoice
            {
                Method = method,
                Accel = parsed.GetValue(_accelerator)!,
                Level = level,
                Library = parsed.GetValue(_library)!,
                QplPath = parsed.GetValue(_qplPath)!,
                QplHuffman = parsed.GetValue(_qplHuffman)!,
                Streams = parsed.GetValue(_streams),
            },
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

    private static Option<int?> CreateLevel(LevelOption level) =>
        new($"--{level.Name}") { HelpName = $"{level.Min}-{level.Max}", Description = $"{level.Summary} [default: {level.Default}]" };
}
