using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Answers;

/// <summary>
/// Which configuration wins for which guest, by how much and how sure. Each method enters with its fastest channel count; the winner is
/// compared with every other by the ratio of total times.
/// </summary>
internal static class AnswerCatalog
{
    /// <summary>The answers of a set: per guest and environment one of measured figures and one of simulated, where there are any.</summary>
    public static IReadOnlyList<Answer> Of(ResultSet results) =>
    [
        .. from scope in ChartScope.Of(results)
           from source in scope.Rows.GroupBy(row => row.Combination.Source)
           let contenders = Contender.Of(results, source)
           where contenders.Count > 0
           select Create(scope.Title, source.Key, contenders, [.. source]),
    ];

    private static Answer Create(string scope, string source, IReadOnlyList<Contender> contenders, SummaryRow[] rows)
    {
        Contender winner = contenders[0];
        Contest[] contests = Contest.Of(winner, [.. contenders.Skip(1)]);
        AnswerDetail[] details =
        [
            .. Models(contenders), .. Sureness(contests), .. Compressing(contenders), .. SlowerLink(contenders), .. OtherMerits(contenders), .. Failures(rows),
        ];
        return new Answer(scope, source, winner.Name, $"is fastest: {Time(winner)}{AgainstZlib(contests)}.", details);
    }

    private static string Time(Contender contender) => EstimateText.Of(contender.Row.TotalTimeMs, "ms", contender.Row.N);

    private static string AgainstZlib(Contest[] contests) =>
        Array.Find(contests, contest => contest.Other.IsBaseline) is { } zlib ? $", {EstimateText.Of(zlib.Ratio)} as fast as {zlib.Other.Name}" : "";

    /// <summary>Simulated methods may be on different hosts, and who wins is then also a matter of which.</summary>
    private static AnswerDetail[] Models(IReadOnlyList<Contender> contenders)
    {
        string[] models =
        [
            .. contenders.Select(contender => contender.Row.Combination)
                .Where(combination => combination.Model.Length > 0)
                .GroupBy(Captions.HostModel, RowLabels.MethodName)
                .Select(model => $"{model.Key} ({string.Join(", ", model.Distinct())})"),
        ];
        string warning = models.Length > 1 ? " They are different machines, so that the order is theirs as well as the methods'." : "";
        return models.Length == 0 ? [] : [new("on host models", $"{string.Join("; ", models)}.{warning}")];
    }

    private static AnswerDetail[] Sureness(Contest[] contests)
    {
        if (contests.Length == 0) return [new("compared with", "nothing: no other method completed a run.")];
        return
        [
            .. Listed("beats, 95 % sure", contests.Where(contest => contest.Ratio.Excludes1).Select(contest => contest.Describe())),
            .. Listed("not told apart from", contests.Where(contest => contest.Ratio is { Lo: not null, Excludes1: false }).Select(contest => contest.Describe())),
            .. Listed("too few runs to compare with", contests.Where(contest => contest.Ratio.Lo is null).Select(contest => contest.Other.Name)),
        ];
    }

    /// <summary>Where plain copying wins because the link keeps up with it, the question goes on: which compression is next?</summary>
    private static AnswerDetail[] Compressing(IReadOnlyList<Contender> contenders)
    {
        Contender[] compressing = [.. contenders.Where(contender => contender.Compresses)];
        if (contenders[0].Compresses || compressing.Length < 2) return [];
        Contender best = compressing[0];
        Contest[] contests = Contest.Of(best, compressing[1..]);
        string[] tied = [.. contests.Where(contest => !contest.Ratio.Excludes1).Select(contest => contest.Describe())];
        string sure = tied.Length == 0 ? "95 % sure to be ahead of the rest" : $"not told apart from {string.Join("; ", tied)}";
        return [new("fastest that compresses", $"{best.Name}, {Time(best)}{AgainstZlib(contests)}; {sure}.")];
    }

    /// <summary>
    /// Without a limit the link is as fast as this host's memory. On a slow one copying takes its bytes ÷ the link's speed, and where
    /// that is as long as the best compression took, the two change places.
    /// </summary>
    private static AnswerDetail[] SlowerLink(IReadOnlyList<Contender> contenders)
    {
        Contender winner = contenders[0];
        if (winner.Row.Combination.MaxBandwidthMbps is not null || winner.Row.ThroughputMbps.Median is not { } used) return [];
        string text = $"there was no limit, and the winner used {Units.Significant(used)} Mbit/s.";
        Contender? rival = winner.Compresses ? null : contenders.FirstOrDefault(contender => contender.Compresses);
        if (used * winner.Row.TotalTimeMs.Median / rival?.Row.TotalTimeMs.Median is { } even)
            text += $" Below about {Units.Significant(even)} Mbit/s {rival!.Name} would overtake it (arithmetic, not measured: see --max-bandwidth).";
        return [new("link", text)];
    }

    /// <summary>Speed is not all: who sends least, who computes least, who stops the guest for the shortest time.</summary>
    private static AnswerDetail[] OtherMerits(IReadOnlyList<Contender> contenders) => contenders.Count < 2 ? [] :
    [
        .. Best("highest ratio", Metric.Ratio, contenders, largest: true),
        .. Best("least CPU", Metric.Cpu, contenders, largest: false),
        .. Best("shortest downtime", Metric.Downtime, contenders, largest: false),
    ];

    private static AnswerDetail[] Best(string merit, Metric metric, IReadOnlyList<Contender> contenders, bool largest)
    {
        Contender[] known = [.. contenders.Where(contender => metric.Of(contender.Row).Median is not null)];
        if (known.Length == 0) return [];
        Contender best = largest ? known.MaxBy(contender => metric.Of(contender.Row).Median)! : known.MinBy(contender => metric.Of(contender.Row).Median)!;
        return [new(merit, $"{best.Name}, {EstimateText.Of(metric.Of(best.Row), metric.Unit, best.Row.N)}.")];
    }

    private static AnswerDetail[] Failures(SummaryRow[] rows)
    {
        int failed = rows.Count(row => row.Failures > 0);
        return failed == 0 ? [] : [new("failures", FormattableString.Invariant($"in {failed} of {rows.Length} combinations, see the remarks in the table."))];
    }

    private static AnswerDetail[] Listed(string label, IEnumerable<string> names)
    {
        string list = string.Join("; ", names);
        return list.Length == 0 ? [] : [new(label, list + ".")];
    }
}
