using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>The rows of one method (level, accelerator, library) of one source: a colour and a legend entry.</summary>
/// <param name="MethodName">Label without the source; says when QEMU does not have it.</param>
/// <param name="Mark">Its colour and marker.</param>
/// <param name="Combination">Any of its combinations: all share method and source.</param>
/// <param name="Rows">By channels; only rows with at least one completed run.</param>
/// <param name="Failed">Rows of which no run completed.</param>
internal sealed record ChartSeries(string MethodName, SeriesMark Mark, Combination Combination, IReadOnlyList<SummaryRow> Rows,
    IReadOnlyList<SummaryRow> Failed)
{
    /// <summary>The legend's entry; says when it is simulated, in one bracket with what else there is to say.</summary>
    public string Name => IsMeasured ? MethodName
        : MethodName.EndsWith(')') ? $"{MethodName[..^1]}, {Combination.Source})"
        : $"{MethodName} ({Combination.Source})";

    /// <summary>Whether its figures are wall clock.</summary>
    public bool IsMeasured => Mark.IsMeasured;

    /// <summary>From <see cref="Palette"/>.</summary>
    public Color Color => Mark.Color;

    /// <summary>The series of a chart, in the order of the tables; what this host cannot run is left to the tables.</summary>
    /// <param name="rows">Rows of one workload in one environment.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlyList<ChartSeries> Of(IEnumerable<SummaryRow> rows, MethodLooks looks)
    {
        SummaryRow[] ran = [.. SummaryOrder.Sort(rows.Where(row => row.N + row.Failures > 0), looks)];
        RowLabels labels = new(ran.Select(row => row.Combination), looks);
        var groups = ran
            .GroupBy(row => (row.Combination.Source, Name: labels.Series(row.Combination)))
            .OrderBy(group => group.Key.Source == RunSource.Measured ? 0 : 1)
            .ThenBy(group => looks.RankOf(group.First().Combination.Method));
        Dictionary<(string, string, bool), int> shades = [];
        return [.. groups.Select(group => Create(group.Key.Name, [.. group], shades, looks))];
    }

    private static ChartSeries Create(
        string name, SummaryRow[] rows, Dictionary<(string Source, string Method, bool IsAccelerated), int> shades, MethodLooks looks)
    {
        Combination first = rows[0].Combination;
        var key = (first.Source, first.Method, looks.IsAccelerated(first.Method, first.Accel));
        int shade = shades[key] = shades.GetValueOrDefault(key, -1) + 1;
        SeriesMark mark = Palette.MarkOf(first.Method, first.Accel, first.Source == RunSource.Measured, shade, looks);
        string marked = looks.Marked(name, first.Variant());
        return new ChartSeries(marked, mark, first, [.. rows.Where(row => row.N > 0)], [.. rows.Where(row => row.N == 0)]);
    }
}
