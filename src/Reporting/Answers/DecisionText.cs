using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Answers;

/// <summary>The decisions of one guest on one host over several links, in words.</summary>
internal sealed class DecisionText
{
    private const string NoneConverges = "no method converges";

    private readonly IReadOnlyList<DecisionRow> _rows;

    private DecisionText(IReadOnlyList<DecisionRow> rows) => _rows = rows;

    /// <summary>All guests and hosts, in file order.</summary>
    public static IReadOnlyList<DecisionText> Of(ResultSet results) =>
    [
        .. results.Decisions.GroupBy(row => (row.Workload, row.MemoryMib, row.Model))
            .Select(group => new DecisionText([.. group.OrderBy(row => row.LinkGbps)])),
    ];

    /// <summary>The guest.</summary>
    public string Workload => _rows[0].Workload;

    /// <summary>Its memory, MiB.</summary>
    public double MemoryMib => _rows[0].MemoryMib;

    /// <summary>Its memory, for people.</summary>
    public string Memory => Units.FormatSize(MemoryMib * Units.MiB);

    /// <summary>The host model.</summary>
    public string Model => _rows[0].Model;

    /// <summary>Relative error that it reckons with: 0.1 is 10 %.</summary>
    public double Error => _rows[0].ModelError;

    /// <summary>"this host", or the model's name.</summary>
    public string Host => _rows[0].IsHere ? "this host" : _rows[0].Model;

    /// <summary>Whether it is the host that measured.</summary>
    public bool IsHere => _rows[0].IsHere;

    /// <summary>Whether anybody has published, or measured here, what its error is the error of.</summary>
    public bool IsPublished => _rows[0].IsHostPublished;

    /// <summary>One row per link that was asked for, ascending.</summary>
    public IReadOnlyList<DecisionRow> Rows => [.. _rows.Where(row => row.IsAsked)];

    /// <summary>
    /// "zstd-1 on 2 channels below 4.3 Gbit/s, none on 1 channel above": who leads on each stretch of links, those between the links that
    /// were asked for included, with the channels that it has over the slowest of them.
    /// </summary>
    public string Headline => Stretches(row => On(LeaderOf(row), RowLabels.ChannelsInWords(ChannelsOf(row))));

    /// <summary>"zstd-1 (2) below 4.3 Gbit/s, none (1) above": the same where a line has little room.</summary>
    public string ShortHeadline =>
        Stretches(row => LeaderOf(row).Length == 0 ? NoneConverges : Text($"{LeaderOf(row)} ({ChannelsOf(row)})"));

    /// <summary>How far the model is off, and what a tie is.</summary>
    public string ErrorNote
    {
        get
        {
            string off = $"{Units.Significant(100 * _rows[0].ModelError)} %";
            return _rows[0].ModelErrorN is { } n
                ? Text($"{off} (median of {n} combinations of this run)")
                : IsPublished ? $"{off} (of published tables)" : $"{off} or more (of published tables; no migration of such a host is)";
        }
    }

    /// <summary>"8.15 % (12 combinations)": the same where a line has little room.</summary>
    public string ShortErrorNote => (IsPublished, _rows[0].ModelErrorN, Units.Significant(100 * Error)) switch
    {
        (false, _, _) => "unknown",
        (_, { } n, var off) => Text($"{off} % ({n} combinations)"),
        var (_, _, off) => $"{off} % (published)",
    };

    /// <summary>"zstd-1 (2), 1.21 × none"; "tie" where the model does not tell the two apart.</summary>
    public static string Cell(DecisionRow row)
    {
        if (row.Method.Length == 0) return NoneConverges;
        return row.Margin switch
        {
            null => $"{WithChannels(row)}, no other converges",
            _ when row.IsTie => $"{WithChannels(row)}, tie with {row.RunnerUp}",
            { } margin => $"{WithChannels(row)}, {Units.Significant(margin)} × {row.RunnerUp}",
        };
    }

    /// <summary>"zstd-1 (2), 1.21 ×": the same where three hosts stand side by side.</summary>
    public static string ShortCell(DecisionRow row)
    {
        if (row.Method.Length == 0) return NoneConverges;
        return row.Margin switch
        {
            null => $"{WithChannels(row)}, alone",
            _ when row.IsTie => $"{WithChannels(row)}, tie",
            { } margin => $"{WithChannels(row)}, {Units.Significant(margin)} ×",
        };
    }

    /// <summary>The same as an answer of a page.</summary>
    public Answer ToAnswer() => new(
        $"{Workload}, {Memory}, {(IsHere ? $"this host ({_rows[0].Model})" : $"model {_rows[0].Model}")}",
        RunSource.Simulated,
        Headline,
        "(the least total time over each link).",
        [.. Rows.Select(row => new AnswerDetail(Text($"{row.LinkGbps} Gbit/s"), Sentence(row))), new AnswerDetail("the model is off by",
            $"{ErrorNote}. Two methods that differ by less are a tie; of a tie the one with less CPU time is named first.")]);

    private string Stretches(Func<DecisionRow, string> nameOf)
    {
        List<string> stretches = [];
        DecisionRow first = _rows[0];
        for (int i = 1; i < _rows.Count; i++)
        {
            if (LeaderOf(_rows[i]) == LeaderOf(first)) continue;
            (string place, string unit) = stretches.Count == 0 ? ("below", " Gbit/s") : ("up to", "");
            stretches.Add($"{nameOf(first)} {place} {Units.Significant(_rows[i - 1].ChangesAtGbps ?? _rows[i].LinkGbps)}{unit}");
            first = _rows[i];
        }

        if (stretches.Count > 0) return string.Join(", ", [.. stretches, $"{nameOf(first)} above"]);
        return _rows.Count > 1
            ? Text($"{nameOf(first)} from {_rows[0].LinkGbps} to {_rows[^1].LinkGbps} Gbit/s")
            : Text($"{nameOf(first)} at {_rows[0].LinkGbps} Gbit/s");
    }

    // A folder of an earlier edition has no leaders: there the winner leads.
    private static string LeaderOf(DecisionRow row) => row.Leader.Length > 0 ? row.Leader : row.Method;

    private static int ChannelsOf(DecisionRow row) => (row.Leader.Length > 0 ? row.LeaderChannels : row.Channels) ?? 0;

    private static string WithChannels(DecisionRow row) => Text($"{row.Method} ({row.Channels})");

    private static string Winner(DecisionRow row) => On(row.Method, RowLabels.ChannelsInWords(row.Channels ?? 0));

    private static string On(string method, string channels) => method.Length == 0 ? NoneConverges : $"{method} on {channels}";

    private static string Sentence(DecisionRow row)
    {
        if (row.Method.Length == 0 || row.TotalTimeMs is not { } time) return $"{NoneConverges}.";
        string winner = $"{Winner(row)}, {Units.Significant(time / 1e3)} s";
        if (row.Margin is not { } margin) return $"{winner}; no other method converges.";
        string other = $"{row.RunnerUp} on {RowLabels.ChannelsInWords(row.RunnerUpChannels ?? 0)}";
        return row.IsTie
            ? $"{winner}; a tie with {other}, which takes {Units.Significant(margin)} × as long."
            : $"{winner}; {other} takes {Units.Significant(margin)} × as long.";
    }
}
