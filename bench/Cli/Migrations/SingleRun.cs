using System.CommandLine;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Results;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Cli.Migrations;

/// <summary>What came of one run.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Service">What the guest's clients noticed; null for a guest without clients.</param>
internal sealed record SingleOutcome(RunRow Row, GuestService? Service = null)
{
    /// <summary>Its rounds; none where no migration ran.</summary>
    public IReadOnlyList<RoundRow> Rounds { get; init; } = [];

    /// <summary>What the guest noticed of missing pages; null without a switch to postcopy.</summary>
    public PageFaultFigures? PageFaults { get; init; }

    /// <summary>The outcome of a migration that was run.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="planned">What was asked for.</param>
    /// <param name="guest">The guest, which brings its own size where it is an image.</param>
    /// <param name="method">What ran.</param>
    /// <param name="started">When.</param>
    public static SingleOutcome Of(RunMeasurement measurement, PlannedRun planned, GuestSetup guest, IMultifdMethod method,
        DateTimeOffset started)
    {
        Combination combination = planned.Combination with { MemoryMib = guest.Source.TotalBytes / (double)Units.MiB };
        RunFigures figures = measurement.Figures;
        RunRow row = figures.ToRow(
            combination.NewRow(1, started) with { Seed = planned.Guest.Seed, Library = method.Facts.Library, Notes = method.Remarks });
        return new SingleOutcome(row, (guest.Workload as IServingGuest)?.Service)
        {
            Rounds = figures.ToRounds(row.RunId),
            PageFaults = measurement.PageFaults,
        };
    }
}

/// <summary>
/// One run from the command line, whichever way its bytes go: whatever happens to it becomes a row, and the row an exit code.
/// </summary>
internal static class SingleRun
{
    /// <summary>Plans, runs and prints.</summary>
    /// <param name="options">The verb's options.</param>
    /// <param name="parsed">What the user wrote.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="comparison">How the memories are compared, for people.</param>
    /// <param name="migrate">Runs what this host can run.</param>
    /// <param name="isOneEnd">Whether the other end is another process.</param>
    public static int Run(
        MigrateOptions options, ParseResult parsed, ConsoleSession session, string comparison, Func<PlannedRun, SingleOutcome> migrate,
        bool isOneEnd = false)
    {
        PlannedRun planned = options.Plan(parsed);
        foreach (string note in planned.Notes) session.Note(note);
        Availability availability = Judge(planned, isOneEnd);
        SingleOutcome outcome = availability.IsAvailable
            ? TryMigrate(planned, session, migrate)
            : new SingleOutcome(
                NewRow(planned, session.Time.GetUtcNow()) with { Outcome = RunOutcome.Unavailable, Reason = availability.ToString() });
        session.Output.WriteLine(parsed.GetValue(options.Json) ? Json(outcome) : Text(outcome, comparison));
        return outcome.Row.Outcome switch
        {
            RunOutcome.Completed => ExitCodes.Done,
            RunOutcome.Unavailable => ExitCodes.CannotDecide,
            _ => ExitCodes.CheckFailed,
        };
    }

    /// <summary>Whether this host can run it. A guest that cannot exist is a wrong request, whatever the host lacks.</summary>
    /// <exception cref="UsageException">
    /// The guest cannot exist. Where the host lacks nothing, this comes when the migration makes it.
    /// </exception>
    private static Availability Judge(PlannedRun planned, bool isOneEnd)
    {
        Availability availability = RunLimits.Judge(planned, isOneEnd);
        if (availability.IsAvailable) availability = Workload.Probe(planned.Guest);
        if (availability.IsAvailable && GuestRefusals.MayBe(planned.Parameters.Precopy)
            && Workload.Refusal(planned.Guest, planned.Parameters.Precopy) is { } refusal)
        {
            availability = Availability.No(refusal);
        }

        if (!availability.IsAvailable) Workload.Create(planned.Guest).Dispose();
        return availability;
    }

    /// <summary>The row, then what <c>query-migrate</c> says at the end and at the end of each round, by its names.</summary>
    private static string Json(SingleOutcome outcome)
    {
        RoundRow? last = outcome.Rounds is [.., var end] ? end : null;
        List<(string Name, object? Value)> more =
        [
            ("remaining", last?.RemainingBytes),
            ("expected_downtime", last?.ExpectedDowntimeMs),
            ("round_ends", outcome.Rounds.Select(round => new
            {
                round.Round,
                EndMs = round.StartMs + round.DurationMs,
                Remaining = round.RemainingBytes,
                ExpectedDowntime = round.ExpectedDowntimeMs,
                round.CpuThrottlePercentage,
                DirtyPagesRate = round.DirtyPagesPerSecond,
                DowntimeLimit = round.DowntimeLimitMs,
                DirtyLimitThrottleTimePerRound = round.DirtyLimitThrottleTimePerRoundUs,
                DirtyLimitRingFullTime = round.DirtyLimitRingFullTimeUs,
                round.Actions,
            })),
        ];
        if (outcome.PageFaults is { } faults) more.Add(("postcopy_faults", PostcopyText.ForJson(faults)));
        if (outcome.Service is not null) more.Add(("guest_service", outcome.Service));
        return JsonText.With(outcome.Row, more);
    }

    private static string Text(SingleOutcome outcome, string comparison)
    {
        string text = InfoMigrate.Describe(outcome.Row, comparison, outcome.PageFaults);
        return outcome.Service is null ? text : string.Join(Environment.NewLine, text, "", ServiceText.Describe(outcome.Service));
    }

    private static SingleOutcome TryMigrate(PlannedRun planned, ConsoleSession session, Func<PlannedRun, SingleOutcome> migrate)
    {
        DateTimeOffset started = session.Time.GetUtcNow();
        try
        {
            return migrate(planned);
        }
        catch (Exception e) when (e is GuestException or InsufficientMemoryException or ConnectionException or RefusedException)
        {
            session.Warn(e.Message);
            return new SingleOutcome(NewRow(planned, started) with { Outcome = RunOutcome.Failed, Reason = e.Message });
        }
    }

    private static RunRow NewRow(PlannedRun planned, DateTimeOffset started) =>
        planned.Combination.NewRow(1, started) with { Seed = planned.Guest.Seed };
}
