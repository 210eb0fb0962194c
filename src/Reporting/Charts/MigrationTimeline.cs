using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Results;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// One migration over time: what remains to be sent, how fast the guest dirties pages and how fast they are sent, round by round; how much
/// the guest was throttled, and what a management policy did. A picture shows one run: the median run of the fastest method, and in another
/// picture that of the next.
/// </summary>
internal sealed class MigrationTimeline
{
    /// <summary>
    /// More marks than this are a grey area: a guest that writes a little all the time, on a fast host, has a thousand rounds of ten
    /// pages.
    /// </summary>
    private const int MostRoundMarks = 40;

    /// <summary>A page with a table of thousands of rounds would be slow to open; <c>rounds.csv</c> has all of them.</summary>
    private const int MostListedRounds = 200;

    /// <summary>More names of actions than this would lie on each other.</summary>
    private const int MostActions = 8;

    /// <summary>Places of the bands in the picture, from the bottom; with a band of the throttle the others make room.</summary>
    private const double RatesTop = 0.36;
    private const double RatesTopBelowThrottle = 0.22;
    private const double ThrottleBottom = 0.34;
    private const double ThrottleTop = 0.48;
    private const double RemainingBottom = 0.5;
    private const double RemainingBottomAboveThrottle = 0.6;
    private const double RemainingTop = 0.87;

    private readonly ChartSeries _series;
    private readonly RunRow _run;
    private readonly RoundRow[] _rounds;
    private readonly TimelineRow[] _readings;
    private readonly TimeBand _remaining;
    private readonly TimeBand? _throttle;
    private readonly Func<TimelineRow, double> _throttleOf;
    private readonly TimeBand _rates;
    private readonly Plot _plot;

    private MigrationTimeline(ChartScope scope, ChartSeries series, RunRow run, RoundRow[] rounds, TimelineRow[] readings)
    {
        _series = series;
        _run = run;
        _rounds = rounds;
        _readings = readings;
        double[] sleeps = [.. readings.Select(reading => (reading.DirtyLimitThrottleTimePerRoundUs ?? 0) / 1000).Where(ms => ms > 0)];
        bool isThrottled = sleeps.Length > 0 || readings.Any(reading => reading.CpuThrottlePercentage > 0);
        // Auto-converge and dirty-limit exclude each other.
        _throttleOf = sleeps.Length > 0
            ? reading => (reading.DirtyLimitThrottleTimePerRoundUs ?? 0) / 1000
            : reading => reading.CpuThrottlePercentage;
        _remaining = new TimeBand("remaining to be sent (pages)", isThrottled ? RemainingBottomAboveThrottle : RemainingBottom,
            RemainingTop, rounds.Select(round => (double)round.DirtyPagesAtStart), mayBeLogarithmic: false);
        _throttle = isThrottled
            ? new TimeBand(
                sleeps.Length > 0 ? "the guest's sleep at a full dirty ring (ms)" : "the guest is throttled (%)",
                ThrottleBottom, ThrottleTop, sleeps.Length > 0 ? sleeps : [100], mayBeLogarithmic: false)
            : null;
        _rates = new TimeBand("rates (pages/s)", 0, isThrottled ? RatesTopBelowThrottle : RatesTop,
            Enumerable.Range(0, rounds.Length).SelectMany(Rates), mayBeLogarithmic: true);
        string recorded = readings.Length > 0
            ? "What remains is read every 100 ms, rates are means of a round"
            : "Only the ends of rounds are recorded: lines between them are straight, and rates are means of a round";
        _plot = ChartStyle.Create(
            $"One migration over time — {scope.Title}, {Name}",
            $"{scope.Results.HostLabel}; {series.Combination.Source}, the median run: {Units.Significant(End)} ms, {RoundCount}\n"
                + recorded);
    }

    private string Name => Invariant.Text($"{_series.MethodName}, {Tables.RowLabels.ChannelsInWords(_run.Channels)}");

    private string RoundCount => Invariant.Text($"{_rounds.Length} round{(_rounds.Length == 1 ? "" : "s")}");

    private double End => _run.TotalTimeMs ?? _rounds[^1].StartMs + _rounds[^1].DurationMs;

    /// <summary>The picture of the fastest method's median run; null when no rounds were recorded.</summary>
    public static Drawing? OfWinner(ChartScope scope) => Create(scope, 0);

    /// <summary>The picture of the next one's.</summary>
    public static Drawing? OfRunnerUp(ChartScope scope) => Create(scope, 1);

    /// <summary>Measured runs before simulated ones: the two are not ranked together.</summary>
    private static Drawing? Create(ChartScope scope, int place)
    {
        SummaryRow[] rows = [.. scope.Rows.Where(row => row.N > 0).GroupBy(row => row.Combination.Source == RunSource.Measured)
            .OrderByDescending(source => source.Key).Take(1).SelectMany(source => source)];
        if (Contender.Of(scope, rows).ElementAtOrDefault(place) is not { } contender) return null;
        ChartSeries series = ChartSeries.Of(rows, scope.Looks).First(one => one.Rows.Contains(contender.Row));
        if (MedianRuns.Of(scope.Results, contender.Row.Combination) is not { } run) return null;
        RoundRow[] rounds = [.. scope.Results.RoundsOf(run).OrderBy(round => round.Round)];
        TimelineRow[] readings = [.. scope.Results.TimelineOf(run).OrderBy(reading => reading.Ms)];
        return rounds.Length == 0 ? null : new MigrationTimeline(scope, series, run, rounds, readings).Draw();
    }

    private Drawing Draw()
    {
        SetAxes();
        AddRoundMarks();
        AddDowntime();
        AddThrottle();
        AddActions();
        ChartStyle.AddLine(_plot, [.. Remaining()], _series.Mark);
        SpreadLabels.AddColumn(
            _plot,
            [
                AddRates("sent", MarkerShape.FilledSquare, i => Rate(Sent(_rounds[i]), i), _series.Mark),
                AddRates("dirtied by the guest", MarkerShape.FilledCircle, DirtyRate, _series.Mark with { Color = Palette.Ink }),
            ],
            1.02 * End);
        _remaining.AddName(_plot);
        _throttle?.AddName(_plot);
        _rates.AddName(_plot);
        return new Drawing(_plot, Summary(), Figures(), [.. _rounds.Take(MostListedRounds).Select(Mark)]);
    }

    /// <summary>
    /// Down from what was dirty at a round's start to what it left, over the readings in between, and up at the next dirty sync.
    /// </summary>
    private IEnumerable<Coordinates> Remaining()
    {
        int next = 0;
        foreach (RoundRow round in _rounds)
        {
            double endMs = round.StartMs + round.DurationMs;
            yield return new Coordinates(round.StartMs, _remaining.Place(round.DirtyPagesAtStart));
            while (next < _readings.Length && _readings[next].Ms <= round.StartMs) next++;
            for (; next < _readings.Length && _readings[next].Ms < endMs; next++)
                yield return new Coordinates(_readings[next].Ms, _remaining.Place(Pages(_readings[next].RemainingBytes)));
            yield return new Coordinates(endMs, _remaining.Place(Left(round)));
        }
    }

    private static double Pages(long bytes) => bytes / (double)Metric.PageBytes;

    private void AddThrottle()
    {
        if (_throttle is null) return;
        List<Coordinates> steps = [new(0, _throttle.Place(0))];
        foreach (TimelineRow reading in _readings)
        {
            steps.Add(new Coordinates(reading.Ms, steps[^1].Y));
            steps.Add(new Coordinates(reading.Ms, _throttle.Place(_throttleOf(reading))));
        }

        ChartStyle.AddLine(_plot, [.. steps], _series.Mark with { Color = Palette.Ink });
    }

    /// <summary>What the policy did, as marks at the top of what remains; the first few with their words.</summary>
    private void AddActions()
    {
        (double Ms, string Text)[] actions = [.. _rounds.SelectMany(round => RoundAction.Of(round.Actions))];
        for (int i = 0; i < actions.Length; i++)
        {
            double place = RemainingTop - 0.035 * (i % MostActions);
            LinePlot line = _plot.Add.Line(actions[i].Ms, 0, actions[i].Ms, RemainingTop);
            line.LineColor = Palette.Muted;
            line.LineWidth = 1;
            line.LinePattern = LinePattern.Dotted;
            if (i < MostActions)
                ChartStyle.Label(_plot, actions[i].Text, actions[i].Ms, place, Alignment.UpperLeft, Palette.Muted, offsetX: 3);
        }
    }

    private static long Sent(RoundRow round) => round.NormalPages + round.ZeroPages;

    private static long Left(RoundRow round) => Math.Max(0, round.DirtyPagesAtStart - Sent(round));

    private double? Rate(double pages, int round) =>
        _rounds[round].DurationMs > 0 ? 1000 * Math.Max(0, pages) / _rounds[round].DurationMs : null;

    /// <summary>What the next sync found beyond what this round left; of the last round nobody knows, the guest is paused in it.</summary>
    private double? DirtyRate(int round) =>
        round + 1 < _rounds.Length ? Rate(_rounds[round + 1].DirtyPagesAtStart - Left(_rounds[round]), round) : null;

    private IEnumerable<double> Rates(int round) =>
        new[] { Rate(Sent(_rounds[round]), round), DirtyRate(round) }.OfType<double>().Append(0);

    /// <summary>Level in each round; a name at the end.</summary>
    private SpreadLabels.Entry AddRates(string name, MarkerShape shape, Func<int, double?> rate, SeriesMark mark)
    {
        (RoundRow Round, double Place)[] known = [.. _rounds.Select((round, i) => (round, Rate: rate(i))).Where(one => one.Rate is not null)
            .Select(one => (one.round, _rates.Place(one.Rate!.Value)))];
        Coordinates[] steps = [.. known.SelectMany(one => new[]
        {
            new Coordinates(one.Round.StartMs, one.Place), new Coordinates(one.Round.StartMs + one.Round.DurationMs, one.Place),
        })];
        SeriesMark own = mark with { Shape = shape };
        if (steps.Length > 0) ChartStyle.AddLine(_plot, steps, own);
        if (known.Length <= MostRoundMarks)
        {
            ChartStyle.AddPoints(
                _plot, [.. known.Select(one => new Coordinates(one.Round.StartMs + one.Round.DurationMs / 2, one.Place))], own);
        }

        return new SpreadLabels.Entry(name, steps.Length > 0 ? steps[^1].X : 0, steps.Length > 0 ? steps[^1].Y : 0, own.Color);
    }

    private void AddRoundMarks()
    {
        if (_rounds.Length > MostRoundMarks) return;
        double last = double.NegativeInfinity;
        foreach (RoundRow round in _rounds)
        {
            LinePlot line = _plot.Add.Line(round.StartMs, 0, round.StartMs, 0.96);
            line.LineColor = Palette.Grid;
            line.LineWidth = 1;
            if (round.StartMs - last < End / 30) continue;
            last = round.StartMs;
            ChartStyle.Label(_plot, Invariant.Text($"{round.Round}"), round.StartMs, 1, Alignment.UpperLeft, Palette.Muted, offsetX: 2);
        }
    }

    /// <summary>The guest is paused in it; its limit stands beside it.</summary>
    private void AddDowntime()
    {
        if (_run.DowntimeMs is not { } downtime) return;
        Rectangle paused = _plot.Add.Rectangle(Math.Max(0, End - downtime), End, 0, RemainingTop);
        paused.FillColor = Palette.Grid.WithAlpha(0.7);
        paused.LineWidth = 0;
        string limit = _run.DowntimeLimitMs is { } ms ? $"\nlimit {Units.Significant(ms)} ms" : "";
        string text = $"paused {Units.Significant(downtime)} ms{limit}";
        ChartStyle.Label(_plot, text, End, 0.72, Alignment.MiddleLeft, Palette.Ink, offsetX: 6);
    }

    private void SetAxes()
    {
        _plot.Axes.SetLimits(0, 1.25 * End, -0.02, 1.02);
        (double Place, string Text)[] ticks = [.. _rates.Ticks(), .. _throttle?.Ticks() ?? [], .. _remaining.Ticks()];
        _plot.Axes.Left.TickGenerator = new NumericManual([.. ticks.Select(tick => tick.Place)], [.. ticks.Select(tick => tick.Text)]);
        _plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = ValueAxis.Thousands };
        _plot.Grid.XAxisStyle.IsVisible = false;
        _plot.XLabel("time since the migration began (ms); numbers above: rounds", size: ChartStyle.TextSize + 1);
        _plot.Axes.Bottom.Label.Bold = false;
    }

    private ChartMark Mark(RoundRow round, int index)
    {
        string dirtied = DirtyRate(index) is { } rate ? $", the guest dirtied {Units.Significant(rate)} pages/s" : ", the guest was paused";
        string sent = Rate(Sent(round), index) is { } speed ? $", sent at {Units.Significant(speed)} pages/s" : "";
        return new ChartMark(
            round.StartMs,
            _remaining.Place(round.DirtyPagesAtStart),
            Invariant.Text($"Round {round.Round}: from {round.StartMs:0} ms for {round.DurationMs:0.0} ms, ")
                + Invariant.Text($"{round.DirtyPagesAtStart} pages dirty{sent}{dirtied}"));
    }

    private string Summary()
    {
        string paused = _run.DowntimeMs is { } ms ? $", the guest was paused for {Units.Significant(ms)} ms" : "";
        RoundRow first = _rounds[0];
        string left = _rounds.Length > MostListedRounds
            ? Invariant.Text($" The table has its first {MostListedRounds} rounds, {ResultSetFiles.Rounds} has all.")
            : "";
        string took = $"took {Units.Significant(End)} ms and {RoundCount}";
        string throttled = _run.CpuThrottlePercentage > 0
            ? Invariant.Text($" The guest was throttled, by {_run.CpuThrottlePercentage} % at most.")
            : _run.DirtyLimitThrottleTimePerRoundUs is > 0 and var us
                ? $" dirty-limit let it sleep for up to {Units.Significant(us / 1000)} ms at a time."
                : "";
        string[] done = [.. _rounds.SelectMany(round => RoundAction.Of(round.Actions)).Select(action => action.Text)];
        string policy = done.Length > 0 ? $" The policy's actions: {string.Join(", ", done.Take(MostActions))}." : "";
        return $"The median run of {Name} ({_series.Combination.Source}) {took}: "
            + Invariant.Text($"the first sent {Sent(first)} pages in {Units.Significant(first.DurationMs)} ms, ")
            + Invariant.Text($"the last found {_rounds[^1].DirtyPagesAtStart} dirty{paused}.{throttled}{policy}{left}");
    }

    private ChartFigures Figures() => new(
        ["round", "start (ms)", "duration (ms)", "dirty pages at the start", "sent pages", "dirtied pages/s", "sent pages/s"],
        [
            .. _rounds.Take(MostListedRounds).Select((round, i) => new[]
            {
                ChartFigures.Number(round.Round), ChartFigures.Number(round.StartMs), ChartFigures.Number(round.DurationMs),
                ChartFigures.Number(round.DirtyPagesAtStart), ChartFigures.Number(Sent(round)), ChartFigures.Number(DirtyRate(i)),
                ChartFigures.Number(Rate(Sent(round), i)),
            }),
        ]);
}
