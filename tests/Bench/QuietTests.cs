using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>--quiet</c>: results and errors alone.</summary>
public sealed class QuietTests
{
    [Theory]
    [InlineData("--quiet")]
    [InlineData("-q")]
    public async Task Matrix_SaysNothingButTheTables(string quiet)
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Of("matrix", "--workload", "random", "--memory", "1MiB", "--methods", "none", "--channels", "1",
            "--repetitions", "2", "--out", folder["r"], "--no-report", "--no-simulated", quiet);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("random, 1.00 MiB", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotesAreGone_AndErrorsAreNot()
    {
        string[] asked =
            ["migrate", "--workload", "random", "--memory", "1MiB", "--wire-layout", "qemu-7.2", "--zero-page-detection", "multifd"];
        Assert.Contains("runs as legacy", (await CliRun.Of(asked)).Error, StringComparison.Ordinal);
        Assert.Equal("", (await CliRun.Of([.. asked, "--quiet"])).Error);
        CliRun wrong = await CliRun.Of("migrate", "--quiet", "--memory", "64MB");
        Assert.Equal(ExitCodes.Usage, wrong.ExitCode);
        Assert.Contains("write 64MiB", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailedRun_IsStillSaid()
    {
        using TemporaryFolder folder = new();
        await CliRun.Of("matrix", "--workload", "random", "--memory", "1MiB", "--methods", "none", "--channels", "1", "--repetitions", "2",
            "--out", folder["r"], "--no-report", "--no-simulated", "--quiet");
        string runs = Path.Combine(folder["r"], "runs.csv");
        string text = await File.ReadAllTextAsync(runs, TestContext.Current.CancellationToken);
        int at = text.LastIndexOf("completed,", StringComparison.Ordinal);
        string failed = $"{text[..at]}failed,the connection was lost{text[(at + 10)..]}";
        await File.WriteAllTextAsync(runs, failed, TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("matrix", "--resume", folder["r"], "--no-report", "--quiet");
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("1 of 2 runs failed", run.Error, StringComparison.Ordinal);
    }
}
