using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Comparison;
using MultifdBench.Comparison.History;
using MultifdBench.Comparison.Sets;
using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Comparisons;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.History;

/// <summary><c>bench history</c>: when did it change, and by which commits?</summary>
/// <param name="looks">Place and colour of the methods.</param>
internal sealed class HistoryVerb(MethodLooks looks) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "history";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Prints trends and change points over many result sets: a row per combination, metric and host with its first and last level, the
        course between them and the commit range of each lasting change. With --out it draws a trend chart per combination.

        Examples:
          bench history results
          bench history results/night-* --metric total_time_ms --out reports/trend
          bench history results --json
        """;

    private readonly Argument<string[]> _folders =
        new("DIR") { Arity = ArgumentArity.OneOrMore, Description = "results folders, or folders that hold them" };
    private readonly Option<string?> _metric = new(
        "--metric")
    {
        HelpName = "KEY",
        Description =
            "only this metric: " + string.Join(", ", RunMetric.All.Select(metric => metric.Key)) + " [default: total_time_ms and cpu_s]"
    };
    private readonly Option<string?> _out =
        new("--out") { HelpName = "DIR", Description = "where to write the charts as PNG and SVG [default: no charts]" };
    private readonly Option<bool> _json = new("--json") { Description = "a JSON array of the series on standard output" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        _metric.CompletionSources.Add([.. RunMetric.All.Select(metric => metric.Key)]);
        Command command = new(Name, Description) { _folders, _metric, _out, _json };
        command.SetAction(parsed => Run(parsed, session));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session)
    {
        IReadOnlyList<RunMetric> metrics = Metrics(parsed.GetValue(_metric));
        SessionSet[] sets = [.. (parsed.GetValue(_folders) ?? []).Select(SessionSet.Load)];
        foreach (string warning in sets.SelectMany(set => set.Warnings)) session.Note(warning);
        IReadOnlyList<HistorySeries> series = HistoryReader.Read(sets.SelectMany(set => set.Sessions), metrics);
        if (series.Count == 0) throw new ResultsException("No run in these folders completed; there is no history.");
        VerdictLabels labels = new(series.Select(one => one.Combination).Distinct(), looks);
        if (parsed.GetValue(_json)) session.Output.WriteLine(JsonText.Of(series.Select(one => Json(one, labels))));
        else Print(series, labels, session);
        if (parsed.GetValue(_out) is { } folder) WriteCharts(series, labels, folder, session);
        return ExitCodes.Done;
    }

    private static void Print(IReadOnlyList<HistorySeries> series, VerdictLabels labels, ConsoleSession session)
    {
        HistoryTables.Trends(series, labels).Write(session.Output, session.IsOutputInteractive);
        HistoryTables.Changes(series, labels).Write(session.Output, session.IsOutputInteractive);
        int hosts = series.Select(one => one.Host).Distinct().Count();
        session.Output.WriteLine(
            Invariant.Text($"{series.Count} series of up to {series.Max(one => one.Points.Count)} result sets on {hosts} host(s), "
                + $"{series.Sum(one => one.Changes.Count)} change point(s). Levels count the runs that completed."));
    }

    private void WriteCharts(IReadOnlyList<HistorySeries> series, VerdictLabels labels, string folder, ConsoleSession session)
    {
        Storage.CreateFolder(folder);
        foreach (Chart chart in HistoryTrend.Of(series, labels, looks))
        {
            string path = Path.Combine(folder, chart.Name);
            Storage.Replace(path + ".png", chart.ToPng());
            Storage.Replace(path + ".svg", chart.ToSvg());
        }

        session.Note($"Charts: {RepositoryFolders.Display(Path.GetFullPath(folder))}");
    }

    private static IReadOnlyList<RunMetric> Metrics(string? key)
    {
        if (key is null) return RunMetric.Gate;
        RunMetric? metric = RunMetric.All.FirstOrDefault(metric => metric.Key == key);
        string[] known = [.. RunMetric.All.Select(one => one.Key)];
        return metric is null
            ? throw new UsageException($"--metric {key} is unknown: use {string.Join(", ", known)}.{NearestName.Suggest(key, known)}")
            : [metric];
    }

    private static object Json(HistorySeries series, VerdictLabels labels) => new
    {
        series.Host,
        Combination = series.Combination.Id,
        Label = labels.Of(series.Combination),
        Metric = series.Metric.Key,
        Points = series.Points.Select(point => new { point.Set, TimestampUtc = point.Start, point.GitCommit, point.N, point.Value }),
        Changes = series.Changes.Select(change => new
        {
            change.Index,
            change.LevelBefore,
            change.LevelAfter,
            change.Ratio,
            change.P,
            Verdict = HistoryTables.Word(change),
            CommitBefore = change.Before.GitCommit,
            CommitAfter = change.After.GitCommit,
            change.CommitRange,
            SameBuild = change.IsOfTheHost,
        }),
    };
}
