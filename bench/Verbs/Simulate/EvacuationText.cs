using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;
using MultifdBench.Simulation.Migrations;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>An evacuation for people and as rows.</summary>
internal static class EvacuationText
{
    private const int BusiestShown = 4;

    /// <summary>Totals, downtimes, bottleneck, and what it cost to simulate.</summary>
    /// <param name="setup">What was asked for.</param>
    /// <param name="result">How it went.</param>
    /// <param name="elapsed">Wall clock of the simulation.</param>
    public static string Describe(EvacuationSetup setup, EvacuationResult result, TimeSpan elapsed)
    {
        double[] downtimes = [.. result.Guests.Where(guest => guest.Outcome == RunOutcome.Completed)
            .Select(guest => Units.Ms(guest.DowntimeNs)).Order()];
        string fabric = (setup.RackHosts is { } inRack ? Text($", racks of {inRack} with {setup.RackGbps} Gbit/s") : "")
            + (setup.FabricGbps is { } gbps ? Text($", fabric of {gbps} Gbit/s") : "");
        string downtime =
            downtimes.Length == 0 ? "-" : Text($"{downtimes[0]:0} ms to {downtimes[^1]:0} ms, median {Median.OfSorted(downtimes):0} ms");
        // A guest that gave up bounds the whole: nobody knows how long it would have taken.
        bool isWhole = result.Completed == result.Guests.Count;
        string total = isWhole ? Text($"{Units.Ms(result.TotalNs):0} ms") : Text($"more than {Units.Ms(result.TotalNs):0} ms");
        SimulationResult? late = result.Guests.FirstOrDefault(guest => guest.Outcome != RunOutcome.Completed);
        string[] why = late is null
            ? []
            : [Text($"timed out: {result.Guests.Count - result.Completed} after {setup.Migration.Precopy.TimeoutNs / Units.NsPerSecond} s "
                + $"(the first of them: {WhyLate(late, setup.Migration.Precopy)}). --timeout S raises the limit.")];
        string channels = setup.Migration.Channels == 1 ? "1 channel" : Text($"{setup.Migration.Channels} channels");
        string schedule = setup.AtOnce is { } few && few < setup.Guests ? Text($"{few} at a time") : "at once";
        string hosts = setup.DestinationHosts == 1 ? "host" : "hosts";
        string target = setup.Destination is { } other ? $"{hosts} {other.Name}" : hosts;
        string steps = result.PacketsPerStep == 1 ? "" : Text($", {result.PacketsPerStep} packets at a time");
        string sample = result.SimulatedHosts == setup.SourceHosts
            ? ""
            : Text($" simulated guests, those of {result.SimulatedHosts} of {setup.SourceHosts} hosts: all are alike");
        string[] lines =
        [
            Text($"simulated: {setup.SourceHosts} × {setup.Guests} guests leave {schedule} for {setup.DestinationHosts} ")
                + $"{target}{fabric}, {channels} each",
            Text($"completed: {result.Completed} of {result.Guests.Count}{sample}"),
            .. why,
            $"total time: {total}",
            .. result.Kinds.Count > 1 ? result.Kinds.Select(Describe) : [],
            $"downtime per guest: {downtime}",
            Text($"bottleneck: {result.Bottleneck.Name}, busy {100 * result.Bottleneck.Share:0} % of the time"),
            "busiest: " + string.Join(", ", result.Usage.Take(BusiestShown).Select(part => Text($"{part.Name} {100 * part.Share:0} %"))),
            Text($"cost of simulating: {elapsed.TotalSeconds:0.0} s, {result.Events} events{steps}"),
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static string Describe(EvacuatedKind kind)
    {
        string total = Text($"{(kind.Completed < kind.Guests ? "more than " : "")}{Units.Ms(kind.TotalNs):0} ms");
        return Text($"hosts {kind.Host}: {kind.Completed} of {kind.Guests} guests have left, total time {total}, bottleneck: ")
            + Text($"{kind.Bottleneck.Name}, busy {100 * kind.Bottleneck.Share:0} % of the time");
    }

    private static string WhyLate(SimulationResult late, PrecopySettings settings)
    {
        long limit = settings.MaxBandwidthBytesPerSecond;
        return TimeoutExplanation.Of(late.Figures, Units.Ms(settings.DowntimeLimitNs),
            limit > 0 ? Units.MegabitsPerSecond(limit, Units.NsPerSecond) : null);
    }

    /// <summary>A row per guest; repetitions count them.</summary>
    /// <param name="plans">One for each kind of host.</param>
    /// <param name="setup">What was asked for.</param>
    /// <param name="result">How it went.</param>
    /// <param name="started">Time stamp of the rows.</param>
    public static IReadOnlyList<RunRow> Rows(
        IReadOnlyList<SimulationPlan> plans, EvacuationSetup setup, EvacuationResult result, DateTimeOffset started)
    {
        string among = plans.Count > 1 ? $" among={string.Join(',', plans.Select(plan => plan.Combination.Model))}" : "";
        string fabric = among + (setup.Destination is { } other ? $" destination={other.Name}" : "")
            + (setup.AtOnce is { } few ? Text($" at-once={few}") : "")
            + (setup.RackHosts is { } inRack ? Text($" rack={inRack}x{setup.RackGbps}Gbit/s") : "")
            + (setup.FabricGbps is { } gbps ? Text($" fabric={gbps}Gbit/s") : "");
        Combination[] combinations =
        [
            .. plans.Select(plan => plan.Combination with
            {
                Model = Text($"{plan.Combination.Model} guests={setup.Guests} hosts={setup.SourceHosts}>{setup.DestinationHosts}{fabric}"),
            }),
        ];
        return [.. result.Guests.Select((guest, i) =>
            guest.ToRow(combinations[setup.KindOfGuest(i)].NewRow(i + 1, started), setup.Migration.Seed + i))];
    }
}
