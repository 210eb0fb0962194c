using System.CommandLine;
using System.Diagnostics;
using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Host;
using MultifdBench.Measurement.Hosts;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Results;
using MultifdBench.Simulation.Fitting;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>bench simulate</c>: migrations in virtual time.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class SimulateVerb(MethodCatalog methods) : IVerb
{
    private const string Description =
        """
        Migrates in virtual time, on a model of hosts, accelerators and guests: what this machine cannot run, at which error docs/model.md
        says. The rows are marked simulated; the parameters, each with its source, are the YAML files of --host and --scenario.

        Examples:
          bench simulate --reproduce seed
          bench simulate --host spr-v4 --scenario silesia-64g --multifd-compression qpl --multifd-channels 8
          bench simulate --scenario seed-redis --multifd-compression zlib --multifd-compression-accel qpl --sweep iaa.devices=1,2,4,8
          bench simulate --scenario silesia-64g --timeout 3600 --sweep multifd-compression=none,qpl --sweep network.bandwidth_gbps=1,10,100
          bench simulate --scenario seed-redis --multifd-compression zstd --multifd-channels 8 --guests 20
          bench simulate --validate
          bench simulate --validate --destination 192.168.1.2:4444 --link-gbps 10     (a 'bench destination --keep' waits there)
          bench simulate --fit all
        """;

    private const string SweepFile = "sweep.csv";
    private const int MostGuestsWithRounds = 100;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("simulate", Description);
        SimulateOptions options = new(command, methods);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(options, parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(SimulateOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        if (parsed.GetValue(options.Fit) is { } fit) return Fit(fit, session, cancellation);
        if (parsed.GetValue(options.Reproduce) is { } tables) return Reproduce(tables, options, parsed, session, cancellation);
        if (options.ReadLink(parsed) is { } link)
            return ValidateOverLink(options.Narrow(parsed, Validation.OverLink), link, parsed.GetValue(options.Out), session, cancellation);
        if (parsed.GetValue(options.Validate))
            return Validation.Run(options.Narrow(parsed, Validation.Profile), parsed.GetValue(options.Out), link: null, methods, session,
                cancellation);
        if (parsed.GetValue(options.Measure) is { } folder)
            return Measurement.Run(folder, Validation.Profile.Channels, methods, session, cancellation);
        SimulationRequest request = options.Read(parsed);
        IReadOnlyList<SweepAxis> axes = options.ReadAxes(parsed);
        SimulationPlan plan = SimulationPlan.Create(request);
        if (options.Evacuation.Read(parsed, () => plan.Setup) is not { } evacuation)
            return Simulate(request, axes, options, parsed, session, cancellation);
        if (axes.Count > 0)
            throw new UsageException("--sweep and --guests cannot be combined: leave one out, and simulate an evacuation per value.");
        return Evacuate(request, plan, evacuation, options, parsed, session, cancellation);
    }

    private int ValidateOverLink(MatrixProfile runs, (string Destination, double Gbps) link, string? folder, ConsoleSession session,
        CancellationToken cancellation)
    {
        MatrixProfile profile = runs with { Destination = link.Destination };
        _ = MatrixPlan.Create(profile, methods); // what is asked is judged before the destination is looked for
        var explored = ValidationLink.Explore(MatrixDestination.Reach(profile)!, link.Gbps);
        return Validation.Run(profile, folder, explored, methods, session, cancellation);
    }

    private static int Simulate(
        SimulationRequest request, IReadOnlyList<SweepAxis> axes, SimulateOptions options, ParseResult parsed, ConsoleSession session,
        CancellationToken cancellation)
    {
        IReadOnlyList<SimulationPoint> points = SimulationPoint.All(request, axes);
        using ResultSetWriter results = Open(request, parsed.GetValue(options.Out), session);
        IReadOnlyList<SimulatedRun> runs = SimulatedRun.All(points, session.Time.GetUtcNow(), cancellation);
        foreach (SimulatedRun run in runs.DistinctBy(run => run.Row.RunId)) results.Append(run.Row, run.Rounds);
        Close(results, session);
        bool isWhole = runs.Count == points.Count;
        if (!isWhole) session.Note($"Interrupted: {runs.Count} of {points.Count} simulations had ended; they are in the results.");
        if (runs.Count > 0) Report(request, axes, runs, results.Folder, isWhole, parsed.GetValue(options.Json), session);
        if (!isWhole) return ExitCodes.Interrupted;
        return axes.Count > 0 || runs[0].IsCompleted ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static void Report(
        SimulationRequest request, IReadOnlyList<SweepAxis> axes, IReadOnlyList<SimulatedRun> runs, string folder, bool isWhole,
        bool isJson, ConsoleSession session)
    {
        if (axes.Count == 0)
        {
            session.Output.WriteLine(isJson ? JsonText.Of(runs[0].Row) : SimulateText.Describe(runs[0]));
            return;
        }

        Storage.Replace(Path.Combine(folder, SweepFile), Encoding.UTF8.GetBytes(SimulateText.Csv(runs)));
        if (isJson) session.Output.WriteLine(JsonText.Of(runs.Select(run => run.Row)));
        else SimulateText.WriteTable(request, axes, runs, session.Output);
        // What overtakes what is told from a whole grid only.
        if (!isWhole) return;
        SweepReport report = new(request, axes, runs);
        if (!isJson)
        {
            foreach (string sentence in report.CrossOvers()) session.Output.WriteLine(sentence);
        }

        foreach (string path in report.WriteCharts(folder)) session.Note(RepositoryFolders.Display(path));
    }

    private static int Evacuate(
        SimulationRequest request, SimulationPlan plan, EvacuationSetup setup, SimulateOptions options, ParseResult parsed,
        ConsoleSession session, CancellationToken cancellation)
    {
        Evacuation.Check(setup);
        using ResultSetWriter results = Open(request, parsed.GetValue(options.Out), session);
        long started = Stopwatch.GetTimestamp();
        DateTimeOffset startedUtc = session.Time.GetUtcNow();
        EvacuationResult result = Evacuation.Run(plan.Host, plan.Guest, setup, cancellation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        IReadOnlyList<RunRow> rows = EvacuationText.Rows(plan, setup, result, startedUtc);
        foreach ((RunRow row, SimulationResult guest) in rows.Zip(result.Guests))
        {
            // Rounds of a thousand guests are a gigabyte of rows that nobody reads.
            results.Append(row, rows.Count > MostGuestsWithRounds ? [] : guest.Figures.ToRounds(row.RunId));
        }

        Close(results, session);
        session.Output.WriteLine(parsed.GetValue(options.Json) ? JsonText.Of(rows) : EvacuationText.Describe(setup, result, elapsed));
        return result.Completed == result.Guests.Count ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    /// <summary>The results folder, before anything is simulated: what cannot be written there is not worth the wait.</summary>
    private static ResultSetWriter Open(SimulationRequest request, string? folder, ConsoleSession session)
    {
        HostFacts host = HostFacts.Read(session.CommandLine);
        ResultSetWriter results = folder is not null
            ? ResultSetWriter.CreateAt(folder)
            : ResultSetWriter.Create(session.Folders.Results, host.HostName, "simulate", session.Time.GetUtcNow());
        results.WriteHost(JsonText.Of(host));
        results.WriteProfile(request.Host.ToYaml() + request.Scenario.ToYaml());
        return results;
    }

    private static void Close(ResultSetWriter results, ConsoleSession session)
    {
        results.WriteSummary();
        session.Note($"Results: {RepositoryFolders.Display(results.Folder)}");
    }

    private int Reproduce(string tables, SimulateOptions options, ParseResult parsed, ConsoleSession session,
        CancellationToken cancellation)
    {
        Reproducer reproducer = new(ModelFolder.BesideProgram, ReferenceFolder(session), methods.SimulatedForms);
        IReadOnlyList<ReproducedRow> rows = reproducer.Run(PublishedTables.Select(tables), options.Seed(parsed), cancellation);
        if (parsed.GetValue(options.Json)) session.Output.WriteLine(JsonText.Of(rows));
        else ReproductionText.Write(rows, session.Output);
        return ExitCodes.Done;
    }

    private int Fit(string hosts, ConsoleSession session, CancellationToken cancellation)
    {
        // The files in the repository, not the copies beside the program: a fit is to be looked at and committed.
        ModelFolder models = new(Path.Combine(session.Folders.Root, "src", "Simulation", "Models"));
        Fitter fitter = new(new Reproducer(models, ReferenceFolder(session), methods.SimulatedForms), models);
        foreach (FitGroup group in FitGroup.Select(hosts))
        {
            ErrorSummary errors =
                fitter.Fit(group, loss => session.Note(Invariant.Text($"{group.Host}: loss {loss:0.00000}")), cancellation);
            session.Output.WriteLine($"{group.Host}: {ReproductionText.Describe(errors)}");
        }

        session.Note("Build again to use the new values.");
        return ExitCodes.Done;
    }

    private static string ReferenceFolder(ConsoleSession session) => Path.Combine(session.Folders.Results, "reference");
}
