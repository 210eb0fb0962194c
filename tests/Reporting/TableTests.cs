using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;
using MultifdBench.Tests.Results;
using IAnsiConsole = Spectre.Console.IAnsiConsole;

namespace MultifdBench.Tests.Reporting;

public sealed class TableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Header =
        "| channels, method | total time (ms) | downtime (ms) | throughput (Mbit/s) | pages/s | ratio | CPU s"
        + " | speed-up | n | lib | source | remarks |";

    private const string Caption =
        "box (Some CPU); measured, n = 0 to 1; simulated on model spr-iaa4, n = 1. Single runs, so without "
        + "intervals; throughput is bytes on the wire, of which fewer do where pages are compressed; pages/s is"
        + " the mean of the migration, zero pages and resent ones too; CPU s is source + destination; speed-up "
        + "is against zlib on as many channels. Simulated total times are off by 9.7 % in the median, and their"
        + " downtime is mostly a constant of the model. All rows: over memory, zero pages multifd, no bandwidth"
        + " limit, downtime limit 300 ms, layout qemu-9.0.";

    private static readonly string Expected =
        """
        HEADER
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |
        | 2 chl, zlib-1 | 1000 | 20.0 | 501 | 260000 | 2.50 | 2.00 | 1.00× | 1 | a | measured |  |
        | 2 chl, zstd-1 | 500 | 20.0 | 501 | 260000 | 2.50 | 2.00 | 2.00× | 1 | b | measured |  |
        | 2 chl, qpl | – | – | – | – | – | – | – | 0 | – | measured | unavailable \[1\] |
        | 8 chl, zlib-1 | \> 120000 | – | – | – | – | – | – | 0 of 2 | a | measured | 100% failure, timeout is 120s \[2\] |
        | 4 chl, qpl (simulated) | 250 | 20.0 | 501 | 260000 | 2.50 | 2.00 | – | 1 | c | simulated |  |

        [1] unavailable: there is no IAA device: no accelerator of its kind is configured

        [2] There are more channels than this host's 2 cores: the threads take turns.

        lib: a = libz 1.3; b = MultifdBench.Deflate 9.9.9 (this project's own codec); c = model spr-iaa4.

        CAPTION

        """.Replace("HEADER", Header, StringComparison.Ordinal).Replace("CAPTION", Caption, StringComparison.Ordinal);

    [Fact]
    public void Markdown_IsThis()
    {
        ResultSet set =
            Sets.Write(_folder["set"], Sets.Mixed().Where(run => !(run.Method == "zlib" && run.Channels == 4)).Select(WithVersion));
        Assert.Equal(Expected, MarkdownTable.Render(Assert.Single(ComparisonTable.Of(set, BuiltIn.Methods.Looks))));
    }

    private static RunRow WithVersion(RunRow run) =>
        run with
        {
            Library = run.Library.Replace("libzstd", "MultifdBench.Deflate 9.9.9", StringComparison.Ordinal).Replace("libz", "libz 1.3",
                StringComparison.Ordinal),
        };

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
        // Three of ten ran longer than all others: the middle of ten lies between the fifth and the sixth.
        Assert.Equal(785, row.Summary.TotalTimeMs.Median);
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
        Assert.Equal("3 jobs ran in software",
            Remarks.Of(new SummaryRow { Combination = Rows.Cell(), N = 1, Notes = "3 jobs ran in software" }));

    [Fact]
    public void Interval_IsItsLongerSide_AndSingleRunsHaveNone()
    {
        Combination cell = Rows.Cell();
        double[] times = [900, 1000, 1400];
        ResultSet set = Sets.Write(_folder["set"],
            times.Select((time, i) => Rows.Run(cell, i + 1, time)).Append(Rows.Run(Rows.Cell("zstd"), totalTimeMs: 500)));
        Estimate estimate = Estimate.Of(times.Select(time => (double?)time));
        double half = Math.Max(estimate.Hi!.Value - 1000, 1000 - estimate.Lo!.Value);
        string markdown = MarkdownTable.Render(ComparisonTable.Of(set, BuiltIn.Methods.Looks)[0]);
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
        ComparisonTable table =
            ComparisonTable.Of(Sets.Write(_folder["set"], cells.Select(one => Rows.Run(one))), BuiltIn.Methods.Looks)[0];
        Assert.Equal(cells.Length, table.Rows.Select(row => row.Label).Distinct().Count());
        Assert.Contains(table.Rows, row => row.Label.Contains("over tcp", StringComparison.Ordinal));
        Assert.DoesNotContain(table.Rows, row => row.Label.Contains("bandwidth", StringComparison.Ordinal));
    }

    [Fact]
    public void Speedup_ComparesWithZlibOfTheSameChannelsAndSource_WhateverTheLibrary()
    {
        ComparisonTable table = ComparisonTable.Of(Sets.Write(_folder["set"], Sets.Mixed()), BuiltIn.Methods.Looks)[0];
        Assert.Equal(2, Find(table, "2 chl, zstd-1").Speedup);
        Assert.Equal(1, Find(table, "4 chl, zlib-1").Speedup);
        Assert.Null(Find(table, "4 chl, qpl (simulated)").Speedup);
    }

    [Fact]
    public void PipedTables_HaveNoEscapeCodes_AndKeepEveryRowOnOneLine()
    {
        if (TerminalWidth.Asked() is not null) Assert.Skip($"{TerminalWidth.Variable} is set, and wins");
        using StringWriter output = new();
        TerminalTables.Write(ComparisonTable.Of(Sets.Write(_folder["set"], Sets.Mixed()), BuiltIn.Methods.Looks), output,
            isInteractive: false, allRows: true);
        string[] lines = output.ToString().Split('\n');
        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.All(lines, line => Assert.InRange(line.TrimEnd('\r').Length, 0, TerminalWidth.Default));
        string failed = Assert.Single(lines, line => line.Contains("8 chl, zlib-1", StringComparison.Ordinal));
        string reason = Assert.Single(lines, line => line.Contains("] 100% failure, timeout is 120s", StringComparison.Ordinal));
        Assert.Contains(reason[..3], failed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("132", 132)]
    [InlineData("19", null)]
    [InlineData("-80", null)]
    [InlineData("wide", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Width_IsWhatTheVariableSays_WhereThatIsAWidth(string? text, int? width) => Assert.Equal(width, TerminalWidth.Parse(text));

    /// <summary>Of channel counts that are not told apart the fewest is shown; what never ran is said below.</summary>
    [Fact]
    public void Terminal_ShowsTheBestRowOfEachMethod_AndTheRestOnRequest()
    {
        RunRow[] runs =
        [
            .. Repeated(Rows.Cell(), 1000), .. Repeated(Rows.Cell("zlib", 4), 1001), .. Repeated(Rows.Cell("zstd"), 900),
            .. Repeated(Rows.Cell("zstd", 4), 500), .. Sets.Mixed().Where(run => run.Outcome == RunOutcome.Unavailable),
        ];
        IReadOnlyList<ComparisonTable> tables = ComparisonTable.Of(Sets.Write(_folder["set"], runs), BuiltIn.Methods.Looks);
        string best = Rendered(console => TerminalTables.Write(tables, console, allRows: false), TerminalWidth.Default);
        Assert.Equal(["4 chl, zstd-1 [1]", "2 chl, zlib-1"], Labels(best));
        Assert.Contains("qpl: unavailable: there is no IAA device: no accelerator of its kind is configured\n", best,
            StringComparison.Ordinal);
        Assert.Contains("--all-rows shows 2 more.", best, StringComparison.Ordinal);
        string all = Rendered(console => TerminalTables.Write(tables, console, allRows: true), TerminalWidth.Default);
        Assert.Equal(["4 chl, zstd-1 [1]", "2 chl, zlib-1", "2 chl, zstd-1", "2 chl, qpl [2]", "4 chl, zlib-1 [1]"], Labels(all));
        Assert.DoesNotContain("--all-rows", all, StringComparison.Ordinal);
    }

    /// <summary>A warning is a text below all tables and a mark on each row concerned; figures of a model have none.</summary>
    [Fact]
    public void ShortMedians_AndChannelsBeyondTheCores_CarryAWarningThatIsSaidOnce()
    {
        RunRow[] runs =
        [
            Rows.Run(Rows.Cell(), totalTimeMs: 199.9), Rows.Run(Rows.Cell("zstd"), totalTimeMs: 200),
            Rows.Run(Rows.Cell("zstd", 3), totalTimeMs: 100),
            Rows.Run(Rows.Cell("qpl", 8, RunSource.Simulated), totalTimeMs: 10),
        ];
        IReadOnlyList<ComparisonTable> tables = ComparisonTable.Of(Sets.Write(_folder["set"], runs), BuiltIn.Methods.Looks);
        Assert.Equal([1, 0, 2, 0], tables[0].Rows.Select(row => row.Warnings.Count));
        string text = Rendered(console => TerminalTables.Write(tables, console, allRows: true), TerminalWidth.Default);
        Assert.Single(text.Split("below 200 ms").Skip(1));
        Assert.Single(text.Split("more channels than this host's 2 cores").Skip(1));
        Assert.Contains("3 chl, zstd-1 [1][2]", Labels(text));
        Assert.Contains("more channels than this host's 2 cores", MarkdownTable.Render(tables[0]), StringComparison.Ordinal);
    }

    /// <summary>Figures over different links are never rows of one table; what is only simulated says so in its title.</summary>
    [Fact]
    public void EachLink_HasATable_AndSoHasEachModelOfWhatIsOnlySimulated()
    {
        Combination simulated = Rows.Cell("qpl", 2, RunSource.Simulated) with { MemoryMib = 65536, Model = "spr-v4 a=1" };
        RunRow[] runs =
        [
            Rows.Run(Rows.Cell()), Rows.Run(Rows.Cell() with { MaxBandwidthMbps = 1000 }), Rows.Run(simulated),
            Rows.Run(simulated with { Model = "spr-qat" }),
        ];
        ResultSet set = Sets.Write(_folder["set"], runs);
        IReadOnlyList<ComparisonTable> tables = ComparisonTable.Of(set, BuiltIn.Methods.Looks);
        Assert.Equal(
            ["redis-ycsb-b, 1.00 GiB, no bandwidth limit", "redis-ycsb-b, 1.00 GiB, at most 1000 Mbit/s",
                "redis-ycsb-b, 64.0 GiB, simulated, model spr-v4", "redis-ycsb-b, 64.0 GiB, simulated, model spr-qat"],
            tables.Select(table => table.Title).OrderByDescending(title => title.Contains("no band", StringComparison.Ordinal)));
        Assert.All(tables, table => Assert.True(Assert.Single(table.Rows).IsBest));
        Assert.Equal("2 chl, qpl-1", tables[^1].Rows[0].Label);
    }

    [Fact]
    public void Csv_HasOneRowPerCombination_WithAllDigits()
    {
        string[] lines = CsvTable.Render(ComparisonTable.Of(Sets.Write(_folder["set"], Sets.Mixed()), BuiltIn.Methods.Looks)).Split("\r\n",
            StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        int columns = lines[0].Split(',').Length;
        string zstd = Assert.Single(lines, line => line.Contains("2 chl, zstd-1", StringComparison.Ordinal));
        Assert.Contains(",500.5,", zstd, StringComparison.Ordinal);
        Assert.Equal(columns, zstd.Replace("\"2 chl, zstd-1\"", "label", StringComparison.Ordinal).Split(',').Length);
    }

    /// <summary>Columns go by rank, never the time, never what says whether it was measured; and a figure stays whole.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void Terminal_KeepsTimeAndSourceAtEveryWidth_AndBreaksNoNumber(int width)
    {
        ComparisonTable table = ComparisonTable.Of(Sets.Write(_folder["set"], LongRows()), BuiltIn.Methods.Looks)[0];
        string text = Rendered(console => TerminalTables.Write([table], console, allRows: true), width);
        string[] grid = [.. text.Split('\n').Where(line => line.StartsWith('|') || line.StartsWith('+'))];
        Assert.All(grid, line => Assert.InRange(line.Length, 1, width));
        TableCells cells = new(table);
        string[] labels = Labels(text);
        Assert.All(table.Rows, row =>
        {
            string time = cells.Of(row)[1];
            string line = Assert.Single(grid, line => line.Contains($" {time} |", StringComparison.Ordinal));
            Assert.Contains($" {row.Source} ", line, StringComparison.Ordinal);
            // Columns go before a label is broken: only at 60 nothing is left that may go.
            if (width > 60) Assert.Contains(labels, label => label.StartsWith(row.Label, StringComparison.Ordinal));
        });
        string[] hidden = [.. TableCells.Columns.Select(column => column.Header)
            .Where(header => text.Split("No room at this width for: ").Skip(1)
                .Any(rest => rest.Replace('\n', ' ').Contains(header, StringComparison.Ordinal)))];
        Assert.Equal(width < 200, hidden.Length > 0);
        Assert.DoesNotContain("source", hidden);
        Assert.DoesNotContain("total time (ms)", hidden);
        string libraries = hidden.Contains(TableCells.LibraryHeader) ? "Done by" : "lib: a =";
        Assert.Contains($"{libraries} libz 1.2.13", text, StringComparison.Ordinal);
        // Where remarks have no column, a failure is said below.
        Assert.Contains("100% failure", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void PlainTables_DropColumnsByRank_AndBreakTextsOnly(int width)
    {
        PlainTable table = new(
            "Figures",
            [new("combination", false, MinWidth: 20), new("figure", true), new("other", true, Rank: 1), new("third", true, Rank: 2),
                new("verdict", false)],
            [["redis-ycsb-b, 256 MiB: 2 chl, qpl+iaa canned (simulated)", "1234567 ± 1234567", "0.98 … 1.02",
                "12345678901234567890", "undecided"]]);
        string text = Rendered(console => table.Write(console, isComplete: false), width);
        Assert.All(text.Split('\n').Where(line => line.StartsWith('|')), line => Assert.InRange(line.Length, 1, width));
        Assert.Contains(" 1234567 ± 1234567 |", text, StringComparison.Ordinal);
        Assert.Contains(" undecided ", text, StringComparison.Ordinal);
        Assert.Equal(width >= 80, text.Contains(" 0.98 … 1.02 |", StringComparison.Ordinal));
        Assert.Equal(width >= 100, text.Contains(" 12345678901234567890 |", StringComparison.Ordinal));
        Assert.Equal(width < 100, text.Contains("No room at this width for: ", StringComparison.Ordinal));
    }

    /// <summary>A note is no part of the grid: it is not broken, and stands there also where no row does.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Note_IsBelow_WhateverIsAbove(int rows)
    {
        string note = new('n', 300);
        string[][] cells = [.. Enumerable.Range(0, rows).Select(_ => new[] { "name", "1", "2" })];
        using StringWriter output = new();
        (PlainTable.OfFigures("Title", ["row", "a", ""], cells, alwaysShown: 2) with { Note = note }).Write(output, isInteractive: false);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(("Title", note), (lines[0], lines[^1]));
        Assert.Equal(rows == 0 ? 2 : 7, lines.Length);
    }

    /// <summary>A column without a name goes with the one before it.</summary>
    [Fact]
    public void FiguresOfOneKind_GoTogether()
    {
        PlainTable table = PlainTable.OfFigures("", ["row", "time", "other", "", "last"], [], alwaysShown: 2);
        Assert.Equal([0, 0, 2, 2, 4], table.Columns.Select(column => column.Rank));
        Assert.Equal([false, true, true, true, true], table.Columns.Select(column => column.IsNumber));
    }

    /// <summary>What no terminal bounds has every column, however wide that is.</summary>
    [Fact]
    public void PipedTables_AreComplete()
    {
        PlainColumn[] columns = [.. Enumerable.Range(0, 40)
            .Select(index => new PlainColumn($"column{index}", IsNumber: true, Rank: index))];
        using StringWriter output = new();
        new PlainTable("", columns, [[.. columns.Select(column => column.Header)]]).Write(output, isInteractive: false);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(5, lines.Length);
        Assert.Equal(40, lines[3].Split('|', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    /// <summary>A reason in parts leaves its first one in the row; what is one sentence would stand there whole, and below again.</summary>
    [Theory]
    [InlineData(
        "downtime is a constant of the host model (switchover_ms)", "downtime is a constant of the host model (switchover_ms)", 0)]
    [InlineData("12 jobs of 400 went to the CPU: queue full", "12 jobs of 400 went to the CPU [1]", 1)]
    [InlineData("short: whole", "short: whole", 0)]
    public void Remarks_AreSaidOnce(string note, string inRow, int footnotes)
    {
        ResultSet set = Sets.Write(_folder["set"], [Rows.Run(Rows.Cell()) with { Notes = note }]);
        ComparisonTable table = Assert.Single(ComparisonTable.Of(set, BuiltIn.Methods.Looks));
        TableCells cells = new(table);
        Assert.Equal(inRow, cells.Of(table.Rows[0])[TableCells.RemarksColumn]);
        Assert.Equal(footnotes, cells.Footnotes.Count);
    }

    [Fact]
    public void Library_IsNamedWithItsVersion_AndBothVersionsAfterAnUpgrade()
    {
        Combination cell = Sets.Library(Rows.Cell(), "libz");
        ResultSet set =
            Sets.Write(_folder["set"], [Rows.Run(cell) with { Library = "libz 1.2.13" }, Rows.Run(cell, 2) with { Library = "libz 1.3" }]);
        ComparisonTable table = Assert.Single(ComparisonTable.Of(set, BuiltIn.Methods.Looks));
        Assert.Equal("libz 1.2.13 and libz 1.3", Assert.Single(table.Rows).Library);
        Assert.Contains("lib: a = libz 1.2.13 and libz 1.3.", MarkdownTable.Render(table), StringComparison.Ordinal);
        Assert.Contains("lib\\: a = libz 1.2.13 and libz 1.3.", RstTable.Render(table), StringComparison.Ordinal);
        Assert.Contains(",libz 1.2.13 and libz 1.3,", CsvTable.Render([table]), StringComparison.Ordinal);
    }

    /// <summary>Long labels, intervals, a footnote and a failure: what collapsed at 80 columns.</summary>
    private static IEnumerable<RunRow> LongRows()
    {
        Combination qpl = Rows.Cell("qpl") with { Level = null, Huffman = "canned" };
        foreach (Combination cell in (Combination[])[Rows.Cell(), Rows.Cell("zstd", 4), qpl, qpl with { Huffman = "fixed" }])
        {
            for (int i = 1; i <= 10; i++)
                yield return Rows.Run(cell, i, cell.Channels * 1000 + cell.Huffman.Length * 100 + 10 * i) with
                {
                    Library = cell.Method == "zlib" ? "libz 1.2.13" : "other 1",
                };
        }

        yield return Rows.Run(qpl with { Source = RunSource.Simulated, Accel = "qpl", Path = "hardware", Model = "spr-v4" }, 1, 68.9);
        yield return Rows.Run(
            qpl with { Source = RunSource.Simulated, Accel = "qpl", Path = "hardware", Model = "spr-v4", Huffman = "fixed" }, 1, 69.1);
        yield return Sets.Failed(Rows.Cell("zlib", 8), 1, RunOutcome.Timeout, "timeout is 120s");
    }

    private static IEnumerable<RunRow> Repeated(Combination cell, double totalTimeMs) =>
        Enumerable.Range(1, 10).Select(i => Rows.Run(cell, i, totalTimeMs + i));

    /// <summary>First cells of the rows, headers apart.</summary>
    private static string[] Labels(string text) =>
    [
        .. text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim())
            .Where(cell => cell.Contains("chl", StringComparison.Ordinal)),
    ];

    private static string Rendered(Action<IAnsiConsole> write, int width)
    {
        using StringWriter output = new();
        IAnsiConsole console = TerminalTables.CreateConsole(output, isInteractive: false);
        console.Profile.Width = width;
        write(console);
        return output.ToString().Replace("\r", "", StringComparison.Ordinal);
    }

    private static string RenderAll(ResultSet set)
    {
        IReadOnlyList<ComparisonTable> tables = ComparisonTable.Of(set, BuiltIn.Methods.Looks);
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

    private static ComparisonRow RowOf(ResultSet set, string label) => Find(ComparisonTable.Of(set, BuiltIn.Methods.Looks)[0], label);

    private static ComparisonRow Find(ComparisonTable table, string label) => Assert.Single(table.Rows, row => row.Label == label);
}
