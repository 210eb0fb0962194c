using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

public sealed class TableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Expected =
        """
        | channels, method | total time (ms) | downtime (ms) | throughput (Mbit/s) | pages/s | ratio | CPU s | speed-up | n | source | remarks |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |
        | 2 chl, zlib-1 | 1000 | 20.0 | 501 | 260000 | 2.50 | 2.00 | 1.00× | 1 | measured |  |
        | 2 chl, zstd-1 | 500 | 20.0 | 501 | 260000 | 2.50 | 2.00 | 2.00× | 1 | measured |  |
        | 2 chl, qpl | – | – | – | – | – | – | – | 0 | measured | unavailable \[1\] |
        | 8 chl, zlib-1 | – | – | – | – | – | – | – | 0 of 2 | measured | 100% failure, timeout is 120s |
        | 4 chl, qpl (simulated) | 250 | 20.0 | 501 | 260000 | 2.50 | 2.00 | – | 1 | simulated |  |

        [1] unavailable: there is no IAA device: no accelerator of its kind is configured

        box (Some CPU); measured, n = 0 to 1; simulated on model spr-iaa4, n = 1. Single runs, so without intervals; pages/s is the mean of the migration, CPU s is source + destination, speed-up is against zlib on as many channels. All rows: over memory, zero pages multifd, no bandwidth limit, downtime limit 300 ms, layout qemu-9.0.

        """;

    [Fact]
    public void Markdown_IsThis()
    {
        ResultSet set = Sets.Write(_folder["set"], Sets.Mixed().Where(run => !(run.Method == "zlib" && run.Channels == 4)));
        Assert.Equal(Expected, MarkdownTable.Render(Assert.Single(ComparisonTable.Of(set))));
    }

    [Fact]
    public void AllRenderings_AreTheSame_WhereCommasSeparateDecimals()
    {
        ResultSet set = Sets.Write(_folder["set"], Sets.Mixed());
        string invariant = RenderAll(set);
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CommaCulture();
        try
        {
            Assert.Equal("0,5", 0.5.ToString(CultureInfo.CurrentCulture));
            Assert.Equal(invariant, RenderAll(set));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void PartialFailure_StandsBesideTheFigures()
    {
        ComparisonRow row = RowOf(Sets.Write(_folder["set"], Sets.Mixed()), "4 chl, zlib-1");
        Assert.Equal("30% failure, timeout is 120s", row.Remark);
        Assert.Equal("7 of 10", row.Runs);
        Assert.Equal(770, row.Summary.TotalTimeMs.Median);
    }

    [Theory]
    [InlineData(1, 999, "1% failure")]
    [InlineData(999, 1, "99% failure")]
    [InlineData(4, 0, "100% failure")]
    public void FailureRate_IsNeverRoundedToNoneOrAll(int failures, int completed, string remark)
    {
        SummaryRow row = new() { Combination = Rows.Cell(), N = completed, Failures = failures };
        Assert.Equal(remark, Remarks.Of(row));
    }

    [Fact]
    public void NotesOfCompletedRuns_AreTheRemark() =>
        Assert.Equal("3 jobs ran in software", Remarks.Of(new SummaryRow { Combination = Rows.Cell(), N = 1, Notes = "3 jobs ran in software" }));

    [Fact]
    public void Interval_IsItsLongerSide_AndSingleRunsHaveNone()
    {
        Combination cell = Rows.Cell();
        double[] times = [900, 1000, 1400];
        ResultSet set = Sets.Write(_folder["set"], times.Select((time, i) => Rows.Run(cell, i + 1, time)).Append(Rows.Run(Rows.Cell("zstd"), totalTimeMs: 500)));
        Estimate estimate = Estimate.Of(times.Select(time => (double?)time));
        double half = Math.Max(estimate.Hi!.Value - 1000, 1000 - estimate.Lo!.Value);
        string markdown = MarkdownTable.Render(ComparisonTable.Of(set)[0]);
        Assert.Contains($"| 2 chl, zlib-1 | 1000 ± {Units.Significant(half)} |", markdown, StringComparison.Ordinal);
        Assert.Contains("| 2 chl, zstd-1 | 500 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_NameTheSettingsThatDiffer_AndOnlyThose()
    {
        Combination cell = Sets.Library(Rows.Cell(), "libz");
        Combination[] cells =
        [
            cell, cell with { Transport = "tcp" }, cell with { Library = "zlib-ng" }, cell with { Streams = 4 },
            cell with { ZeroPageDetection = "legacy" }, cell with { DowntimeLimitMs = 100 }, cell with { WireLayout = "qemu-7.2" },
            Rows.Cell("zlib", 2, RunSource.Simulated), Rows.Cell("zlib", 2, RunSource.Simulated) with { Model = "other" },
        ];
        ComparisonTable table = ComparisonTable.Of(Sets.Write(_folder["set"], cells.Select(one => Rows.Run(one))))[0];
        Assert.Equal(cells.Length, table.Rows.Select(row => row.Label).Distinct().Count());
        Assert.Contains(table.Rows, row => row.Label.Contains("over tcp", StringComparison.Ordinal));
        Assert.DoesNotContain(table.Rows, row => row.Label.Contains("bandwidth", StringComparison.Ordinal));
    }

    [Fact]
    public void Speedup_ComparesWithZlibOfTheSameChannelsAndSource_WhateverTheLibrary()
    {
        ComparisonTable table = ComparisonTable.Of(Sets.Write(_folder["set"], Sets.Mixed()))[0];
        Assert.Equal(2, Find(table, "2 chl, zstd-1").Speedup);
        Assert.Equal(1, Find(table, "4 chl, zlib-1").Speedup);
        Assert.Null(Find(table, "4 chl, qpl (simulated)").Speedup);
    }

    [Fact]
    public void PipedTables_HaveNoEscapeCodes_AndKeepEveryRowOnOneLine()
    {
        using StringWriter output = new();
        TerminalTables.Write(ComparisonTable.Of(Sets.Write(_folder["set"], Sets.Mixed())), output, isInteractive: false);
        string[] lines = output.ToString().Split('\n');
        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.All(lines, line => Assert.InRange(line.TrimEnd('\r').Length, 0, 160));
        string failed = Assert.Single(lines, line => line.Contains("8 chl, zlib-1", StringComparison.Ordinal));
        Assert.Contains("100% failure, timeout is 120s", failed, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_HasOneRowPerCombination_WithAllDigits()
    {
        string[] lines = CsvTable.Render(ComparisonTable.Of(Sets.Write(_folder["set"], Sets.Mixed()))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        int columns = lines[0].Split(',').Length;
        string zstd = Assert.Single(lines, line => line.Contains("2 chl, zstd-1", StringComparison.Ordinal));
        Assert.Contains(",500.5,", zstd, StringComparison.Ordinal);
        Assert.Equal(columns, zstd.Replace("\"2 chl, zstd-1\"", "label", StringComparison.Ordinal).Split(',').Length);
    }

    private static string RenderAll(ResultSet set)
    {
        IReadOnlyList<ComparisonTable> tables = ComparisonTable.Of(set);
        using StringWriter output = new();
        TerminalTables.Write(tables, output, isInteractive: false);
        return output + MarkdownTable.Render(tables[0]) + CsvTable.Render(tables);
    }

    /// <summary>German separators; the culture itself is not there in globalization-invariant mode.</summary>
    private static CultureInfo CommaCulture()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        return culture;
    }

    private static ComparisonRow RowOf(ResultSet set, string label) => Find(ComparisonTable.Of(set)[0], label);

    private static ComparisonRow Find(ComparisonTable table, string label) => Assert.Single(table.Rows, row => row.Label == label);
}
