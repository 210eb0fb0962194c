using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Prediction.Advice;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Advise;

/// <summary>What each management policy would do to this guest, a paragraph for those that do the same.</summary>
internal static class PolicyText
{
    /// <summary>The paragraphs; none where nobody asked.</summary>
    public static IEnumerable<string> Lines(AdviseAnswer answer)
    {
        if (answer.Asked.Policies.Count == 0) yield break;
        (string Name, Candidate Best)[] policies =
            [.. answer.Asked.Policies.Select(policy => (PolicyCatalog.Get(policy.Policy).Name, answer.BestUnder(policy)))];
        yield return Text($"What a policy would do to this guest over {answer.First.LinkGbps} Gbit/s, each with the method that is best ")
            + "under it (simulated):";
        foreach (IGrouping<string, string> same in policies.GroupBy(one => Fate(one.Best), one => one.Name))
            yield return $"  {string.Join(", ", same)}: {same.Key}.";
        if (policies.Any(one => one.Best.Row.Postcopy == true))
        {
            yield return "  After a switch to postcopy the guest waits for pages, which is not simulated: it loses more than what is said, "
                + "and is lost with its connection.";
        }
    }

    /// <summary>The policies that bring a guest to its end which the answer's own does not, as names; empty for none.</summary>
    public static IReadOnlyList<string> Rescuers(AdviseAnswer answer) =>
    [
        .. answer.Asked.Policies.Where(policy => answer.BestUnder(policy).Converges)
            .Select(policy => PolicyCatalog.Get(policy.Policy).Name),
    ];

    private static string Fate(Candidate best)
    {
        string[] deeds = [.. Deeds(best)];
        string done = deeds.Length > 0 ? string.Join(", ", deeds) : "does nothing";
        if (!best.Converges) return Text($"{best.Name} does not converge: {(IsGivenUp(best) ? done : $"{best.Row.Reason}; {done}")}");
        string lost = best.GuestLostShare is { } share ? $", guest loses {Units.Significant(100 * share)} %" : "";
        return Text($"{best.Name}, {Units.Significant(best.TotalMs / 1e3)} s, downtime {best.Row.DowntimeMs:0} ms{lost}; {done}");
    }

    private static bool IsGivenUp(Candidate best) => best.Actions is [.., { Action.Kind: ManagementActionKind.Cancel }];

    /// <summary>What was done, in clauses; the steps of a ramp are one.</summary>
    private static IEnumerable<string> Deeds(Candidate best)
    {
        if (best.Row.CpuThrottlePercentage is > 0 and var percentage)
            yield return Text($"throttles to {percentage} % (for {Units.Significant((best.Row.ThrottledMs ?? 0) / 1e3)} s)");
        ManagementEvent[] limits = [.. best.Actions.Where(done => done.Action.Kind == ManagementActionKind.SetDowntimeLimit)];
        if (limits.Length > 0)
        {
            ManagementEvent last = limits[^1];
            string limit = $"{Units.Significant(Units.Ms(last.Action.Value))} ms";
            yield return last.Ns == 0 ? $"downtime limit {limit}" : $"downtime limit at last {limit}, from {At(last)} on";
        }

        foreach (ManagementEvent done in best.Actions)
        {
            string? deed = done.Action.Kind switch
            {
                ManagementActionKind.Suspend => "stops the guest",
                ManagementActionKind.StartPostcopy => "switches to postcopy",
                ManagementActionKind.Cancel => "gives up",
                _ => null,
            };
            if (deed is not null) yield return $"{deed} at {At(done)} ({done.Action.Why})";
        }
    }

    private static string At(ManagementEvent done) => $"{Units.Significant(done.Ns / 1e9)} s";
}
