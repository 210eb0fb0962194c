using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Comparison.History;

/// <summary>From result sets to series. Hosts are never mixed: each has its own series. Stateless, thread-safe.</summary>
public static class HistoryReader
{
    /// <summary>All series of the given metrics, by host, guest, method and channels.</summary>
    /// <param name="sessions">Result sets in any order.</param>
    /// <param name="metrics">Metrics.</param>
    public static IReadOnlyList<HistorySeries> Read(IEnumerable<Session> sessions, IReadOnlyList<RunMetric> metrics) =>
    [
        .. from host in sessions.GroupBy(session => session.Host?.Key)
           let ordered = host.OrderBy(session => session.Start).ToArray()
           from combination in ordered.SelectMany(session => session.Cells.Keys).Distinct().OrderBy(combination => combination.Id,
               StringComparer.Ordinal)
           from metric in metrics
           let points = Points(ordered, combination, metric).ToArray()
           where points.Length > 0
           select new HistorySeries(ordered[0].Host?["host_name"] ?? "unknown host", combination, metric, points, Changes(points, metric)),
    ];

    private static IEnumerable<HistoryPoint> Points(Session[] sessions, Combination combination, RunMetric metric) =>
        from session in sessions
        let logarithms = session.Runs(combination).Where(Summary.Counts).Select(metric.Log)
            .OfType<double>().ToArray()
        where logarithms.Length > 0
        select new HistoryPoint(session.Name, session.Start, session.Host?.GitCommit, logarithms.Length,
            Math.Exp(Location.Of(logarithms).Value));

    private static ChangePoint[] Changes(HistoryPoint[] points, RunMetric metric) =>
    [
        .. from change in ChangePoints.Find([.. points.Select(point => Math.Log(point.Value))])
           let isWorse = metric.HigherIsBetter is { } higher ? higher == (change.After < change.Before) : (bool?)null
           select new ChangePoint(change.Index, Math.Exp(change.Before), Math.Exp(change.After), change.P, isWorse,
               points[change.Index - 1], points[change.Index]),
    ];
}
