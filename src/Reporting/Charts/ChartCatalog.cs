using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Charts;

/// <summary>Every chart there is. A new one is a file and a line here.</summary>
public static class ChartCatalog
{
    private const string TotalTimeOverLinks = "total-time-by-link";
    private const string TotalTime = "total-time-ms";

    /// <summary>What charts of several guests stand under.</summary>
    private const string AllGuests = "all guests";

    private static readonly string[] LeadKinds = [TotalTimeOverLinks, TotalTime];

    /// <summary>Charts over links decide between methods, so that they come first.</summary>
    private static readonly (string Key, string Title, Func<LinkScope, Drawing?> Create)[] LinkKinds =
    [
        (TotalTimeOverLinks, "total time over links", TotalTimeByLink.Create),
        ("dirty-rate-by-link", "largest survivable dirty rate over links", SurvivableDirtyRate.Create),
    ];

    private static readonly (string Key, string Title, Func<ChartScope, Drawing?> Create)[] Kinds =
    [
        (TotalTime, Metric.TotalTime.Label, scope => MetricBars.Create(scope, Metric.TotalTime)),
        ("downtime-ms", Metric.Downtime.Label, scope => MetricBars.Create(scope, Metric.Downtime)),
        ("ratio-scatter", "guest throughput and ratio", RatioScatter.Create),
        ("cpu-and-wire", "CPU time and bytes on the wire", CpuAndWire.Create),
        ("channel-scaling", "scaling by channels", ChannelScaling.Create),
        ("timeline", "one migration over time, the fastest method's", MigrationTimeline.OfWinner),
        ("timeline-runner-up", "one migration over time, the next method's", MigrationTimeline.OfRunnerUp),
        ("page-sizes", "compressed page sizes", PageSizeDistribution.Create),
    ];

    /// <summary>
    /// The chart that answers: total time over links, and where no links were simulated total time; of the guest that takes longest, since
    /// there most is to be decided. Null for no charts.
    /// </summary>
    /// <param name="results">The result set.</param>
    /// <param name="charts">Its charts.</param>
    public static Chart? Lead(ResultSet results, IReadOnlyList<Chart> charts)
    {
        string? slowest = results.Summary.Concat(Summary.Of(results.Links)).Where(row => row.TotalTimeMs.Median is not null)
            .GroupBy(row => ComparisonTable.TitleOf(row.Combination.Workload, row.Combination.MemoryMib))
            .MaxBy(guest => guest.Min(row => row.TotalTimeMs.Median))?.Key;
        return charts.Where(chart => LeadKinds.Any(kind => IsOf(chart, kind)))
            .OrderBy(chart => Array.FindIndex(LeadKinds, kind => IsOf(chart, kind)))
            .ThenBy(chart => chart.Guest == slowest ? 0 : 1)
            .FirstOrDefault() ?? (charts.Count > 0 ? charts[0] : null);
    }

    /// <summary>The charts that a result set has the figures for, guest by guest: first those over links.</summary>
    /// <param name="results">The result set.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlyList<Chart> Of(ResultSet results, MethodLooks looks)
    {
        HashSet<string> names = [];
        IEnumerable<Chart> overLinks =
            from scope in LinkScope.Of(results, looks)
            let prefix = FileNames.Unique(FileNames.Part(scope.Title), names)
            from kind in LinkKinds
            let drawing = kind.Create(scope)
            where drawing is not null
            select new Chart($"{prefix}-{kind.Key}", $"{kind.Title}: {scope.Title}", drawing, scope.Guest);
        IEnumerable<Chart> others =
            from scopes in ChartScope.Of(results, looks).GroupBy(scope => scope.Guest)
            let link = ChartScope.MiddleLink(scopes)
            from scope in scopes
            let one = scope.Over(link)
            where one.Rows.Count > 0
            let prefix = FileNames.Unique(scope.FileName, names)
            from kind in Kinds
            let drawing = kind.Create(one)
            where drawing is not null
            select new Chart($"{prefix}-{kind.Key}", $"{kind.Title}: {one.Title}", drawing, scope.Guest);
        IEnumerable<Chart> ofFleets =
            from fleet in FleetComparison.Of(results, looks)
            let prefix = FileNames.Unique(FileNames.Part(fleet.Title), names)
            select new Chart($"{prefix}-method-by-guest", $"which method wins for which guest: {fleet.Title}", MethodByGuest.Create(fleet),
                AllGuests);
        return [.. ofFleets, .. overLinks, .. others];
    }

    private static bool IsOf(Chart chart, string kind) => chart.Name.EndsWith($"-{kind}", StringComparison.Ordinal);
}
