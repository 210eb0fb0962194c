using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary><c>bench matrix --check</c>: what a matrix would do. A wrong profile has ended the verb before.</summary>
internal static class MatrixCheck
{
    /// <summary>Prints how much there is to run, the time and memory for it, and what cannot run here.</summary>
    public static int Print(MatrixPlan plan, ConsoleSession session, CancellationToken cancellation)
    {
        bool isDestinationHere = plan.Profile.Destination.Length == 0;
        long available = MemoryBudget.AvailableBytes();
        GuestRefill refill = GuestRefills.Decide(plan, isDestinationHere, available);
        PlannedRun[] unavailable = [.. plan.Runs.Where(run => !run.Availability.IsAvailable)];
        int canRun = plan.Runs.Count - unavailable.Length;
        MatrixCosts costs = MatrixCosts.Measure(plan, refill, Workload.Sample, cancellation);
        session.Output.WriteLine(Text(
            $"profile {plan.Profile.Name}: right; {plan.Runs.Count} combinations, {canRun} of them can run here, "
                + $"{canRun * plan.Profile.Repetitions} measured runs"));
        session.Output.WriteLine($"time: {Time(plan, costs)}");
        session.Output.WriteLine($"memory: {Memory(plan, isDestinationHere, refill, available)}");
        foreach (IGrouping<string, PlannedRun> reason in unavailable.GroupBy(run => run.Availability.ToString()))
        {
            session.Output.WriteLine(Text($"{reason.Count()} unavailable: {reason.Key}"));
            foreach (PlannedRun run in reason) session.Output.WriteLine($"  {run.Label}");
        }

        return ExitCodes.Done;
    }

    private static string Time(MatrixPlan plan, MatrixCosts costs)
    {
        (TimeSpan time, int unknown) = costs.OfAll(plan);
        bool isAdaptive = plan.Profile.UntilCi.Length > 0 || plan.Profile.MinTimeS > 0;
        return $"about {TimeText.Of(time)}{(isAdaptive ? " or more" : "")}, filling and warm-up included, by small guests measured now; "
            + "what guests dirty while they are migrated comes on top"
            + (unknown > 0 ? Text($"; without {unknown} combinations whose guest has no small sibling") : "");
    }

    private static string Memory(MatrixPlan plan, bool isDestinationHere, GuestRefill refill, long available)
    {
        double all = GuestRefills.MemoryBytes(plan, isDestinationHere, refill), least = GuestRefills.LeastBytes(plan, isDestinationHere);
        string verdict = (all <= available, least <= available) switch
        {
            (true, _) => "fits",
            (_, true) => $"does not fit at once: guests make way for each other; the largest needs {Units.FormatSize(least)}",
            _ => $"does not fit: the largest guest needs {Units.FormatSize(least)}; choose a smaller --memory",
        };
        return $"{Units.FormatSize(all)} for all guests{(isDestinationHere ? ", their destinations" : "")}"
            + $"{(refill == GuestRefill.Copy ? " and copies to start from" : "")}; {Units.FormatSize(available)} available: {verdict}";
    }
}
