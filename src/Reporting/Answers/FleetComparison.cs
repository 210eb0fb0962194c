using MultifdBench.Comparison;
using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Answers;

/// <summary>All guests of a result set beside each other: which method wins for which, measured in one environment.</summary>
public sealed class FleetComparison
{
    /// <summary>Two guests are compared at a glance by their own tables.</summary>
    private const int LeastGuests = 3;

    /// <param name="results">The result set.</param>
    /// <param name="environment">Transport, limits and what else differs between environments of the set; empty for one.</param>
    /// <param name="series">The methods, in the order of the tables.</param>
    /// <param name="guests">The guests by name; of each at least one method completed all of its runs.</param>
    private FleetComparison(ResultSet results, string environment, IReadOnlyList<ChartSeries> series, IReadOnlyList<FleetGuest> guests)
    {
        Results = results;
        Environment = environment;
        Series = series;
        Guests = guests;
    }

    internal ResultSet Results { get; }

    internal string Environment { get; }

    internal IReadOnlyList<ChartSeries> Series { get; }

    internal IReadOnlyList<FleetGuest> Guests { get; }

    /// <summary>For titles.</summary>
    internal string Title => Environment.Length == 0 ? "all guests" : $"all guests, {Environment}";

    /// <summary>The comparisons of a result set: one for each environment in which at least three guests were measured.</summary>
    /// <param name="results">The result set.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlyList<FleetComparison> Of(ResultSet results, MethodLooks looks)
    {
        SummaryRow[] rows = [.. results.Summary.Where(row => row.Combination.Source == RunSource.Measured && row.N + row.Failures > 0)];
        if (rows.Length == 0) return [];
        RowLabels labels = new(rows.Select(row => row.Combination), looks);
        return
        [
            .. rows.GroupBy(row => string.Join(", ", labels.Environment(row.Combination)))
                .Select(group => Of(results, group.Key, [.. group], looks))
                .Where(one => one.Guests.Count >= LeastGuests),
        ];
    }

    /// <summary>The comparison as a table: a row per guest, its winner, who comes next, and how far all methods are behind.</summary>
    public PlainTable ToTable() => PlainTable.OfFigures(
        $"Which method wins for which guest: {Title}",
        ["guest", "winner", "total time (ms)", "next", "×", .. Series.Select(series => series.MethodName)],
        [
            .. Guests.Select(guest => (IReadOnlyList<string>)
            [
                guest.Name, guest.Winner.Brief, Units.Significant(guest.WinnerMs), guest.Next?.Other.Brief ?? "–", guest.Margin,
                .. Series.Select(series => guest.TimesOf(series) is { } times ? Units.Significant(times) : "–"),
            ]),
        ],
        alwaysShown: 5) with
    {
        Note = "Measured. Of each method the fewest channels that are not told apart from its fastest; the columns of methods: its total "
            + "time as a multiple of the winner's. (tie): not told apart with 95 % confidence; (n = …): too few runs "
            + "to say. –: not all runs completed.",
    };

    private static FleetComparison Of(ResultSet results, string environment, SummaryRow[] rows, MethodLooks looks)
    {
        bool isOneSize = rows.Select(row => row.Combination.MemoryMib).Distinct().Take(2).Count() == 1;
        return new FleetComparison(
            results, environment, ChartSeries.Of(rows, looks),
            [
                .. from guest in rows.GroupBy(row => (row.Combination.Workload, row.Combination.MemoryMib))
                   orderby guest.Key.Workload, guest.Key.MemoryMib
                   let title = ComparisonTable.TitleOf(guest.Key.Workload, guest.Key.MemoryMib)
                   let ranking = Ranking.Of(Contender.Of(new ChartScope(results, title, [.. guest], looks), guest), RunMetric.TotalTime)
                   where ranking is not null
                   select new FleetGuest(isOneSize ? guest.Key.Workload : title, ranking),
            ]);
    }
}

/// <summary>One guest of a fleet.</summary>
/// <param name="Name">Its workload, with its memory where guests differ in it.</param>
/// <param name="Ranking">Its methods by total time.</param>
internal sealed record FleetGuest(string Name, Ranking Ranking)
{
    /// <summary>The method with the least total time.</summary>
    public Contender Winner => Ranking.Leader;

    /// <summary>Its total time, ms.</summary>
    public double WinnerMs => Winner.Row.TotalTimeMs.Median!.Value;

    /// <summary>Who comes next; null for a guest with one method.</summary>
    public Contest? Next => Ranking.Contests.Count > 0 ? Ranking.Contests[0] : null;

    /// <summary>How many times as long the next method takes, and whether that may be chance.</summary>
    public string Margin => Next is null ? "–" : NextTimes + Doubt;

    /// <summary>How many times as long the next method takes; empty without one.</summary>
    public string NextTimes => Next is { } next ? Units.Significant(Times(next.Other)) : "";

    /// <summary>Why the next method may be as fast: a tie, or too few runs, and how many; empty where it is slower.</summary>
    public string Doubt => Next?.Standing switch
    {
        Standing.Tied => " (tie)",
        Standing.TooFew => Invariant.Text($" (n = {Math.Min(Winner.Row.N, Next.Other.Row.N)})"),
        _ => "",
    };

    /// <summary>Total time of a method as a multiple of the winner's; null where it has none.</summary>
    public double? TimesOf(ChartSeries series) => Find(series) is { } contender ? Times(contender) : null;

    /// <summary>The method's configuration that represents it; null where it has none.</summary>
    public Contender? Find(ChartSeries series) =>
        Ranking.Contests.Select(contest => contest.Other).Prepend(Winner).FirstOrDefault(one => series.Rows.Contains(one.Row));

    private double Times(Contender contender) => contender.Row.TotalTimeMs.Median!.Value / WinnerMs;
}
