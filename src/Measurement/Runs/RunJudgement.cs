using MultifdBench.Core;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Runs;

/// <summary>How a run ended, from what both sides met; the same whether they are in one process or on two hosts.</summary>
internal static class RunJudgement
{
    // The policy looks at the clock between slices of 50 ms; what is stuck in a call longer than this after the timeout is broken out of
    // it.
    private static readonly TimeSpan WatchdogGrace = TimeSpan.FromSeconds(1);

    /// <summary>Cancels what is still running a moment after the migration's own timeout, and when the user wishes.</summary>
    public static CancellationTokenSource Watchdog(PrecopySettings settings, CancellationToken cancellation)
    {
        var watchdog = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        watchdog.CancelAfter(TimeSpan.FromMilliseconds(Units.Ms(settings.TimeoutNs)) + WatchdogGrace);
        return watchdog;
    }

    /// <summary>The failure that explains the others: a broken connection is only ever a consequence of what the peer met.</summary>
    /// <param name="source">What the source met; null for nothing.</param>
    /// <param name="destination">What the destination met; null for nothing.</param>
    /// <param name="isDestinationConsequence">
    /// Whether that is a lost connection, which explains nothing where the source knows more.
    /// </param>
    public static Exception? Explains(Exception? source, Exception? destination, bool isDestinationConsequence = false)
    {
        if (source is not (null or ConnectionException)) return source;
        return isDestinationConsequence ? source ?? destination : destination ?? source;
    }

    /// <summary>Judges a run that the user has not cancelled; a completed one by comparing the memories, which hold still.</summary>
    /// <param name="sent">The source's view.</param>
    /// <param name="received">The destination's view.</param>
    /// <param name="failure">What explains a failure; null for none.</param>
    /// <param name="settings">For the timeout's text.</param>
    /// <param name="peakBytes">Peak resident set, bytes.</param>
    /// <param name="compare">How the memories differ, in a line; null when they do not.</param>
    /// <param name="watchdog">The token of the run's <see cref="Watchdog"/>: a failure that it caused is the time limit's.</param>
    public static RunMeasurement Of(
        SourceResult sent, DestinationResult received, Exception? failure, PrecopySettings settings, long peakBytes, Func<string?> compare,
        CancellationToken watchdog)
    {
        RunMeasurement measurement = new(sent, received, RunOutcome.Completed, "", null, peakBytes);
        if (sent.LostPages is { } lost)
        {
            string why = failure?.Message ?? "the migration did not complete";
            return measurement with
            {
                Outcome = RunOutcome.Failed,
                Reason = $"the guest is lost: it ran at the destination, and {lost} of its pages were still to be sent from the source "
                    + $"({why})",
            };
        }

        // A time-out of anything else (a device's job, a peer) or another cancellation is a failure, with a reason of its own.
        bool isTimeUp = failure is TimeLimitException
            || (failure is OperationCanceledException cancelled && watchdog.CanBeCanceled && cancelled.CancellationToken == watchdog);
        if (isTimeUp) return measurement with { Outcome = RunOutcome.Timeout, Reason = TimeoutReason.Of(settings.TimeoutNs) };
        if (failure is MigrationCancelledException cancelledByPolicy)
            return measurement with { Outcome = RunOutcome.Timeout, Reason = cancelledByPolicy.Message };
        if (failure is not null || !sent.Completed)
            return measurement with { Outcome = RunOutcome.Failed, Reason = failure?.Message ?? "the migration did not complete" };
        string? difference = compare();
        return difference is null
            ? measurement with { Verified = true }
            : measurement with { Outcome = RunOutcome.Failed, Reason = difference, Verified = false };
    }
}
