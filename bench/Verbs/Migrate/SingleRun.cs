using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd.Control;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Migrate;

/// <summary>One run from the command line, whichever way its bytes go: whatever happens to it becomes a row, and the row an exit code.</summary>
internal static class SingleRun
{
    /// <summary>Plans, runs and prints.</summary>
    /// <param name="options">The verb's options.</param>
    /// <param name="parsed">What the user wrote.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="comparison">How the memories are compared, for people.</param>
    /// <param name="migrate">Runs what this host can run.</param>
    public static int Run(MigrateOptions options, ParseResult parsed, ConsoleSession session, string comparison, Func<PlannedRun, RunRow> migrate)
    {
        PlannedRun planned = options.Plan(parsed);
        foreach (string note in planned.Notes) session.Note(note);
        RunRow row = planned.Availability.IsAvailable
            ? TryMigrate(planned, session, migrate)
            : NewRow(planned, session.Time.GetUtcNow()) with { Outcome = RunOutcome.Unavailable, Reason = planned.Availability.ToString() };
        session.Output.WriteLine(parsed.GetValue(options.Json) ? JsonText.Of(row) : InfoMigrate.Describe(row, comparison));
        return row.Outcome switch
        {
            RunOutcome.Completed => ExitCodes.Done,
            RunOutcome.Unavailable => ExitCodes.CannotDecide,
            _ => ExitCodes.CheckFailed,
        };
    }

    private static RunRow TryMigrate(PlannedRun planned, ConsoleSession session, Func<PlannedRun, RunRow> migrate)
    {
        DateTimeOffset started = session.Time.GetUtcNow();
        try
        {
            return migrate(planned);
        }
        catch (Exception e) when (e is InsufficientMemoryException or ConnectionException or RefusedException)
        {
            session.Note(e.Message);
            return NewRow(planned, started) with { Outcome = RunOutcome.Failed, Reason = e.Message };
        }
    }

    private static RunRow NewRow(PlannedRun planned, DateTimeOffset started) => planned.Combination.NewRow(1, started) with { Seed = planned.Guest.Seed };
}
