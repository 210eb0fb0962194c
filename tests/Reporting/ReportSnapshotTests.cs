using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Reporting;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Comparisons;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Tests.Comparison;
using MultifdBench.Tests.Results;
using IAnsiConsole = Spectre.Console.IAnsiConsole;

namespace MultifdBench.Tests.Reporting;

/// <summary>A report of made-up rows as each reader gets it: pages, terminals, and pictures.</summary>
public sealed partial class ReportSnapshotTests : IDisposable
{
    private const int NarrowWidth = 80;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ReportFormat.Markdown)]
    [InlineData(ReportFormat.Rst)]
    [InlineData(ReportFormat.Csv)]
    public void Page_IsAsApproved(string format)
    {
        string path = Assert.Single(ReportWriter.Write([Set()], _folder["out"], BuiltIn.Methods.Looks, [format]));
        Snapshot.Matches($"{Path.GetFileName(path)}.txt", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(NarrowWidth, false)]
    [InlineData(TerminalWidth.Default, true)]
    public void TerminalTables_AreAsApproved(int width, bool allRows) => Snapshot.Matches(
        $"terminal-{width}.txt",
        Rendered(width, console => TerminalTables.Write(ComparisonTable.Of(Set(), BuiltIn.Methods.Looks), console, allRows)));

    [Fact]
    public void Verdicts_AreAsApproved()
    {
        Combination failing = Rows.Cell("zstd", 4);
        RunRow[] before = [.. new Sides(1).Runs(Rows.Cell(), 10, 0.01), .. new Sides(2).Runs(failing, 10, 0.01)];
        RunRow[] after = [.. new Sides(3).Runs(Rows.Cell(), 10, 0.01, 1.1), .. new Sides(4).Runs(failing, 10, 0.01, 0.8)];
        after[^1] = after[^1] with { Outcome = RunOutcome.Timeout, Reason = "timeout is 120s" };
        SetComparison comparison = SetComparer.Compare(
            Sides.Side("base", Sides.Session("base", 0, before)), Sides.Side("new", Sides.Session("new", 30, after)), new GateOptions());
        VerdictLabels labels = new(comparison.Cells.Select(cell => cell.Combination), BuiltIn.Methods.Looks);
        Snapshot.Matches("verdicts.md.txt", VerdictMarkdown.Render(comparison, labels));
        Snapshot.Matches("verdicts.xml", Encoding.UTF8.GetString(VerdictJUnit.Render(comparison, labels)));
        Snapshot.Matches("verdicts.txt", Rendered(TableLayout.PipedWidth, console =>
        {
            VerdictTables.Groups(comparison, labels).Write(console, isComplete: true);
            VerdictTables.Cells(comparison, labels, all: true).Write(console, isComplete: true);
        }));
    }

    /// <summary>One of each kind: bars of another metric are bars.</summary>
    [Theory]
    [InlineData("total-time-ms")]
    [InlineData("ratio-scatter")]
    [InlineData("channel-scaling")]
    [InlineData("timeline")]
    [InlineData("page-sizes")]
    public void Chart_IsAsApproved(string kind)
    {
        Chart chart = ChartCatalog.Of(Set(), BuiltIn.Methods.Looks)
            .Single(chart => chart.Name.EndsWith($"-{kind}", StringComparison.Ordinal));
        Snapshot.Matches($"{kind}.svg", Drawn(chart.ToSvg()));
    }

    [Theory]
    [InlineData("total-time-by-link")]
    [InlineData("dirty-rate-by-link")]
    public void ChartOverLinks_IsAsApproved(string kind)
    {
        Chart chart = ChartCatalog.Of(LinkChartTests.Set(_folder["links"]), BuiltIn.Methods.Looks)
            .Single(chart => chart.Name.EndsWith($"-{kind}", StringComparison.Ordinal));
        Snapshot.Matches($"{kind}.svg", Drawn(chart.ToSvg()));
    }

    private ResultSet Set() => Sets.Write(_folder["set"], Sets.Mixed());

    private static string Rendered(int width, Action<IAnsiConsole> write)
    {
        using StringWriter output = new();
        IAnsiConsole console = TerminalTables.CreateConsole(output, isInteractive: false);
        console.Profile.Width = width;
        write(console);
        return output.ToString();
    }

    /// <summary>With tenths of units, below which processors may differ, and without the numbers that count a process's charts.</summary>
    private static string Drawn(byte[] svg) => Decimals().Replace(
        Clips().Replace(Encoding.UTF8.GetString(svg), "clip"),
        number => double.Parse(number.ValueSpan, CultureInfo.InvariantCulture).ToString("0.#", CultureInfo.InvariantCulture));

    [GeneratedRegex("cl_[0-9a-f]+")]
    private static partial Regex Clips();

    [GeneratedRegex(@"-?(?<![.\d])[0-9]+\.[0-9]{2,}")]
    private static partial Regex Decimals();
}
