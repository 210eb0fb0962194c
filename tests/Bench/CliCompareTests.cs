using System.Text.Json;
using System.Xml.Linq;
using MultifdBench.Bench.Cli;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Reporting.Comparisons;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Tests.Comparison;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench compare</c> as a CI job sees it: exit codes and files.</summary>
public sealed class CliCompareTests
{
    [Theory]
    [InlineData(1.0, ExitCodes.Done, "No regression")]
    [InlineData(1.1, ExitCodes.CheckFailed, "Regression: redis-ycsb-b, 1.00 GiB: zlib-1 × 1 total time (ms)")]
    public async Task ExitCode_SaysWhetherItIsSlower(double factor, int exitCode, string sentence)
    {
        using TemporaryFolder folder = new();
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 20, 0.01));
        Write(folder["new"], new Sides(2).Runs(Rows.Cell(), 20, 0.01, factor));
        CliRun run = await CliRun.Of("compare", folder["base"], folder["new"]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
        Assert.Contains("note: one session on each side", run.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// The quotient of the two figures in a row is the ratio beside them, in text, Markdown and JUnit; and the library is named.
    /// </summary>
    [Fact]
    public async Task FiguresInARow_BelongTogether_EverywhereTheyStand()
    {
        using TemporaryFolder folder = new();
        // Skewed samples: their medians and their trimmed geometric means have other ratios.
        double[] before = [40, 41, 42, 43, 44, 90, 95], after = [50, 51, 52, 53, 160, 170, 180];
        Write(folder["base"], before.Select((time, i) => Rows.Run(Rows.Cell(), i + 1, time) with { Library = "libz 1.2.13" }));
        Write(folder["new"], after.Select((time, i) => Rows.Run(Rows.Cell(), i + 1, time) with { Library = "libz 1.3" }));
        CliRun run =
            await CliRun.Of("compare", folder["base"], folder["new"], "--all", "--markdown", folder["c.md"], "--junit", folder["c.xml"]);
        Assert.Contains("note: library of zlib-1: BASE libz 1.2.13, NEW libz 1.3", run.Error, StringComparison.Ordinal);
        string markdown = await File.ReadAllTextAsync(folder["c.md"], TestContext.Current.CancellationToken);
        foreach (string text in (string[])[run.Output, markdown])
        {
            string line = text.Split('\n').First(
                line => line.Contains("2 chl, zlib-1", StringComparison.Ordinal) && line.Contains("total time", StringComparison.Ordinal));
            double[] figures = [.. line.Split('|').Skip(3).Take(3)
                .Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(figures[2], figures[1] / figures[0], 2);
        }

        Assert.Matches(@"total time \(ms\): [\d.]+ → [\d.]+, NEW / BASE = ",
            await File.ReadAllTextAsync(folder["c.xml"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FiguresWithoutTheRunsThatTimedOut_SaySo()
    {
        using TemporaryFolder folder = new();
        RunRow[] after = [.. new Sides(2).Runs(Rows.Cell(), 20, 0.01)];
        after[3] = after[3] with { Outcome = RunOutcome.Timeout, Reason = "timeout is 120s" };
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 20, 0.01));
        Write(folder["new"], after);
        CliRun run = await CliRun.Of("compare", folder["base"], folder["new"], "--all");
        string line = run.Output.Split('\n').Last(line => line.Contains("total time (ms)", StringComparison.Ordinal));
        Assert.Contains("NEW without 1 of 20 runs that did not complete", line, StringComparison.Ordinal);
        Assert.DoesNotContain("BASE without", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not called faster", run.Output, StringComparison.Ordinal);
        Write(folder["faster"], after.Select(run => run with { TotalTimeMs = run.TotalTimeMs / 2 }));
        CliRun faster = await CliRun.Of("compare", folder["base"], folder["faster"], "--all");
        Assert.Equal(ExitCodes.CannotDecide, faster.ExitCode);
        Assert.Contains(
            "total time (ms): not called faster, since NEW completed a smaller share of its runs", faster.Output, StringComparison.Ordinal);
    }

    /// <summary>Label, ratio and verdict at every width; a figure and the one that it is compared with stay or go together.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void Tables_KeepRatioAndVerdictAtEveryWidth(int width)
    {
        Sides sides = new(1);
        SetComparison comparison =
            SetComparer.Compare(sides.Single("base", 20, 0.01), sides.Single("new", 20, 0.01, 1.1), new GateOptions());
        VerdictLabels labels = new(comparison.Cells.Select(cell => cell.Combination), BuiltIn.Methods.Looks);
        using StringWriter output = new();
        Spectre.Console.IAnsiConsole console = TerminalTables.CreateConsole(output, isInteractive: false);
        console.Profile.Width = width;
        VerdictTables.Cells(comparison, labels, all: true).Write(console, isComplete: false);
        string[] lines = [.. output.ToString().Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith('|'))];
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        string time = Assert.Single(lines, line => line.Contains("total time", StringComparison.Ordinal));
        Assert.Matches(@"\| +1\.\d{3} \|", time);
        Assert.Contains("| slower", time, StringComparison.Ordinal);
        string header = lines[0];
        Assert.Equal(header.Contains("  BASE |", StringComparison.Ordinal), header.Contains("  NEW |", StringComparison.Ordinal));
        Assert.Equal(width == 200, header.Contains("remarks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TooFewRuns_Exit2()
    {
        using TemporaryFolder folder = new();
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 1, 0.01));
        CliRun run = await CliRun.Of("compare", folder["base"], folder["base"]);
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains("too few runs, at least two on each side are needed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsOneObjectWithTheColumnsNames()
    {
        using TemporaryFolder folder = new();
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 20, 0.01));
        Write(folder["new"], new Sides(2).Runs(Rows.Cell(), 20, 0.01, 1.1));
        CliRun run = await CliRun.Of("compare", folder["base"], folder["new"], "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("regression", json.RootElement.GetProperty("outcome").GetString());
        JsonElement time = json.RootElement.GetProperty("comparisons").EnumerateArray()
            .First(one => one.GetProperty("figures").GetProperty("metric").GetString() == "total_time_ms");
        Assert.Equal(("zlib", 2, "memory"),
            (time.GetProperty("method").GetString(), time.GetProperty("channels").GetInt32(), time.GetProperty("transport").GetString()));
        JsonElement figures = time.GetProperty("figures");
        Assert.Equal("slower", figures.GetProperty("verdict").GetString());
        Assert.InRange(figures.GetProperty("ratio").GetDouble(), 1.08, 1.12);
        Assert.Equal(20, figures.GetProperty("base").GetProperty("n").GetInt32());
        Assert.Equal(figures.GetProperty("ratio").GetDouble(),
            figures.GetProperty("new_level").GetDouble() / figures.GetProperty("base_level").GetDouble(), 9);
    }

    [Fact]
    public async Task MarkdownAndJUnit_AreWrittenWhateverTheOutcome()
    {
        using TemporaryFolder folder = new();
        RunRow[] before = [.. new Sides(1).Runs(Rows.Cell(), 20, 0.01), .. new Sides(3).Runs(Rows.Cell("zstd"), 2, 0.5),
            .. new Sides(4).Runs(Rows.Cell("none"), 5, 0.01)];
        RunRow[] after = [.. new Sides(2).Runs(Rows.Cell(), 20, 0.01, 1.1), .. new Sides(5).Runs(Rows.Cell("zstd"), 2, 0.5)];
        after[0] = after[0] with { Outcome = RunOutcome.Failed, Reason = "lost\u0001<|>" };
        Write(folder["base"], before);
        Write(folder["new"], after);
        CliRun run = await CliRun.Of("compare", folder["base"], folder["new"], "--markdown", folder["c.md"], "--junit", folder["c.xml"]);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        string markdown = await File.ReadAllTextAsync(folder["c.md"], TestContext.Current.CancellationToken);
        Assert.Contains("**Regression: ", markdown, StringComparison.Ordinal);
        Assert.Contains("| slower |", markdown, StringComparison.Ordinal);
        Assert.Contains("> only in BASE: redis-ycsb-b, 1.00 GiB: 2 chl, none", markdown, StringComparison.Ordinal);
        Assert.All(markdown.Split('\n').Where(line => line.StartsWith('|')), line => Assert.EndsWith("|", line, StringComparison.Ordinal));
        XElement suite = XDocument.Load(folder["c.xml"]).Root!.Element("testsuite")!;
        XElement[] cases = [.. suite.Elements("testcase")];
        Assert.Equal((int)suite.Attribute("tests")!, cases.Length);
        Assert.Equal((int)suite.Attribute("failures")!, cases.Count(test => test.Element("failure") is not null));
        Assert.Contains(cases,
            test => test.Element("failure") is not null && ((string)test.Attribute("name")!).Contains("zlib-1", StringComparison.Ordinal));
        Assert.Contains(cases,
            test => test.Element("skipped") is not null && ((string)test.Attribute("name")!).Contains("zstd-1", StringComparison.Ordinal));
        Assert.Contains(cases,
            test => test.Element("skipped") is { } skipped && (string)skipped.Attribute("message")! == "NEW does not have it");
    }

    [Fact]
    public async Task FoldersOfSessions_AreComparedAsSessions()
    {
        using TemporaryFolder folder = new();
        for (int k = 0; k < 8; k++)
        {
            Write(folder[$"base/{k}"], new Sides(k).Runs(Rows.Cell(), 2, 0.005), minute: 2 * k);
            Write(folder[$"new/{k}"], new Sides(k + 100).Runs(Rows.Cell(), 2, 0.005), minute: 2 * k + 1);
        }

        CliRun run = await CliRun.Of("compare", folder["base"], folder["new"], "--all");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("Statistics over 8 pairs of alternating sessions", run.Output, StringComparison.Ordinal);
        Assert.Contains("pages/s", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherHost_Exits2_AndForceShowsItAsIncomparable()
    {
        using TemporaryFolder folder = new();
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 5, 0.01));
        Write(folder["new"], new Sides(2).Runs(Rows.Cell(), 5, 0.01),
            host: Sides.Host.Replace("Some CPU", "Other CPU", StringComparison.Ordinal));
        CliRun refused = await CliRun.Of("compare", folder["base"], folder["new"], "--markdown", folder["c.md"]);
        Assert.Equal((ExitCodes.CannotDecide, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("cpu: Some CPU ≠ Other CPU", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["c.md"]));
        CliRun forced = await CliRun.Of("compare", folder["base"], folder["new"], "--force");
        Assert.Equal(ExitCodes.CannotDecide, forced.ExitCode);
        Assert.Contains("incomparable", forced.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CheckFailed + 1, (await CliRun.Of("compare", folder["base"], folder["new"], "--allow", "kernel")).ExitCode);
        Assert.NotEqual("", (await CliRun.Of("compare", folder["base"], folder["new"], "--allow", "cpu")).Output);
    }

    [Theory]
    [InlineData("--threshold 5", "--threshold 5 is no percentage")]
    [InlineData("--threshold 2,5%", "with a decimal point")]
    [InlineData("--threshold 0%", "is no percentage above 0%")]
    [InlineData("--allow kernal", "Did you mean 'kernel'?")]
    [InlineData("--treshold 5%", "Did you mean '--threshold'?")]
    public async Task WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(["compare", "a", "b", .. args.Split(' ')]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> BrokenFiles => new()
    {
        { "missing columns", "run_id,total_time_ms\r\nx,1\r\n", "lacks the column(s) timestamp_utc, source" },
        { "semicolons", "run_id;timestamp_utc\r\nx;1\r\n", "lacks the column(s) run_id" },
        { "nothing", "", "holds no runs yet" },
        { "decimal comma", Csv().Replace(",1000,", ",\"1000,5\",",
            StringComparison.Ordinal), "'1000,5' is no number; numbers are written with a decimal point" },
        { "unquoted decimal comma", Csv().Replace(",1000,", ",1000,5,", StringComparison.Ordinal), "runs.csv, line 2" },
        { "text", Csv().Replace(",1000,", ",soon,", StringComparison.Ordinal), "'soon' is no number" },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public async Task BrokenFile_Exits2WithFileAndCause_AndOverwritesNothing(string name, string csv, string expected)
    {
        Assert.NotEmpty(name);
        using TemporaryFolder folder = new();
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 5, 0.01));
        Directory.CreateDirectory(folder["new"]);
        await File.WriteAllTextAsync(folder["new/runs.csv"], csv, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["c.md"], "earlier", TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("compare", folder["base"], folder["new"], "--markdown", folder["c.md"]);
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains(folder["new"], run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal("earlier", await File.ReadAllTextAsync(folder["c.md"], TestContext.Current.CancellationToken));
        Assert.Equal(csv, await File.ReadAllTextAsync(folder["new/runs.csv"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NewerColumnsHalfLinesAndNaN_AreReadWithANote()
    {
        using TemporaryFolder folder = new();
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 5, 0.01));
        Write(folder["new"], new Sides(2).Runs(Rows.Cell(), 5, 0.01));
        string path = folder["new/runs.csv"];
        string[] lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        lines = [lines[0] + ",novelty", .. lines[1..].Select(line => line + ",1")];
        lines[1] = lines[1].Replace(",2.5,", ",NaN,", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, string.Join("\r\n", lines[..^1]) + "\r\n" + lines[^1][..30],
            TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("compare", folder["base"], folder["new"]);
        Assert.Contains("column(s) novelty are not known to this version", run.Error, StringComparison.Ordinal);
        Assert.Contains("taken as half-written", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 figure(s) are zero or no number", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 combination(s), 6 comparisons", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderThatIsNone_OrADiskThatRefuses_Exit2()
    {
        using TemporaryFolder folder = new();
        Write(folder["base"], new Sides(1).Runs(Rows.Cell(), 5, 0.01));
        Assert.Contains("does not exist; name a results folder", (await CliRun.Of("compare", folder["base"], folder["none"])).Error,
            StringComparison.Ordinal);
        Directory.CreateDirectory(folder["empty"]);
        Assert.Contains("is no results folder and holds none", (await CliRun.Of("compare", folder["base"], folder["empty"])).Error,
            StringComparison.Ordinal);
        CliRun refused = await CliRun.Of("compare", folder["base"], folder["base"], "--junit", folder["no/such/folder.xml"]);
        Assert.Equal(ExitCodes.CannotDecide, refused.ExitCode);
        Assert.Contains("folder.xml", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>A results folder with the given runs.</summary>
    internal static void Write(string folder, IEnumerable<RunRow> runs, string host = Sides.Host, int minute = 0)
    {
        RunRow[] timed = [.. runs.Select(run => run with { TimestampUtc = Rows.Noon.AddMinutes(minute) })];
        using ResultSetWriter writer = ResultSetWriter.CreateWhole(folder, timed, [], [], []);
        writer.WriteHost(host);
    }

    private static string Csv()
    {
        using TemporaryFolder folder = new();
        Write(folder["r"], [Rows.Run(Rows.Cell()), Rows.Run(Rows.Cell(), 2)]);
        return File.ReadAllText(folder["r/runs.csv"]);
    }
}
