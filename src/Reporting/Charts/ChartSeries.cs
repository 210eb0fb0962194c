using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>The rows of one method (level, accelerator, library) of one source: a colour and a legend entry.</summary>
/// <param name="Name">Label; says when it is simulated.</param>
/// <param name="Color">From <see cref="Palette"/>.</param>
/// <param name="Rows">By channels; only rows with at least one completed run.</param>
internal sealed record ChartSeries(string Name, Color Color, IReadOnlyList<SummaryRow> Rows)
{
    /// <summary>Any of its combinations: all share method and source.</summary>
    public Combination Combination => Rows[0].Combination;

    /// <summary>Whether its figures are from the device model.</summary>
    public bool IsSimulated => Combination.Source != RunSource.Measured;

    /// <summary>The series of a chart, in the order of the tables.</summary>
    /// <param name="rows">Rows of one workload in one environment.</param>
    public static IReadOnlyList<ChartSeries> Of(IEnumerable<SummaryRow> rows)
    {
        SummaryRow[] completed = [.. SummaryOrder.Sort(rows.Where(row => row.N > 0))];
        RowLabels labels = new(completed.Select(row => row.Combination));
        var groups = completed
            .GroupBy(row => (Source: row.Combination.Source, Name: labels.Series(row.Combination)))
            .OrderBy(group => group.Key.Source == RunSource.Measured ? 0 : 1)
            .ThenBy(group => SummaryOrder.MethodRank(group.First().Combination));
        Dictionary<(string, string, bool), int> shades = [];
        return [.. groups.Select(group => Create(group.Key.Name, [.. group], shades))];
    }

    private static ChartSeries Create(string name, SummaryRow[] rows, Dictionary<(string Source, string Method, bool IsAccelerated), int> shades)
    {
        Combination first = rows[0].Combination;
        var key = (first.Source, first.Method, first.Accel is not ("" or "none"));
        int shade = shades[key] = shades.GetValueOrDefault(key, -1) + 1;
        string source = first.Source == RunSource.Measured ? "" : $" ({first.Source})";
        return new ChartSeries(name + source, Palette.Of(first, shade), rows);
    }
}
