using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Migrate;

/// <summary><c>bench migrate</c>: one migration, and what QEMU's <c>info migrate</c> would say about it.</summary>
internal sealed class MigrateVerb : IVerb
{
    private const string Description =
        """
        Migrates one guest once, from this process to itself, and prints what QEMU's 'info migrate' prints. The guest keeps writing while it is
        migrated; at the end both memories are compared byte for byte.

        Examples:
          bench migrate --workload redis-ycsb-b --memory 512MiB --multifd-channels 4 --multifd-compression zstd
          bench migrate --workload image:guest.ram.zst --multifd-compression zlib --multifd-zlib-level 9 --json
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("migrate", Description);
        MigrateOptions options = new(command, new RunSpec());
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(options, parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(MigrateOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        PlannedRun planned = Plan(options, parsed);
        foreach (string note in planned.Notes) session.Note(note);
        RunRow row = planned.Availability.IsAvailable
            ? TryMigrate(planned, session, cancellation)
            : planned.Combination.NewRow(1, session.Time.GetUtcNow()) with { Outcome = RunOutcome.Unavailable, Reason = planned.Availability.ToString(), Seed = planned.Guest.Seed };
        session.Output.WriteLine(parsed.GetValue(options.Json) ? JsonText.Of(row) : InfoMigrate.Describe(row));
        return row.Outcome switch
        {
            RunOutcome.Completed => ExitCodes.Done,
            RunOutcome.Unavailable => ExitCodes.CannotDecide,
            _ => ExitCodes.CheckFailed,
        };
    }

    private static PlannedRun Plan(MigrateOptions options, ParseResult parsed)
    {
        List<string> problems = [];
        RunSpec spec = options.Read(parsed, problems);
        PlannedRun? planned = RunPlanner.Plan(spec, problems);
        // The planner knows only its own problems; a level out of range is found while reading.
        return planned is not null && problems.Count == 0 ? planned : throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    private static RunRow TryMigrate(PlannedRun planned, ConsoleSession session, CancellationToken cancellation)
    {
        DateTimeOffset started = session.Time.GetUtcNow();
        try
        {
            return Migrate(planned, session, cancellation);
        }
        catch (Exception e) when (e is InsufficientMemoryException or ConnectionException)
        {
            return planned.Combination.NewRow(1, started) with { Outcome = RunOutcome.Failed, Reason = e.Message, Seed = planned.Guest.Seed };
        }
    }

    private static RunRow Migrate(PlannedRun planned, ConsoleSession session, CancellationToken cancellation)
    {
        if (session.IsErrorInteractive) session.Note($"Filling {planned.Label} ...");
        using GuestSetup guest = new(Workload.Create(planned.Guest), destination: null, reuse: false);
        IMultifdMethod method = MethodCatalog.Create(planned.Method with { Pages = new GuestSample(guest.Source) });
        using ITransport transport = Transports.Create(planned.Combination.Transport);
        if (session.IsErrorInteractive) session.Note("Migrating ...");
        DateTimeOffset started = session.Time.GetUtcNow();
        RunMeasurement measurement = new MigrationRun(guest, method, planned.Parameters, transport).Execute(cancellation);
        Combination combination = planned.Combination with { MemoryMib = guest.Source.TotalBytes / (double)Units.MiB };
        return measurement.ToRow(combination.NewRow(1, started) with { Seed = planned.Guest.Seed, Library = method.Facts.Library });
    }
}
