using System.Diagnostics;
using MultifdBench.Reporting;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

public sealed class RstTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Page_HasTablesAndPictures()
    {
        ResultSet set = Sets.Write(_folder["set"], Sets.Mixed());
        IReadOnlyList<string> paths =
            ReportWriter.Write([set], _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Rst, ReportFormat.Png]);
        string page = File.ReadAllText(paths[^1]);
        Assert.Contains("redis-ycsb-b, 1.00 GiB\n~~~~", page, StringComparison.Ordinal);
        Assert.Contains(".. csv-table::\n   :header-rows: 1\n", page, StringComparison.Ordinal);
        Assert.Contains("   \"2 chl, zstd-1\", \"500\", ", page, StringComparison.Ordinal);
        foreach (string picture in paths.Where(path => path.EndsWith(".png", StringComparison.Ordinal)))
            Assert.Contains($".. image:: {Path.GetFileName(picture)}\n   :alt: ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Docutils_HasNothingToSay()
    {
        ResultSet[] sets = [Sets.Write(_folder["one"], Sets.Mixed()), Sets.Write(_folder["two"], Sets.Mixed())];
        Check(ReportWriter.Write(sets, _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Rst, ReportFormat.Png])[^1]);
    }

    /// <summary>Titles, cells, reasons and lines that begin with what would be markup.</summary>
    [Theory]
    [InlineData("*bold* `code` |sub| name_ __anon__ [1]_ :role:`x` \\ \"quoted\", and, commas")]
    [InlineData(".. raw:: html")]
    [InlineData("- item")]
    [InlineData("====")]
    [InlineData("1. item")]
    [InlineData("漢字")]
    public void HostileNames_AreText(string name)
    {
        RunRow run = Rows.Run(Rows.Cell()) with { Workload = name };
        RunRow failed = Sets.Failed(Rows.Cell("zstd"), 1, RunOutcome.Failed, name) with { Workload = name };
        string html = Check(
            ReportWriter.Write([Sets.Write(_folder["set"], [run, failed])], _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Rst])[0]);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(name).Replace("&#39;", "'", StringComparison.Ordinal), Decoded(html),
            StringComparison.Ordinal);
    }

    private static string Decoded(string html) =>
        System.Net.WebUtility.HtmlEncode(System.Net.WebUtility.HtmlDecode(html)).Replace("&#39;", "'", StringComparison.Ordinal);

    /// <summary>The page as docutils' HTML; fails on any of its warnings; that two sets have titles of the same name is none.</summary>
    private static string Check(string path)
    {
        ProcessStartInfo start = new("python3", ["-m", "docutils", "--halt=5", "--report=2", "--no-raw", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process? process = TryStart(start);
        Assert.SkipWhen(process is null, "no python3 to check reStructuredText with");
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string html = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(errors.Result.Contains("No module named", StringComparison.Ordinal),
            "no docutils: install python3-docutils to check reStructuredText");
        Assert.Equal("", errors.Result);
        return html;
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
