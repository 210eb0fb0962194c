using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Answers;

/// <summary>The decisions of one guest on one host over several links, in words.</summary>
internal sealed class DecisionText
{
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

    /// <summary>One row per link, ascending.</summary>
    public IReadOnlyList<DecisionRow> Rows => _rows;

    /// <summary>
    /// "zstd-1 on 2 channels below 4.3 Gbit/s, none on 1 channel above": the winner of each stretch of links with the channels that it has
    /// over the slowest of them.
    /// </summary>
    public string Headline
    {
        get
        {
            List<string> stretches = [];
            DecisionRow first = _rows[0];
            for (int i = 1; i <= _rows.Count; i++)
            {
                if (i < _rows.Count && _rows[i].Method == first.Method) continue;
                double? end = i < _rows.Count ? _rows[i - 1].ChangesAtGbps ?? _rows[i].LinkGbps : null;
                string unit = stretches.Count == 0 ? " Gbit/s" : "";
                string place = end is { } gbps ? $" below {Units.Significant(gbps)}{unit}" : stretches.Count > 0 ? " above" : "";
                stretches.Add(Winner(first) + place);
                if (i < _rows.Count) first = _rows[i];
            }

            if (stretches.Count > 1) return string.Join(", ", stretches);
            string links = Text($"from {_rows[0].LinkGbps} to {_rows[^1].LinkGbps} Gbit/s");
            return _rows.Count > 1 ? $"{stretches[0]} {links}" : Text($"{stretches[0]} at {_rows[0].LinkGbps} Gbit/s");
        }
    }

    /// <summary>How far the model is off, and what a tie is.</summary>
    public string ErrorNote
    {
        get
        {
            string off = $"{Units.Significant(100 * _rows[0].ModelError)} %";
            return _rows[0].ModelErrorN is { } n
                ? Text($"{off} (median of {n} combinations of this run)")
                : $"{off} (of published tables)";
        }
    }

    /// <summary>"zstd-1, 2 chl, 1.21 × none"; "tie" where the model does not tell the two apart.</summary>
    public static string Cell(DecisionRow row)
    {
        if (row.Method.Length == 0) return "no method converges";
        string winner = Text($"{row.Method}, {row.Channels} chl");
        return row.Margin switch
        {
            null => $"{winner}, no other converges",
            _ when row.IsTie => $"{winner}, tie with {row.RunnerUp}",
            { } margin => $"{winner}, {Units.Significant(margin)} × {row.RunnerUp}",
        };
    }

    /// <summary>The same as an answer of a page.</summary>
    public Answer ToAnswer() => new(
        $"{Workload}, {Memory}, {(IsHere ? $"this host ({_rows[0].Model})" : $"model {_rows[0].Model}")}",
        RunSource.Simulated,
        Headline,
        "(the least total time over each link).",
        [.. _rows.Select(row => new AnswerDetail(Text($"{row.LinkGbps} Gbit/s"), Sentence(row))), new AnswerDetail("the model is off by",
            $"{ErrorNote}. Two methods that differ by less are a tie; of a tie the one with less CPU time is named first.")]);

    private static string Winner(DecisionRow row) => row.Method.Length == 0
        ? "no method converges"
        : $"{row.Method} on {RowLabels.ChannelsInWords(row.Channels ?? 0)}";

    private static string Sentence(DecisionRow row)
    {
        if (row.Method.Length == 0 || row.TotalTimeMs is not { } time) return "no method converges.";
        string winner = $"{Winner(row)}, {Units.Significant(time / 1e3)} s";
        if (row.Margin is not { } margin) return $"{winner}; no other method converges.";
        string other = $"{row.RunnerUp} on {RowLabels.ChannelsInWords(row.RunnerUpChannels ?? 0)}";
        return row.IsTie
            ? $"{winner}; a tie with {other}, which takes {Units.Significant(margin)} × as long."
            : $"{winner}; {other} takes {Units.Significant(margin)} × as long.";
    }
}
