using System.Collections.Concurrent;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Proof;

/// <summary>
/// How often the gate cries wolf and how often it sleeps, from real sessions of one build: pairs of sides are drawn from them, with nothing
/// changed or with a slowdown multiplied into the measured figures, and judged by the very code that judges a nightly.
/// </summary>
public static class GateProof
{
    private static readonly double[] Slowdowns = [0.02, 0.05, 0.10];

    /// <summary>Measures the gate.</summary>
    /// <param name="sessions">Sessions of one build on one host, in order of their start.</param>
    /// <param name="counts">Sessions on each side, a block of rows for each.</param>
    /// <param name="trials">Pairs for each row.</param>
    /// <param name="threshold">Of the gate.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>Rows block by block: the same build twice in both designs, then the injected slowdowns.</returns>
    /// <exception cref="ResultsException">
    /// There are too few sessions for a count, they are not comparable, or nothing in them completed.
    /// </exception>
    public static IEnumerable<ProofRow> Run(IReadOnlyList<Session> sessions, IReadOnlyList<int> counts, int trials,
        double threshold, int seed)
    {
        Check(sessions, counts);
        Combination[] combinations = [.. new SessionSet("all", sessions, []).Combinations
            .Where(combination =>
                sessions.SelectMany(session => session.Runs(combination)).Any(Results.Statistics.Summary.Counts))];
        if (combinations.Length == 0) throw new ResultsException("No run in these sessions completed; there is nothing to draw from.");
        return Rows(new Trial(sessions, combinations, threshold, trials, seed), counts);
    }

    /// <summary>
    /// How noisy each guest and method is on this host, and how many pairs of alternating sessions its slowdown would need to be seen.
    /// </summary>
    /// <param name="sessions">Sessions of one build on one host, in order of their start; at least six.</param>
    /// <param name="threshold">Of the gate: the slowdown to see.</param>
    /// <exception cref="ResultsException">There are too few sessions.</exception>
    public static IReadOnlyList<NoiseRow> Noise(IReadOnlyList<Session> sessions, double threshold)
    {
        Check(sessions, [3]);
        int pairs = sessions.Count / 2;
        SessionSet before = new("BASE", [.. Enumerable.Range(0, pairs).Select(pair => sessions[2 * pair])], []);
        SessionSet after = new("NEW", [.. Enumerable.Range(0, pairs).Select(pair => sessions[2 * pair + 1])], []);
        SetComparison comparison = SetComparer.Compare(before, after, new GateOptions { Threshold = threshold }, [], RunMetric.Gate);
        int tests = comparison.Groups.Sum(group => group.Metrics.Count);
        return [.. comparison.Groups.SelectMany(
            group => group.Metrics.Select(metric => NoiseRow.Of(group, metric, pairs, tests, threshold)))];
    }

    /// <summary>On all cores, each as soon as it and those before it are there.</summary>
    private static ParallelQuery<ProofRow> Rows(Trial trial, IReadOnlyList<int> counts)
    {
        (InjectedScope Scope, double Slowdown)[] injected =
        [
            (InjectedScope.Nothing, 0),
            .. from scope in (InjectedScope[])[InjectedScope.Method, InjectedScope.Combination]
               from slowdown in Slowdowns
               select (scope, slowdown),
        ];
        var rows = from count in counts
                   from design in (Design[])[Design.AlternatingSessions, Design.Repetitions]
                   from one in injected
                   select (count, design, one.Scope, one.Slowdown);
        return Partitioner.Create(rows, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered()
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(row => trial.Row(row.design, row.count, row.Scope, row.Slowdown));
    }

    private static void Check(IReadOnlyList<Session> sessions, IReadOnlyList<int> counts)
    {
        int most = counts.Max();
        if (sessions.Count < 2 * most)
            throw new ResultsException($"{sessions.Count} sessions are too few for {most} on each side: give at least {2 * most}, or ask "
                + "for fewer with --sessions.");
        SessionSet all = new("sessions", sessions, []);
        string? difference = Comparability.Differences(all, all, []).FirstOrDefault();
        if (difference is not null) throw new ResultsException($"The sessions are not of one host and seed: {difference}.");
        string[] commits = [.. sessions.Select(session => session.Host?.GitCommit).OfType<string>().Distinct()];
        if (commits.Length > 1)
            throw new ResultsException($"The sessions come from several builds ({string.Join(", ", commits)}): false alarms can be told "
                + "from true ones only within one.");
    }

    private sealed record Trial(IReadOnlyList<Session> Sessions, Combination[] Combinations, double Threshold, int Trials, int Seed)
    {
        public ProofRow Row(Design design, int count, InjectedScope scope, double slowdown)
        {
            // The same draws in every row: rows differ in what was injected, not in luck.
            Random random = new(Seed);
            Resampling resampling = new(Sessions, random, slowdown);
            int red = 0;
            int passed = 0;
            for (int i = 0; i < Trials; i++)
            {
                (SessionSet before, SessionSet after) =
                    design == Design.AlternatingSessions ? resampling.Alternating(count) : resampling.OneAfterTheOther(count);
                Combination victim = Combinations[random.Next(Combinations.Length)];
                SessionSet changed = resampling.Slow(after, HitWith(victim, scope));
                GateOutcome outcome = SetComparer.Compare(
                    before, changed, new GateOptions { Threshold = Threshold }, [], RunMetric.Gate, withNotes: false).Outcome;
                if (outcome == GateOutcome.Regression) red++;
                else if (outcome == GateOutcome.Passed) passed++;
            }

            return new ProofRow(design, count, scope, slowdown, Trials, red, passed);
        }

        private Combination[] HitWith(Combination victim, InjectedScope scope) => scope switch
        {
            InjectedScope.Method => [.. Combinations.Where(combination => SetComparer.GroupOf(combination) == SetComparer.GroupOf(victim))],
            InjectedScope.Combination => [victim],
            _ => [],
        };
    }
}
