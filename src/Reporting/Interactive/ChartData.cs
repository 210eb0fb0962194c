namespace MultifdBench.Reporting.Interactive;

/// <summary>
/// All that the page's charts of one guest show, as the JSON that <c>charts.js</c> reads: numbers with units, no drawing. Arrays instead
/// of objects where there are many, since the page carries them all.
/// </summary>
/// <param name="Id">Of the page's element; unique on the page.</param>
/// <param name="Title">The guest, with the environment where it ran in several.</param>
/// <param name="Origin">Host, sources, n.</param>
/// <param name="Channels">Channel counts, rising.</param>
/// <param name="Metrics">What <see cref="RowData.Figures"/> hold, in their order.</param>
/// <param name="Series">A method of one source each.</param>
/// <param name="Fronts">Pareto fronts of ratio and guest throughput, one per source.</param>
/// <param name="SizesChannels">The channel count that page sizes are of; null where none were recorded.</param>
internal sealed record ChartData(
    string Id,
    string Title,
    string Origin,
    IReadOnlyList<int> Channels,
    IReadOnlyList<MetricData> Metrics,
    IReadOnlyList<SeriesData> Series,
    IReadOnlyList<FrontData> Fronts,
    int? SizesChannels);

/// <summary>A figure's names; the unit is empty for a plain number.</summary>
internal sealed record MetricData(string Key, string Name, string Unit);

/// <summary>One method of one source.</summary>
/// <param name="Name">Legend entry; says when it is simulated.</param>
/// <param name="Color">As <c>#rrggbb</c>, the same as in the PNG charts.</param>
/// <param name="Measured">Whether its figures are wall clock.</param>
/// <param name="Rows">By channels, those without a completed run too.</param>
/// <param name="Timelines">The median run on each channel count.</param>
/// <param name="Sizes">Cumulative page sizes: bytes, per cent of pages of at most that size.</param>
internal sealed record SeriesData(
    string Name,
    string Color,
    bool Measured,
    IReadOnlyList<RowData> Rows,
    IReadOnlyList<TimelineData> Timelines,
    IReadOnlyList<double[]> Sizes);

/// <summary>One combination.</summary>
/// <param name="Channels">Its channel count.</param>
/// <param name="N">Completed runs.</param>
/// <param name="Remark">Failures, or empty.</param>
/// <param name="Bound">What the total time exceeds, ms, where time-outs leave no figure; null else.</param>
/// <param name="Figures">Median and ends of the 95 % interval of each metric, null where there is none.</param>
internal sealed record RowData(int Channels, int N, string Remark, double? Bound, IReadOnlyList<double?[]> Figures);

/// <summary>The rounds of one run.</summary>
/// <param name="Channels">Its channel count.</param>
/// <param name="TotalTimeMs">Its total time.</param>
/// <param name="Rounds">Start ms, duration ms, dirty pages at the start, zero pages, normal pages, wire bytes, Mbit/s or null.</param>
internal sealed record TimelineData(int Channels, double? TotalTimeMs, IReadOnlyList<double?[]> Rounds);

/// <summary>A Pareto front: ratio and guest MB/s of what nothing beats in both.</summary>
internal sealed record FrontData(bool Measured, IReadOnlyList<double[]> Points);
