using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Workloads;

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
        MigrateOptions options = new(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(options, parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(MigrateOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        PlannedRun planned = Plan(options, parsed);
        foreach (string note in planned.Notes) session.Note(note);
        Availability availability = planned.Availability.IsAvailable ? Workload.Probe(planned.Guest) : planned.Availability;
        (RunRow row, GuestService? service) = availability.IsAvailable
            ? TryMigrate(planned, session, cancellation)
            : (planned.Combination.NewRow(1, session.Time.GetUtcNow()) with { Outcome = RunOutcome.Unavailable, Reason = availability.ToString(), Seed = planned.Guest.Seed }, null);
        session.Output.WriteLine(parsed.GetValue(options.Json) ? Json(row, service) : Text(row, service));
        return row.Outcome switch
        {
            RunOutcome.Completed => ExitCodes.Done,
            RunOutcome.Unavailable => ExitCodes.CannotDecide,
            _ => ExitCodes.CheckFailed,
        };
    }

    private static string Json(RunRow row, GuestService? service) => service is null ? JsonText.Of(row) : JsonText.With(row, "guest_service", service);

    private static string Text(RunRow row, GuestService? service)
    {
        string text = InfoMigrate.Describe(row);
        return service is null ? text : string.Join(Environment.NewLine, text, "", ServiceText.Describe(service));
    }

    private static PlannedRun Plan(MigrateOptions options, ParseResult parsed)
    {
        List<string> problems = [];
        RunSpec spec = options.Read(parsed, problems);
        PlannedRun? planned = RunPlanner.Plan(spec, problems);
        // The planner knows only its own problems; a level out of range is found while reading.
        return planned is not null && problems.Count == 0 ? planned : throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    private static (RunRow Row, GuestService? Service) TryMigrate(PlannedRun planned, ConsoleSession session, CancellationToken cancellation)
    {
        DateTimeOffset started = session.Time.GetUtcNow();
        try
        {
            return Migrate(planned, session, cancellation);
        }
        catch (Exception e) when (e is GuestException or InsufficientMemoryException or ConnectionException)
        {
            return (planned.Combination.NewRow(1, started) with { Outcome = RunOutcome.Failed, Reason = e.Message, Seed = planned.Guest.Seed }, null);
        }
    }

    private static (RunRow Row, GuestService? Service) Migrate(PlannedRun planned, ConsoleSession session, CancellationToken cancellation)
    {
        if (session.IsErrorInteractive) session.Note($"Filling {planned.Label} ...");
        using GuestSetup guest = new(Workload.Create(planned.Guest), destination: null, reuse: false);
        IMultifdMethod method = MethodCatalog.Create(planned.Method with { Pages = new GuestSample(guest.Source) });
        using ITransport transport = Transports.Create(planned.Combination.Transport);
        if (session.IsErrorInteractive) session.Note("Migrating ...");
        DateTimeOffset started = session.Time.GetUtcNow();
        RunMeasurement measurement = new MigrationRun(guest, method, planned.Parameters, transport).Execute(cancellation);
        Combination combination = planned.Combination with { MemoryMib = guest.Source.TotalBytes / (double)Units.MiB };
        RunRow row = measurement.ToRow(combination.NewRow(1, started) with { Seed = planned.Guest.Seed, Library = method.Facts.Library });
        return (row, (guest.Workload as IServingGuest)?.Service);
    }
}
