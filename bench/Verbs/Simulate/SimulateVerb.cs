using System.CommandLine;
using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Host;
using MultifdBench.Results;
using MultifdBench.Simulation.Fitting;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>bench simulate</c>: migrations in virtual time.</summary>
internal sealed class SimulateVerb : IVerb
{
    private const string Description =
        """
        Migrates in virtual time, on a model of hosts, accelerators and guests: what this machine cannot run, at which error docs/model.md says. The rows are
        marked simulated; the parameters, each with its source, are the YAML files of --host and --scenario.

        Examples:
          bench simulate --reproduce seed
          bench simulate --host spr-v4 --scenario silesia-64g --multifd-compression qpl --multifd-channels 8
          bench simulate --scenario seed-redis --multifd-compression zlib --multifd-compression-accel qpl --sweep iaa.devices=1,2,4,8 --sweep multifd-channels=2,4,8
          bench simulate --fit all
        """;

    private const string SweepFile = "sweep.csv";

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("simulate", Description);
        SimulateOptions options = new(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(options, parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(SimulateOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        if (parsed.GetValue(options.Fit) is { } fit) return Fit(fit, session, cancellation);
        return parsed.GetValue(options.Reproduce) is { } tables
            ? Reproduce(tables, options, parsed, session, cancellation)
            : Simulate(options, parsed, session, cancellation);
    }

    private static int Simulate(SimulateOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        SimulationRequest request = options.Read(parsed);
        IReadOnlyList<SweepAxis> axes = options.ReadAxes(parsed);
        IReadOnlyList<SimulatedRun> runs = SimulatedRun.All(request, axes, session.Time.GetUtcNow(), cancellation);
        bool isSweep = axes.Count > 0;
        Save(request, runs, parsed.GetValue(options.Out), isSweep, session);
        if (parsed.GetValue(options.Json)) session.Output.WriteLine(isSweep ? JsonText.Of(runs.Select(run => run.Row)) : JsonText.Of(runs[0].Row));
        else if (isSweep) SimulateText.WriteTable(runs, session.Output);
        else session.Output.WriteLine(SimulateText.Describe(runs[0]));
        return isSweep || runs[0].Row.Outcome == RunOutcome.Completed ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static void Save(SimulationRequest request, IReadOnlyList<SimulatedRun> runs, string? folder, bool isSweep, ConsoleSession session)
    {
        HostFacts host = HostFacts.Read(session.CommandLine);
        using ResultSetWriter results = folder is not null
            ? ResultSetWriter.CreateAt(folder)
            : ResultSetWriter.Create(session.Folders.Results, host.HostName, "simulate", session.Time.GetUtcNow());
        results.WriteHost(JsonText.Of(host));
        results.WriteProfile(request.Host.ToYaml() + request.Scenario.ToYaml());
        foreach (SimulatedRun run in runs.DistinctBy(run => run.Row.RunId)) results.Append(run.Row, run.Rounds);
        results.WriteSummary();
        if (isSweep) Storage.Replace(Path.Combine(results.Folder, SweepFile), Encoding.UTF8.GetBytes(SimulateText.Csv(runs)));
        session.Note($"Results: {RepositoryFolders.Display(results.Folder)}");
    }

    private static int Reproduce(string tables, SimulateOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        Reproducer reproducer = new(ModelFolder.BesideProgram, ReferenceFolder(session));
        IReadOnlyList<ReproducedRow> rows = reproducer.Run(PublishedTables.Select(tables), options.Seed(parsed), cancellation);
        if (parsed.GetValue(options.Json)) session.Output.WriteLine(JsonText.Of(rows));
        else ReproductionText.Write(rows, session.Output);
        return ExitCodes.Done;
    }

    private static int Fit(string hosts, ConsoleSession session, CancellationToken cancellation)
    {
        // The files in the repository, not the copies beside the program: a fit is to be looked at and committed.
        ModelFolder models = new(Path.Combine(session.Folders.Root, "src", "Simulation", "Models"));
        Fitter fitter = new(new Reproducer(models, ReferenceFolder(session)), models);
        foreach (FitGroup group in FitGroup.Select(hosts))
        {
            ErrorSummary errors = fitter.Fit(group, loss => session.Note(FormattableString.Invariant($"{group.Host}: loss {loss:0.00000}")), cancellation);
            session.Output.WriteLine($"{group.Host}: {ReproductionText.Describe(errors)}");
        }

        session.Note("Build again to use the new values.");
        return ExitCodes.Done;
    }

    private static string ReferenceFolder(ConsoleSession session) => Path.Combine(session.Folders.Results, "reference");
}
