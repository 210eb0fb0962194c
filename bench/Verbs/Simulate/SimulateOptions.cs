using System.CommandLine;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>What several jobs of <c>simulate</c> take: the options of <c>migrate</c>, the model's files, where results go.</summary>
internal sealed class SimulateOptions
{
    private const string DefaultHost = "spr-v4";

    private readonly MethodCatalog _methods;
    private readonly MigrateOptions _migration;
    private readonly Option<string?> _host = new("--host")
    {
        HelpName = "NAME|FILE",
        Description = $"host model: {string.Join(", ", ModelFolder.BesideProgram.Hosts)}, or a YAML file; with --guests several kinds, A,B "
            + $"[default: {DefaultHost}]",
    };
    private readonly Option<string?> _scenario = new(
        "--scenario")
    {
        HelpName = "NAME|FILE",
        Description =
            $"guest model: {string.Join(", ", ModelFolder.BesideProgram.Scenarios)}, or a YAML file [default: the one of --workload]"
    };

    /// <summary>Adds the options of <c>migrate</c> to a command; the others are for the verb to add, in the order of help.</summary>
    public SimulateOptions(Command command, MethodCatalog methods)
    {
        _methods = methods;
        _host.CompletionSources.Add([.. ModelFolder.BesideProgram.Hosts]);
        _scenario.CompletionSources.Add([.. ModelFolder.BesideProgram.Scenarios]);
        _migration = new MigrateOptions(command, methods, new RunSpec { Memory = "64GiB", Transport = "tcp" });
    }

    /// <summary>The model's files, in the order of help.</summary>
    public IReadOnlyList<Option> Models => [_host, _scenario];

    /// <summary><c>--sweep</c>, which is that job's, and widens what options may be given.</summary>
    public Option<string[]> Sweep { get; } = new("--sweep")
    {
        HelpName = "KEY=A,B,C",
        Description = "vary an option of a migration or a parameter of host or scenario; several make a grid",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary><c>--out</c>.</summary>
    public Option<string?> Out { get; } =
        new("--out") { HelpName = "DIR", Description = "results folder [default: results/<time>-<host>-simulate]" };

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json => _migration.Json;

    /// <summary>What the user wrote about migration, host and guest.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="axes">What a sweep varies.</param>
    /// <exception cref="UsageException">An option or a file is wrong.</exception>
    public SimulationRequest Read(ParseResult parsed, IReadOnlyList<SweepAxis> axes) => Requests(parsed, axes,
        host => [ModelFolder.BesideProgram.FindHost(host)])[0];

    /// <summary>The same on hosts of each kind that <c>--host</c> names.</summary>
    /// <exception cref="UsageException">An option or a file is wrong.</exception>
    public IReadOnlyList<SimulationRequest> ReadKinds(ParseResult parsed) => Requests(parsed, [], ModelFolder.BesideProgram.FindHosts);

    private SimulationRequest[] Requests(
        ParseResult parsed, IReadOnlyList<SweepAxis> axes, Func<string, IReadOnlyList<string>> findHosts)
    {
        List<string> problems = [];
        RunSpec spec = _migration.Read(parsed);
        problems.AddRange(_methods.ValueProblems(spec.Method));
        CheckOptionsOfMethods(spec.Method, axes, problems);
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
        ModelFolder models = ModelFolder.BesideProgram;
        string scenario = parsed.GetValue(_scenario) is { } given ? models.FindScenario(given) : OfWorkload(models, spec.Workload);
        ParameterFile guest = ParameterFile.Read(scenario);
        return
        [
            .. from path in findHosts(parsed.GetValue(_host) ?? DefaultHost)
               select new SimulationRequest(spec, ParameterFile.Read(path), guest) { Catalog = _methods, KeepsTimeline = true },
        ];
    }

    /// <summary>
    /// An option that only some methods have must have an effect on one of those that are simulated; on the others of a sweep it has none.
    /// </summary>
    private void CheckOptionsOfMethods(MethodChoice method, IReadOnlyList<SweepAxis> axes, List<string> problems)
    {
        IReadOnlyList<string> Swept(string key, string alone) => axes.FirstOrDefault(axis => axis.Key == key)?.Values ?? [alone];
        IEnumerable<string> swept = axes.Select(axis => axis.Key).Where(key => _methods.FindOption(key) is not null);
        foreach (string option in method.Options.Keys.Concat(swept))
        {
            string?[] answers =
            [
                .. from name in Swept(MethodCatalog.Option, method.Method)
                   from accelerator in Swept(Accelerator.Option, method.Accel)
                   select _methods.EffectProblem(option, name, accelerator),
            ];
            if (!answers.Contains(null)) problems.Add(answers[0]!);
        }
    }

    /// <summary>The axes of the sweep; none without <c>--sweep</c>.</summary>
    /// <exception cref="UsageException">One is not KEY=A,B,C.</exception>
    public IReadOnlyList<SweepAxis> ReadAxes(ParseResult parsed) => [.. (parsed.GetValue(Sweep) ?? []).Select(SweepAxis.Parse)];

    /// <summary>The options of <c>migrate</c> as they were written.</summary>
    public RunSpec Spec(ParseResult parsed) => _migration.Read(parsed);

    /// <summary>The guest, if the user named one.</summary>
    public string? NamedWorkload(ParseResult parsed) =>
        RunArguments.IsGiven(parsed, $"--{RunOptions.Workload.Name}") ? Spec(parsed).Workload : null;

    /// <summary>The seed of what varies between packets.</summary>
    public long Seed(ParseResult parsed) => _migration.Read(parsed).Seed;

    private static string OfWorkload(ModelFolder models, string workload)
    {
        string? path = models.Scenarios.Select(models.FindScenario).FirstOrDefault(path => ParameterFile.Read(path).Name == workload);
        return path
            ?? throw new UsageException(
                $"--workload {workload} has no scenario among {string.Join(", ", models.Scenarios)}; give one with --scenario NAME|FILE.");
    }
}
