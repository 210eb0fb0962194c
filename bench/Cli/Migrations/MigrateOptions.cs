using System.CommandLine;
using System.CommandLine.Completions;
using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Cli.Migrations;

/// <summary>The options of one migration; those that QEMU has carry its names. Values are checked by <see cref="RunPlanner"/>.</summary>
internal sealed class MigrateOptions
{
    private readonly MethodCatalog _methods;
    private readonly RunArguments _ofRun;
    private readonly MethodArguments _ofMethods;
    private readonly Option<string> _method;
    private readonly Option<string> _accelerator;
    private readonly RunSpec _defaults;

    /// <summary>Adds all options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="methods">What can be run.</param>
    /// <param name="defaults">Where verbs differ: memory and transport.</param>
    /// <param name="offersTransport">False for a verb whose transport is its default's, without a choice.</param>
    public MigrateOptions(Command command, MethodCatalog methods, RunSpec defaults, bool offersTransport = true)
    {
        _methods = methods;
        _defaults = defaults;
        _method = Choice(MethodCatalog.Option, methods.All.Select(method => method.Name), defaults.Method.Method, "method");
        _accelerator = Choice(Accelerator.Option, methods.Accelerators.Select(known => known.Name), Accelerator.None.Name, "accelerator");
        _ofMethods = new MethodArguments(methods.Options, option => $"{option.Summary} [default: {methods.DefaultText(option)}]");
        RunOption[] offered = [.. RunOptions.All.Where(option => offersTransport || option != RunOptions.Transport)];
        _ofRun = new RunArguments(offered, defaults);
        // The method stands behind what says how much there is to move, codecs' options behind it, the others' before the seed.
        foreach (RunOption option in offered)
        {
            if (option == RunOptions.Seed) Add(command, _ofMethods.Others);
            command.Add(_ofRun[option]);
            if (option == RunOptions.Channels) Add(command, [_method, _accelerator, .. _ofMethods.OfCodecs]);
        }

        command.Add(Json);
        _ofRun[RunOptions.Workload].CompletionSources.Add(
            _ => WorkloadCatalog.Names.Select(name => new CompletionItem(name)));
    }

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; } =
        new("--json") { Description = "one JSON object on standard output, keys as the columns of runs.csv" };

    /// <summary>The run that the user asked for.</summary>
    /// <exception cref="UsageException">It can never work; every problem is a line of the message.</exception>
    public PlannedRun Plan(ParseResult parsed)
    {
        List<string> problems = [];
        RunSpec spec = Read(parsed);
        // Not the planner's to say: a profile's keys are judged one by one as well.
        if (spec.TlsHostname.Length > 0 && spec.TlsCreds.Length == 0)
            problems.Add($"--tls-hostname {spec.TlsHostname} has no effect without --tls-creds: certificates made for the run have a name "
                + "of their own. Leave it out.");
        PlannedRun? planned = new RunPlanner(_methods).Plan(spec, problems);
        return (problems.Count == 0 ? planned : null)
            ?? throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    /// <summary>What the user wrote; nothing of it is checked.</summary>
    public RunSpec Read(ParseResult parsed)
    {
        MethodChoice method = new() { Method = parsed.GetValue(_method)!, Accel = parsed.GetValue(_accelerator)! };
        return _ofRun.Read(parsed, _defaults with { Method = _ofMethods.AddTo(method, parsed) });
    }

    private static void Add(Command command, IEnumerable<Option> options)
    {
        foreach (Option option in options) command.Add(option);
    }

    private static Option<string> Choice(string name, IEnumerable<string> values, string value, string description)
    {
        string[] all = [.. values];
        Option<string> option =
            new($"--{name}") { HelpName = string.Join('|', all), Description = description, DefaultValueFactory = _ => value };
        option.CompletionSources.Add(all);
        return option;
    }
}
