using MultifdBench.Comparison;
using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Answers;

/// <summary>
/// Which configuration wins for which guest, by how much and how sure. What is not told apart is a tie and called so; too few runs make no
/// winner.
/// </summary>
internal static class AnswerCatalog
{
    private static readonly string ModelErrorText = Invariant.Text($"{100 * ModelError.TotalTime:0.#} %");

    /// <summary>The answers of a set: decisions over links first, then those of <see cref="OfRuns"/>.</summary>
    public static IReadOnlyList<Answer> Of(ResultSet results, MethodLooks looks) =>
        [.. DecisionText.Of(results).Select(decision => decision.ToAnswer()), .. OfRuns(results, looks)];

    /// <summary>Per guest and environment an answer of measured figures and one of simulated, where there are any.</summary>
    public static IReadOnlyList<Answer> OfRuns(ResultSet results, MethodLooks looks) =>
    [
        .. from scope in ChartScope.Of(results, looks)
           from source in scope.Rows.GroupBy(row => (row.Combination.Source, Model: ModelOf(row.Combination)))
           where source.Any(row => row.N > 0)
           let title = source.Key.Model.Length == 0 ? scope.Title : $"{scope.Title}, model {source.Key.Model}"
           select Create(title, source.Key.Source, Contender.Of(scope, source), [.. source], looks),
    ];

    /// <summary>
    /// Where a link is modelled, the host is too, and everything that is compared is on it. Rows without one are of the accelerator's host.
    /// </summary>
    private static string ModelOf(Combination combination) =>
        combination.LinkGbps is null ? "" : Captions.HostModel(combination);

    private static Answer Create(string scope, string source, IReadOnlyList<Contender> contenders, SummaryRow[] rows, MethodLooks looks)
    {
        if (Ranking.Of(contenders, RunMetric.TotalTime) is not { } ranking)
        {
            return new Answer(scope, source, "No winner", "can be named: no configuration completed all of its runs.", Failures(rows))
            {
                Short = "no method completed all of its runs.",
            };
        }

        (string winner, string claim) = Verdict(ranking);
        AnswerDetail[] details =
        [
            .. Models(contenders, looks), .. Sureness(ranking), .. Compressing(ranking.Leader, contenders),
            .. SlowerLink(ranking, contenders), .. OtherMerits(contenders), .. Failures(rows),
        ];
        return new Answer(scope, source, winner, claim, details)
        {
            IsLimited = rows[0].Combination.MaxBandwidthMbps is not null,
            Short = InShort(ranking),
        };
    }

    /// <summary>"zstd-1 (2): 120 ms; next zlib-1, 2.31 ×.": the winner and the next one, within a terminal's line.</summary>
    private static string InShort(Ranking ranking)
    {
        string leader = $"{ranking.Leader.Briefest}: {Units.Significant(ranking.Leader.Row.TotalTimeMs.Median ?? 0)} ms";
        if (ranking.Contests.Count == 0) return $"{leader}; there is no other method.";
        if (ranking.TooFew.Count == ranking.Contests.Count) return "too few runs to name a winner.";
        if (ranking.Tied.Count == 1) return $"{leader}; tie with {ranking.Tied[0].Other.Method}.";
        if (ranking.Tied.Count > 1) return Invariant.Text($"{leader}; tie with {ranking.Tied.Count} others.");
        Contest next = ranking.Contests[0];
        return $"{leader}; next {next.Other.Method}, {Units.Significant(next.Ratio.Ratio)} ×.";
    }

    /// <summary>Who wins and the rest of the sentence.</summary>
    private static (string Winner, string Claim) Verdict(Ranking ranking)
    {
        Contender leader = ranking.Leader;
        if (ranking.Contests.Count == 0) return (leader.Name, $"is the only one to name: {Time(leader)}.");
        if (ranking.TooFew.Count == ranking.Contests.Count)
        {
            string least = Invariant.Text($"{ranking.LeastRuns} runs of each of the {ranking.Contests.Count + 1} methods");
            Contender first = ranking.Contests.Select(contest => contest.Other).Prepend(leader).MinBy(one => one.Row.TotalTimeMs.Median)!;
            return (
                "No winner",
                $"can be named: {least} are the least that could tell them apart. The smallest median is that of {first.Name}, "
                    + $"{Time(first)}.");
        }

        if (ranking.Tied.Count == 0) return (leader.Name, $"is fastest: {Time(leader)}{AgainstZlib(ranking, ", ")}.");
        Contender[] tied = [leader, .. ranking.Tied.Select(contest => contest.Other)];
        string how = leader.IsSimulated
            ? $"tie: the least total times are within the model's error of {ModelErrorText}"
            : "tie: the least total times are not told apart";
        return (string.Join("; ", tied.Select(one => one.Name)),
            $"{how}: {string.Join("; ", tied.Select(Time))}{AgainstZlib(ranking, "; the first is ")}.");
    }

    private static string Time(Contender contender) => EstimateText.Of(contender.Row.TotalTimeMs, "ms", contender.Row.N);

    private static string AgainstZlib(Ranking ranking, string joint) =>
        ranking.Behind.FirstOrDefault(contest => contest.Other.IsBaseline) is { } zlib
        ? $"{joint}{EstimateText.Of(zlib.Ratio)} as fast as {zlib.Other.Name}"
        : "";

    /// <summary>Simulated methods may be on different hosts, and who wins is then also a matter of which.</summary>
    private static AnswerDetail[] Models(IReadOnlyList<Contender> contenders, MethodLooks looks)
    {
        string[] models =
        [
            .. contenders.Select(contender => contender.Row.Combination)
                .Where(combination => combination.Model.Length > 0)
                .GroupBy(Captions.HostModel, row => looks.LabelOf(row.Variant() with { Huffman = "" }))
                .Select(model => $"{model.Key} ({string.Join(", ", model.Distinct())})"),
        ];
        string warning = models.Length > 1 ? " They are different machines, so that the order is theirs as well as the methods'." : "";
        return models.Length == 0 ? [] : [new("on host models", $"{string.Join("; ", models)}.{warning}")];
    }

    private static AnswerDetail[] Sureness(Ranking ranking)
    {
        if (ranking.Contests.Count == 0) return [new("compared with", "nothing: no other method completed all runs of a configuration.")];
        bool isSimulated = ranking.Leader.IsSimulated;
        string beats = isSimulated ? $"slower by more than the model's error of {ModelErrorText}"
            : ranking.Tied.Count == 0 ? "beats, 95 % sure"
            : "the first beats, 95 % sure";
        return
        [
            .. Listed(beats, ranking.Behind.Select(contest => contest.Describe())),
            .. Listed(isSimulated ? "within the model's error" : "not told apart from", ranking.Tied.Select(contest => contest.Describe())),
            .. Listed("too few runs to compare with", ranking.TooFew.Select(contest => contest.Other.Name)),
        ];
    }

    /// <summary>Where plain copying wins because the link keeps up with it, the question goes on: which compression is next?</summary>
    private static AnswerDetail[] Compressing(Contender leader, IReadOnlyList<Contender> contenders)
    {
        IEnumerable<Contender> compressing = contenders.Where(contender => contender.Compresses);
        if (leader.Compresses || Ranking.Of(compressing, RunMetric.TotalTime) is not { Contests.Count: > 0 } ranking) return [];
        string sure = ranking.Tied.Count == 0 && ranking.TooFew.Count == 0
            ? leader.IsSimulated ? "ahead of the rest by more than the model's error" : "95 % sure to be ahead of the rest"
            : Doubts(ranking);
        return [new("fastest that compresses", $"{ranking.Leader.Name}, {Time(ranking.Leader)}{AgainstZlib(ranking, ", ")}; {sure}.")];
    }

    /// <summary>
    /// Without a limit the link is as fast as this host's memory. On a slow one copying takes its bytes ÷ the link's speed, and where
    /// that is as long as the best compression took, the two change places.
    /// </summary>
    private static AnswerDetail[] SlowerLink(Ranking ranking, IReadOnlyList<Contender> contenders)
    {
        Contender leader = ranking.Leader;
        bool hasLink = leader.Row.Combination is { MaxBandwidthMbps: not null } or { LinkGbps: not null };
        if (hasLink || leader.Row.ThroughputMbps.Median is not { } used) return [];
        string text = $"there was no limit, and {leader.Name} used {Units.Significant(used)} Mbit/s.";
        Contender? rival = leader.Compresses ? null : contenders.FirstOrDefault(contender => contender.Compresses);
        if (used * leader.Row.TotalTimeMs.Median / rival?.Row.TotalTimeMs.Median is { } even)
        {
            text += $" Below about {Units.Significant(even)} Mbit/s {rival!.Name} would overtake it "
                + $"(arithmetic, not {leader.Row.Combination.Source}: see --max-bandwidth).";
        }

        return [new("link", text)];
    }

    /// <summary>
    /// Speed is not all: who sends least, who computes least, who stops the guest for the shortest time. A simulated downtime is mostly a
    /// fitted constant of the model, so that nobody wins by it.
    /// </summary>
    private static AnswerDetail[] OtherMerits(IReadOnlyList<Contender> contenders) => contenders.Count < 2 ? [] :
    [
        .. Best("highest ratio", Metric.Ratio, contenders),
        .. Best("least CPU", Metric.Cpu, contenders),
        .. contenders[0].IsSimulated ? [] : Best("shortest downtime", Metric.Downtime, contenders),
    ];

    private static AnswerDetail[] Best(string merit, Metric metric, IReadOnlyList<Contender> contenders)
    {
        if (Ranking.Of(contenders, metric.OfRun!) is not { } ranking) return [];
        string doubts = ranking.Tied.Count == 0 && ranking.TooFew.Count == 0 ? "" : $"; {Doubts(ranking)}";
        return [new(merit,
            $"{ranking.Leader.Name}, {EstimateText.Of(metric.Of(ranking.Leader.Row), metric.Unit, ranking.Leader.Row.N)}{doubts}.")];
    }

    private static string Doubts(Ranking ranking)
    {
        string tied = string.Join("; ", ranking.Tied.Select(contest => contest.Describe()));
        string tie = ranking.Leader.IsSimulated ? "within the model's error of it:" : "not told apart from";
        string tooFew = $"too few runs to compare with {string.Join("; ", ranking.TooFew.Select(contest => contest.Other.Name))}";
        return ranking.TooFew.Count == 0 ? $"{tie} {tied}" : ranking.Tied.Count == 0 ? tooFew : $"{tie} {tied}; {tooFew}";
    }

    private static AnswerDetail[] Failures(SummaryRow[] rows)
    {
        int failed = rows.Count(row => row.Failures > 0);
        return failed == 0
            ? []
            : [new("failures",
                Invariant.Text($"in {failed} of {rows.Length} combinations, see the remarks in the table; these cannot win."))];
    }

    private static AnswerDetail[] Listed(string label, IEnumerable<string> names)
    {
        string list = string.Join("; ", names);
        return list.Length == 0 ? [] : [new(label, list + ".")];
    }
}
