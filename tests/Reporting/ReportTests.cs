using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Reporting;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Without the library that draws, over ssh, in a pipe: what matrix printed can be had again.</summary>
    [Fact]
    public async Task Text_IsTheTablesAndTheAnswer_OnStandardOutput()
    {
        Sets.Write(_folder["set"], Sets.Mixed());
        (int code, string output, _) = await Run("report", _folder["set"], "--text");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("--all-rows shows", output, StringComparison.Ordinal);
        Assert.Contains("Answer, measured (channels in brackets):", output, StringComparison.Ordinal);
        Assert.DoesNotContain("8 chl, zlib-1", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder["reports"], "set")));
        (_, string all, _) = await Run("report", _folder["set"], "--text", "--all-rows");
        Assert.Contains("8 chl, zlib-1", all, StringComparison.Ordinal);
        Sets.Write(_folder["other"], Sets.Mixed());
        (_, string both, _) = await Run("report", _folder["set"], _folder["other"], "--text");
        Assert.True(both.IndexOf("== set ==", StringComparison.Ordinal) < both.IndexOf("== other ==", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_WritesThePage_TheTableAndItsCharts()
    {
        Sets.Write(_folder["set"], Sets.Mixed());
        (int code, string output, _) = await Run("report", _folder["set"], "--format", "md,csv,png");
        Assert.Equal(ExitCodes.Done, code);
        string page =
            await File.ReadAllTextAsync(Path.Combine(_folder["reports"], "set", "report.md"), TestContext.Current.CancellationToken);
        Assert.Contains("### redis-ycsb-b, 1.00 GiB", page, StringComparison.Ordinal);
        Assert.Contains("| CPU | Some CPU |", page, StringComparison.Ordinal);
        foreach (string picture in Directory.EnumerateFiles(Path.Combine(_folder["reports"], "set"), "*.png"))
            Assert.Contains($"({Path.GetFileName(picture)})", page, StringComparison.Ordinal);
        Assert.Contains("tables.csv", output, StringComparison.Ordinal);
        Assert.Equal(7, Directory.GetFiles(Path.Combine(_folder["reports"], "set"), "*.png").Length);
        Assert.Equal(
            [".csv", ".md", ".png"],
            Directory.GetFiles(Path.Combine(_folder["reports"], "set")).Select(path => Path.GetExtension(path)).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SeveralSets_KeepTheirFilesApart()
    {
        Sets.Write(_folder["a/set"], [Rows.Run(Rows.Cell())]);
        Sets.Write(_folder["b/set"], [Rows.Run(Rows.Cell(), totalTimeMs: 2000)]);
        (int code, _, _) = await Run("report", _folder["a/set"], _folder["b/set"], "--out", _folder["out"], "--format", "csv");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(["set-2-tables.csv", "set-tables.csv"],
            Directory.GetFiles(_folder["out"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task UnknownFormat_IsWrongUsage_AndListsTheKnownOnes()
    {
        Sets.Write(_folder["set"], Sets.Mixed());
        (int code, _, string error) = await Run("report", _folder["set"], "--format", "md,pngs");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--format pngs is unknown: use one or more of html, md, rst, csv, openmetrics, png, svg. Did you mean 'png'?",
            error, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => ReportWriter.Write([], _folder["out"], BuiltIn.Methods.Looks, ["html5"]));
        Assert.False(Directory.Exists(_folder["reports"]));
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData("empty", "is no results folder")]
    public async Task AFolderWithoutResults_CannotBeReported(string name, string message)
    {
        Directory.CreateDirectory(_folder["empty"]);
        (int code, _, string error) = await Run("report", _folder[name]);
        Assert.Equal(ExitCodes.CannotDecide, code);
        Assert.Contains(message, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileInTheWay_IsOneLine_AndStays()
    {
        Sets.Write(_folder["set"], Sets.Mixed());
        await File.WriteAllTextAsync(_folder["taken"], "mine", TestContext.Current.CancellationToken);
        (int code, _, string error) = await Run("report", _folder["set"], "--out", _folder["taken"]);
        Assert.Equal(ExitCodes.CannotDecide, code);
        Assert.Contains("Choose another folder with --out.", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["taken"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task APageThatCannotBeReplaced_IsLeftAsItIs()
    {
        Sets.Write(_folder["set"], Sets.Mixed());
        Directory.CreateDirectory(Path.Combine(_folder["out"], "report.html"));
        (int code, _, string error) = await Run("report", _folder["set"], "--out", _folder["out"], "--format", "html");
        Assert.Equal(ExitCodes.CannotDecide, code);
        Assert.Contains("report.html", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["out"]));
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System) { Folders = new RepositoryFolders(_folder.Path) };
        int code = await new BenchCommand(() => BuiltIn.Methods).RunAsync(arguments, session);
        return (code, output.ToString(), error.ToString());
    }
}
