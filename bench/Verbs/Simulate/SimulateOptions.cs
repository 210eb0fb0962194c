using System.CommandLine;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>The options of <c>simulate</c>: those of <c>migrate</c>, the model's files, and what to do with them.</summary>
internal sealed class SimulateOptions
{
    private const string DefaultHost = "spr-v4";
    private const double MinGbps = 0.01;
    private const double MaxGbps = 1000;

    private readonly MethodCatalog _methods;
    private readonly MigrateOptions _migration;
    private readonly Option<string?> _host = new("--host")
    {
        HelpName = "NAME|FILE",
        Description = $"host model: {string.Join(", ", ModelFolder.BesideProgram.Hosts)}, or a YAML file [default: {DefaultHost}]",
    };
    private readonly Option<string?> _scenario = new(
        "--scenario")
    {
        HelpName = "NAME|FILE",
        Description =
            $"guest model: {string.Join(", ", ModelFolder.BesideProgram.Scenarios)}, or a YAML file [default: the one of --workload]"
    };
    private readonly Option<string[]> _sweep = new("--sweep")
    {
        HelpName = "KEY=A,B,C",
        Description = "vary an option of a migration or a parameter of host or scenario; several make a grid",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _destination = new("--destination")
    {
        HelpName = "HOST:PORT",
        Description = "with --validate: predict and run migrations to a waiting 'bench destination --keep'",
    };
    private readonly Option<double?> _linkGbps = new("--link-gbps")
    {
        HelpName = "G",
        Description = "with --destination: rate of the link between the hosts, Gbit/s; the round trip is measured",
    };

    private readonly Option<string?> _filter =
        new("--filter") { HelpName = "GLOB", Description = "with --validate: only runs whose label matches, for example 'idle/z*/2ch*'" };
    private readonly Option<int?> _repetitions =
        new("--repetitions") { HelpName = "N", Description = "with --validate: measured runs per combination [default: 5, over a link 3]" };

    /// <summary>Adds all options to a command.</summary>
    public SimulateOptions(Command command, MethodCatalog methods)
    {
        _methods = methods;
        _migration = new MigrateOptions(command, methods, new RunSpec { Memory = "64GiB", Transport = "tcp" });
        Option[] own = [_host, _scenario, _sweep, Reproduce, Fit, Measure, Validate, _destination, _linkGbps, _filter, _repetitions, Out];
        foreach (Option option in own) command.Add(option);
        Evacuation = new EvacuationOptions(command);
    }

    /// <summary>The options of an evacuation.</summary>
    public EvacuationOptions Evacuation { get; }

    /// <summary><c>--reproduce</c>.</summary>
    public Option<string?> Reproduce { get; } = new("--reproduce")
    {
        HelpName = "seed|all|TABLE",
        Description = "simulate published tables: published, simulated and error of every row",
    };

    /// <summary><c>--fit</c>.</summary>
    public Option<string?> Fit { get; } = new(
        "--fit")
    {
        HelpName = "all|HOST",
        Description =
            "fit the parameters of kind 'fitted' to a host's tables and write them, with what remains, into src/Simulation/Models"
    };

    /// <summary><c>--measure</c>.</summary>
    public Option<string?> Measure { get; } = new("--measure")
    {
        HelpName = "DIR",
        Description = "measure this host and the guests idle and redis-ycsb-b of 256 MiB; write host and scenario files there",
    };

    /// <summary><c>--validate</c>.</summary>
    public Option<bool> Validate { get; } = new("--validate")
    {
        Description = "measure this host, predict 24 migrations on it, run them, and print predicted, measured and error",
    };

    /// <summary><c>--out</c>.</summary>
    public Option<string?> Out { get; } =
        new("--out") { HelpName = "DIR", Description = "results folder [default: results/<time>-<host>-simulate]" };

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json => _migration.Json;

    /// <summary>What the user wrote about migration, host and guest.</summary>
    /// <exception cref="UsageException">An option or a file is wrong.</exception>
    public SimulationRequest Read(ParseResult parsed)
    {
        List<string> problems = [];
        RunSpec spec = _migration.Read(parsed);
        problems.AddRange(_methods.ValueProblems(spec.Method));
        CheckOptionsOfMethods(spec.Method, ReadAxes(parsed), problems);
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
        ModelFolder models = ModelFolder.BesideProgram;
        string scenario = parsed.GetValue(_scenario) is { } given ? models.FindScenario(given) : OfWorkload(models, spec.Workload);
        ParameterFile host = ParameterFile.Read(models.FindHost(parsed.GetValue(_host) ?? DefaultHost));
        return new SimulationRequest(spec, host, ParameterFile.Read(scenario)) { Catalog = _methods };
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
                   from accelerator in Swept(AcceleratorNames.Option, method.Accel)
                   select _methods.EffectProblem(option, name, accelerator),
            ];
            if (!answers.Contains(null)) problems.Add(answers[0]!);
        }
    }

    /// <summary>The axes of the sweep; none without <c>--sweep</c>.</summary>
    /// <exception cref="UsageException">One is not KEY=A,B,C.</exception>
    public IReadOnlyList<SweepAxis> ReadAxes(ParseResult parsed) => [.. (parsed.GetValue(_sweep) ?? []).Select(SweepAxis.Parse)];

    /// <summary>The runs to validate, as narrowed by the user.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="profile">All of them.</param>
    public MatrixProfile Narrow(ParseResult parsed, MatrixProfile profile) => profile with
    {
        Filter = parsed.GetValue(_filter) ?? profile.Filter,
        Repetitions = parsed.GetValue(_repetitions) ?? profile.Repetitions,
    };

    /// <summary>Where to validate over a link, and its rate in Gbit/s; null when neither was given.</summary>
    /// <exception cref="UsageException">One is there without the other or without <c>--validate</c>, or the rate is out of
    /// range.</exception>
    public (string Destination, double Gbps)? ReadLink(ParseResult parsed)
    {
        (string? destination, double? gbps) = (parsed.GetValue(_destination), parsed.GetValue(_linkGbps));
        Option? alone = parsed.GetValue(Validate) ? null : Array.Find((Option[])[_destination, _linkGbps, _filter, _repetitions],
            option => parsed.GetResult(option) is { Implicit: false });
        if (alone is not null)
            throw new UsageException(
                $"{alone.Name} is an option of {Validate.Name}: add that, or use 'bench matrix', which runs without a prediction.");
        if (destination is null && gbps is null) return null;
        if (destination is null)
            throw new UsageException($"{_linkGbps.Name} is the rate of the link to a destination: add {_destination.Name} HOST:PORT.");
        if (gbps is not { } rate)
            throw new UsageException($"{_destination.Name} needs {_linkGbps.Name} G: a prediction has to know the link's rate.");
        return rate is >= MinGbps and <= MaxGbps
            ? (destination, rate)
            : throw new UsageException(Invariant.Text($"{_linkGbps.Name} {rate} is out of range: use {MinGbps} to {MaxGbps} Gbit/s."));
    }

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
