using MultifdBench.Core;
using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>Every chart there is. A new one is a file and a line here.</summary>
public static class ChartCatalog
{
    private static readonly Metric[] BarMetrics = [Metric.TotalTime, Metric.Throughput, Metric.PagesPerSecond, Metric.Downtime, Metric.Cpu];

    private static readonly (string Key, string Title, Func<ChartScope, Plot?> Create)[] Kinds =
    [
        .. BarMetrics.Select(
            metric => (metric.Key.Replace('_', '-'), metric.Label, (Func<ChartScope, Plot?>)(scope => MetricBars.Create(scope, metric)))),
        ("ratio-scatter", "guest throughput and ratio", RatioScatter.Create),
        ("channel-scaling", "scaling by channels", ChannelScaling.Create),
        ("rounds", "rounds", RoundTimeline.Create),
        ("page-sizes", "compressed page sizes", PageSizeDistribution.Create),
    ];

    /// <summary>The charts that a result set has the figures for, workload by workload.</summary>
    /// <param name="results">The result set.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlyList<Chart> Of(ResultSet results, MethodLooks looks)
    {
        HashSet<string> names = [];
        return
        [
            .. from scope in ChartScope.Of(results, looks)
               let prefix = FileNames.Unique(scope.FileName, names)
               from kind in Kinds
               let plot = kind.Create(scope)
               where plot is not null
               select new Chart($"{prefix}-{kind.Key}", $"{kind.Title}: {scope.Title}", plot),
        ];
    }
}
