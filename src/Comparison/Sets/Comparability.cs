using System.Globalization;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Comparison.Sets;

/// <summary>Whether two sides may be compared, and what has to be said when they are.</summary>
internal static class Comparability
{
    /// <summary>What forbids the comparison, one line each.</summary>
    public static IEnumerable<string> Differences(SessionSet before, SessionSet after, IReadOnlyCollection<string> allowed)
    {
        Session first = before.Sessions[0];
        foreach (Session session in before.Sessions.Concat(after.Sessions).Skip(1))
        {
            foreach (string difference in Differences(first.Host, session.Host, allowed))
                yield return $"{first.Name} and {session.Name}: {difference}";
        }

        string seedsBefore = Seeds(before);
        string seedsAfter = Seeds(after);
        if (seedsBefore != seedsAfter) yield return $"seed of the guests: {seedsBefore} ≠ {seedsAfter}";
        if (!before.Combinations.Intersect(after.Combinations).Any()) yield return NothingShared(before, after);
    }

    /// <summary>What may explain a difference, or limits what a verdict says.</summary>
    public static IEnumerable<string> Notes(SessionSet before, SessionSet after, Design design)
    {
        if (before.Sessions[0].Host is { } host && after.Sessions[0].Host is { } other)
        {
            foreach (string note in host.NotesOn(other)) yield return note;
        }

        foreach (SessionSet side in (SessionSet[])[before, after])
        {
            string[] commits = [.. side.Sessions.Select(session => session.Host?.GitCommit).OfType<string>().Distinct()];
            if (Unusable(side) is > 0 and var count)
                yield return Invariant.Text($"{side.Name}: {count} figure(s) are zero or no number and are left out");
            if (commits.Length > 1) yield return $"{side.Name} mixes the builds {string.Join(", ", commits)}";
        }

        if (before.Sessions.Concat(after.Sessions).All(session => session.Host is null))
            yield return "neither side records its host: that it was the same one is taken on trust";
        if (design == Design.Repetitions && before.Combinations.Any(combination => combination.Source == RunSource.Measured))
            yield return "one session on each side: how much two sessions of one build differ on this host is not in the intervals; "
                + "alternate sessions of both builds to know (docs/statistics.md)";
    }

    private static IEnumerable<string> Differences(HostIdentity? first, HostIdentity? other, IReadOnlyCollection<string> allowed) =>
        (first, other) switch
        {
            (null, null) => [],
            (not null, not null) => first.DifferencesFrom(other, allowed),
            _ => ["host.json: only one of them has one that can be read"],
        };

    private static int Unusable(SessionSet side) =>
        (from session in side.Sessions
         from run in session.Cells.Values.SelectMany(runs => runs)
         where Summary.Counts(run)
         from metric in RunMetric.All
         where metric.Of(run) is not null && metric.Log(run) is null
         select run).Count();

    private static string Seeds(SessionSet side) =>
        string.Join(", ", side.Sessions.SelectMany(session => session.Cells.Values).SelectMany(runs => runs)
            .Select(run => run.Seed?.ToString(CultureInfo.InvariantCulture) ?? "none").Distinct().Order(StringComparer.Ordinal));

    private static string NothingShared(SessionSet before, SessionSet after)
    {
        string[] sources = [.. before.Combinations.Concat(after.Combinations).Select(combination => combination.Source).Distinct()];
        return sources.Length > 1
            ? $"no combination is in both: {string.Join(" and ", sources)} figures are never compared"
            : $"no combination is in both: the first of {before.Name} is {before.Combinations[0].Id}, the first of {after.Name} is "
                + $"{after.Combinations[0].Id}";
    }
}
