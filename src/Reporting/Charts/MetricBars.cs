using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// One metric by channels and methods: bars, or dots where the axis is logarithmic, since a bar's length means nothing there; 95 %
/// intervals, and the median above each.
/// </summary>
internal sealed class MetricBars
{
    /// <summary>More bars than this leave no room for their values.</summary>
    private const int MostLabelledBars = 24;

    /// <summary>More than this and they would touch, unless they are turned.</summary>
    private const int MostUprightLabels = 14;

    /// <summary>Share of a group's place that bars take; the rest keeps groups apart.</summary>
    private const double GroupWidth = 0.84;

    /// <summary>Shares of the axis: length of an arrow, and half of a marker.</summary>
    private const double BoundHeight = 0.05;
    private const double MarkerLift = 0.014;

    private readonly Metric _metric;
    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly int[] _channels;
    private readonly Estimate[] _estimates;
    private readonly double? _limit;
    private readonly ValueAxis _axis;
    private readonly Plot _plot;
    private readonly List<ChartMark> _marks = [];

    private MetricBars(ChartScope scope, Metric metric, IReadOnlyList<ChartSeries> series)
    {
        _metric = metric;
        _series = series;
        SummaryRow[] rows = [.. series.SelectMany(one => one.Rows)];
        _channels = [.. series.SelectMany(one => one.Rows.Concat(one.Failed)).Select(row => row.Combination.Channels).Distinct().Order()];
        _estimates = [.. rows.Select(metric.Of)];
        _limit = metric == Metric.Downtime ? scope.Rows.Select(row => row.Combination.DowntimeLimitMs).FirstOrDefault(ms => ms > 0) : null;
        double[] limits = _limit is { } limit ? [limit] : [];
        _axis = new ValueAxis([.. _estimates.Select(estimate => estimate.Median!.Value), .. Bounds, .. limits]);
        _plot = ChartStyle.Create($"{Title} — {scope.Title}", $"{scope.Origin}. {Explanation}");
    }

    private string Title => $"{char.ToUpperInvariant(_metric.Name[0])}{_metric.Name[1..]}";

    private double BarWidth => GroupWidth / _series.Count;

    private IEnumerable<double> Bounds => _series.SelectMany(one => one.Failed).Select(Bound).OfType<double>();

    private string Explanation
    {
        get
        {
            string what = _axis.IsLogarithmic ? "Dots" : "Bars";
            string intervals = _estimates.Any(estimate => estimate.Lo is not null)
                ? $"{what}: medians; whiskers: 95 % interval of the median"
                : $"{what}: single runs, no intervals";
            string arrows = Bounds.Any() ? "\nArrows: timed out, longer than the limit; how long is not known" : "";
            return intervals + arrows;
        }
    }

    /// <summary>The chart, or null when no row has the metric.</summary>
    public static Drawing? Create(ChartScope scope, Metric metric)
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

    private Drawing Draw()
    {
        _plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. _channels.Select((_, group) => (double)group)],
            [.. _channels.Select(RowLabels.ChannelsInWords)]);
        _plot.Axes.Bottom.MajorTickStyle.Length = 0;
        _plot.Axes.SetLimitsX(-0.55, _channels.Length - 0.45);
        _plot.Grid.XAxisStyle.IsVisible = false;
        double highest = Math.Max(_limit ?? 0, _estimates.Max(estimate => estimate.Hi ?? estimate.Median!.Value));
        _axis.Apply(_plot, _metric.Label, highest);
        if (_limit is { } limit) ChartStyle.AddLimit(_plot, $"downtime limit, {Units.Significant(limit)} ms", _axis.Place(limit));
        for (int i = 0; i < _series.Count; i++) AddSeries(i);
        ChartStyle.ShowLegend(_plot);
        return new Drawing(_plot, Summary(), Figures(), _marks);
    }

    private void AddSeries(int index)
    {
        ChartSeries series = _series[index];
        if (!_axis.IsLogarithmic) AddBars(index, series);
        AddMarkers(index, series);
        foreach (SummaryRow row in series.Rows) AddDetails(Position(index, row), _metric.Of(row));
        foreach (SummaryRow row in series.Failed) AddFailure(Position(index, row), row, series.Color);
        _marks.AddRange(series.Rows.Select(row => new ChartMark(Position(index, row), Place(row), Describe(series, row))));
    }

    /// <summary>Dots of a logarithmic axis; on top of bars they tell methods apart in grey.</summary>
    private void AddMarkers(int index, ChartSeries series)
    {
        double lift = _axis.IsLogarithmic ? 0 : MarkerLift * _plot.Axes.GetLimits().VerticalSpan;
        Coordinates[] places = [.. series.Rows.Select(row => new Coordinates(Position(index, row), Place(row) + lift))];
        ChartStyle.AddPoints(_plot, places, series.Mark).LegendText = series.Name;
    }

    private void AddBars(int index, ChartSeries series)
    {
        Bar[] bars = [.. series.Rows.Select(row => CreateBar(series, Position(index, row), _metric.Of(row)))];
        _plot.Add.Bars(bars);
        if (!series.IsMeasured) AddHatching(series, index);
    }

    /// <summary>An arrow from a bound, or a text in the place of a bar: a gap could as well mean that nobody tried.</summary>
    private void AddFailure(double position, SummaryRow row, Color color)
    {
        string failure = row.N == 0 ? "100% failure" : "";
        if (Bound(row) is { } bound)
        {
            double place = _axis.Place(bound);
            double height = BoundHeight * _plot.Axes.GetLimits().VerticalSpan;
            ChartStyle.AddBound(_plot, position, place - height, height, color);
            failure = string.Join(", ", new[] { $"> {ChartStyle.Short(bound)} {_metric.Unit}", failure }.Where(text => text.Length > 0));
            Text above = ChartStyle.Label(_plot, failure, position, place - height, Alignment.MiddleRight, Palette.Ink, offsetY: 4);
            above.LabelRotation = -90;
            return;
        }

        Text text = ChartStyle.Label(_plot, failure, position, _axis.Base, Alignment.MiddleLeft, color, offsetY: -6);
        text.LabelRotation = -90;
    }

    /// <summary>A time-out is a bound of the total time, never a figure.</summary>
    private double? Bound(SummaryRow row) => _metric == Metric.TotalTime && row.TotalTimeBoundMs > 0 ? row.TotalTimeBoundMs : null;

    private double Place(SummaryRow row) => _axis.Place(_metric.Of(row).Median!.Value);

    private double Position(int series, SummaryRow row) =>
        Array.IndexOf(_channels, row.Combination.Channels) + (series - (_series.Count - 1) / 2.0) * BarWidth;

    private Bar CreateBar(ChartSeries series, double position, Estimate estimate) => new()
    {
        Position = position,
        Value = _axis.Place(estimate.Median!.Value),
        ValueBase = _axis.Base,
        Size = 0.92 * BarWidth,
        FillColor = series.IsMeasured ? series.Color : series.Color.WithAlpha(0.3),
        LineWidth = 0,
    };

    /// <summary>The axes' limits must be set: the stripes' angle depends on them.</summary>
    private void AddHatching(ChartSeries series, int index)
    {
        foreach (SummaryRow row in series.Rows)
        {
            double left = Position(index, row) - 0.46 * BarWidth;
            CoordinateRect bar = new(left, left + 0.92 * BarWidth, _axis.Base, Place(row));
            foreach (CoordinateLine stripe in Hatching.Of(bar, _plot.Axes.GetLimits()))
                AddLine(stripe.X1, stripe.Y1, stripe.X2, stripe.Y2, series.Color);
        }
    }

    private void AddDetails(double position, Estimate estimate)
    {
        AddWhisker(position, estimate);
        if (_estimates.Length > MostLabelledBars) return;
        double top = _axis.Place(estimate.Hi ?? estimate.Median!.Value);
        bool isUpright = _estimates.Length <= MostUprightLabels;
        Text value = ChartStyle.Label(_plot, ChartStyle.Short(estimate.Median!.Value), position, top,
            isUpright ? Alignment.LowerCenter : Alignment.MiddleLeft, Palette.Ink, offsetY: _axis.IsLogarithmic ? -8 : -14);
        if (!isUpright) value.LabelRotation = -90;
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

    private string Describe(ChartSeries series, SummaryRow row)
    {
        Estimate estimate = _metric.Of(row);
        string unit = _metric.Unit.Length == 0 ? "" : $" {_metric.Unit}";
        string interval =
            estimate is { Lo: { } lo, Hi: { } hi } ? $", 95 % interval {Units.Significant(lo)} to {Units.Significant(hi)}" : "";
        return Invariant.Text($"{series.Name}, {RowLabels.ChannelsInWords(row.Combination.Channels)}: ")
            + Invariant.Text($"{Units.Significant(estimate.Median!.Value)}{unit}{interval}, n = {row.N}");
    }

    /// <summary>The best of each method: measured and simulated ones are not compared.</summary>
    private string Summary()
    {
        IEnumerable<string> best = _series.Where(series => series.Rows.Count > 0)
            .Select(series => Describe(series, series.Rows.MinBy(row => _metric.Of(row).Median)!));
        string limit = _limit is { } ms ? $" The downtime limit is {Units.Significant(ms)} ms." : "";
        return $"{Title} by method and channels. The lowest of each method: {string.Join("; ", best)}.{limit}";
    }

    private ChartFigures Figures() => new(
        ["method", "source", "channels", _metric.Label, "interval from", "interval to", "n", "exceeds"],
        [
            .. from series in _series
               from row in series.Rows.Concat(series.Failed)
               let estimate = _metric.Of(row)
               let isKnown = !IsMissing(row, _metric)
               select new[]
               {
                   series.MethodName, series.Combination.Source, ChartFigures.Number(row.Combination.Channels),
                   isKnown ? ChartFigures.Number(estimate.Median) : "", isKnown ? ChartFigures.Number(estimate.Lo) : "",
                   isKnown ? ChartFigures.Number(estimate.Hi) : "", ChartFigures.Number(row.N), ChartFigures.Number(Bound(row)),
               },
        ]);
}
