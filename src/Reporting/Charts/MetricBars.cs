using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>One metric as bars: a group per channel count, a bar per method, 95 % intervals, the median above each bar.</summary>
internal sealed class MetricBars
{
    /// <summary>More bars than this leave no room for their values.</summary>
    private const int MostLabelledBars = 24;

    /// <summary>Share of a group's place that bars take; the rest keeps groups apart.</summary>
    private const double GroupWidth = 0.84;

    private readonly Metric _metric;
    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly int[] _channels;
    private readonly Estimate[] _estimates;
    private readonly ValueAxis _axis;
    private readonly Plot _plot;

    private MetricBars(ChartScope scope, Metric metric, IReadOnlyList<ChartSeries> series)
    {
        _metric = metric;
        _series = series;
        SummaryRow[] rows = [.. series.SelectMany(one => one.Rows)];
        _channels = [.. series.SelectMany(one => one.Rows.Concat(one.Failed)).Select(row => row.Combination.Channels).Distinct().Order()];
        _estimates = [.. rows.Select(metric.Of)];
        _axis = new ValueAxis(_estimates.Select(estimate => estimate.Median!.Value));
        _plot = ChartStyle.Create($"{char.ToUpperInvariant(metric.Name[0])}{metric.Name[1..]} — {scope.Title}",
            $"{scope.Origin}. {Explanation}");
    }

    private double BarWidth => GroupWidth / _series.Count;

    private string Explanation => _metric == Metric.Throughput
        ? $"{Bars}.\nBytes on the wire: a method that compresses better needs fewer, so more is not better"
        : Bars;

    private string Bars => _estimates.Any(estimate => estimate.Lo is not null)
        ? "Bars: medians; whiskers: 95 % interval of the median"
        : "Single runs, no intervals";

    /// <summary>The chart, or null when no row has the metric.</summary>
    public static Plot? Create(ChartScope scope, Metric metric)
    {
        IEnumerable<SummaryRow> rows = scope.Rows.Where(row => IsMissing(row, metric) || metric.Of(row).Median is not null);
        ChartSeries[] series = [.. ChartSeries.Of(rows, scope.Looks).Select(one => Divide(one, metric))];
        return Array.TrueForAll(series, one => one.Rows.Count == 0) ? null : new MetricBars(scope, metric, series).Draw();
    }

    /// <summary>Whether a row has a text in the place of its bar: no run completed, or time-outs leave no median.</summary>
    private static bool IsMissing(SummaryRow row, Metric metric) =>
        row.N == 0 || (metric == Metric.TotalTime && row.TotalTimeBoundMs is not null);

    private static ChartSeries Divide(ChartSeries series, Metric metric)
    {
        SummaryRow[] rows = [.. series.Rows, .. series.Failed];
        return series with
        {
            Rows = [.. rows.Where(row => !IsMissing(row, metric))],
            Failed = [.. rows.Where(row => IsMissing(row, metric))],
        };
    }

    private Plot Draw()
    {
        for (int i = 0; i < _series.Count; i++) AddSeries(i);
        _plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. _channels.Select((_, group) => (double)group)],
            [.. _channels.Select(RowLabels.ChannelsInWords)]);
        _plot.Axes.Bottom.MajorTickStyle.Length = 0;
        _plot.Axes.SetLimitsX(-0.55, _channels.Length - 0.45);
        _plot.Grid.XAxisStyle.IsVisible = false;
        _axis.Apply(_plot, _metric.Label, _estimates.Max(estimate => estimate.Hi ?? estimate.Median!.Value));
        foreach (ChartSeries series in _series.Where(series => !series.IsMeasured)) AddHatching(series);
        ChartStyle.ShowLegend(_plot);
        return _plot;
    }

    private void AddSeries(int index)
    {
        ChartSeries series = _series[index];
        Bar[] bars = [.. series.Rows.Select(row => CreateBar(series, Position(index, row), _metric.Of(row)))];
        _plot.Add.Bars(bars).LegendText = series.Name;
        foreach (SummaryRow row in series.Rows) AddDetails(Position(index, row), _metric.Of(row));
        foreach (SummaryRow row in series.Failed) AddFailure(Position(index, row), Failure(row), series.Color);
    }

    /// <summary>In the place of a bar: a gap could as well mean that nobody tried.</summary>
    private void AddFailure(double position, string failure, Color color)
    {
        Text text = ChartStyle.Label(_plot, failure, position, _axis.Base, Alignment.MiddleLeft, color, offsetY: -6);
        text.LabelRotation = -90;
    }

    /// <summary>A time-out is a bound of the total time, never a figure.</summary>
    private string Failure(SummaryRow row)
    {
        string bound = _metric == Metric.TotalTime && row.TotalTimeBoundMs is { } ms ? $"> {ChartStyle.Short(ms)} {_metric.Unit}" : "";
        return string.Join(", ", new[] { bound, row.N == 0 ? "100% failure" : "" }.Where(text => text.Length > 0));
    }

    private double Position(int series, SummaryRow row) =>
        Array.IndexOf(_channels, row.Combination.Channels) + (series - (_series.Count - 1) / 2.0) * BarWidth;

    private Bar CreateBar(ChartSeries series, double position, Estimate estimate) => new()
    {
        Position = position,
        Value = _axis.Place(estimate.Median!.Value),
        ValueBase = _axis.Base,
        Size = 0.92 * BarWidth,
        FillColor = series.IsMeasured ? series.Color : series.Color.Lighten(0.6),
        LineWidth = 0,
    };

    /// <summary>The axes' limits must be set: the stripes' angle depends on them.</summary>
    private void AddHatching(ChartSeries series)
    {
        int index = _series.ToList().IndexOf(series);
        foreach (SummaryRow row in series.Rows)
        {
            double left = Position(index, row) - 0.46 * BarWidth;
            CoordinateRect bar = new(left, left + 0.92 * BarWidth, _axis.Base, _axis.Place(_metric.Of(row).Median!.Value));
            foreach (CoordinateLine stripe in Hatching.Of(bar, _plot.Axes.GetLimits()))
                AddLine(stripe.X1, stripe.Y1, stripe.X2, stripe.Y2, series.Color);
        }
    }

    private void AddDetails(double position, Estimate estimate)
    {
        AddWhisker(position, estimate);
        if (_estimates.Length > MostLabelledBars) return;
        double top = _axis.Place(estimate.Hi ?? estimate.Median!.Value);
        ChartStyle.Label(_plot, ChartStyle.Short(estimate.Median!.Value), position, top, Alignment.LowerCenter, Palette.Ink, offsetY: -2);
    }

    /// <summary>
    /// Drawn by hand: ScottPlot's error bars are symmetric, these intervals are not, and on a logarithmic axis nothing is.
    /// </summary>
    private void AddWhisker(double position, Estimate estimate)
    {
        if (estimate is not { Lo: { } lo, Hi: { } hi }) return;
        double cap = 0.12 * BarWidth;
        AddLine(position, _axis.Place(lo), position, _axis.Place(hi));
        AddLine(position - cap, _axis.Place(lo), position + cap, _axis.Place(lo));
        AddLine(position - cap, _axis.Place(hi), position + cap, _axis.Place(hi));
    }

    private void AddLine(double x1, double y1, double x2, double y2, Color? color = null)
    {
        LinePlot line = _plot.Add.Line(x1, y1, x2, y2);
        line.LineColor = color ?? Palette.Ink;
        line.LineWidth = 1.2f;
    }
}
