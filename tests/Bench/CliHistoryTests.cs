using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Comparison;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench history</c> and <c>bench gate</c> from the command line.</summary>
public sealed class CliHistoryTests
{
    [Fact]
    public async Task History_NamesTheCommitRange_AndDrawsATrendPerCombination()
    {
        using TemporaryFolder folder = new();
        WriteNights(folder, 14, night => night < 7 ? 1 : 1.2);
        CliRun run = await CliRun.Of("history", folder["nights"], "--out", folder["trend"], "--metric", "total_time_ms");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("commit-6..commit-7", run.Output, StringComparison.Ordinal);
        // One row says it all: where it was, where it is, the way between, and where to look.
        string row = Assert.Single(run.Output.Split('\n'), line => line.Contains('▁'));
        Assert.Matches(@"\| +14 \|.*\| +1\.[12]\d\d \| [▁▂]+[▆▇█]+ +\| slower commit-6\.\.commit-7 +\|", row);
        Assert.Contains("1 change point(s). Levels count the runs that completed.", run.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder["trend"], "*.png"));
        string svg =
            await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder["trend"], "*.svg")), TestContext.Current.CancellationToken);
        Assert.Contains("commit-6..commit-7", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_IsJsonOnRequest()
    {
        using TemporaryFolder folder = new();
        WriteNights(folder, 14, night => night < 7 ? 1 : 1.2);
        CliRun run = await CliRun.Of("history", folder["nights"], "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement series = json.RootElement.EnumerateArray().Single(one => one.GetProperty("metric").GetString() == "cpu_s");
        Assert.Equal(14, series.GetProperty("points").GetArrayLength());
        Assert.Equal("commit-7", series.GetProperty("changes")[0].GetProperty("commit_after").GetString());
    }

    [Theory]
    [InlineData("history . --metric total_time", ExitCodes.Usage, "Did you mean 'total_time_ms'?")]
    [InlineData("history /no/such/folder", ExitCodes.CannotDecide, "does not exist")]
    [InlineData("gate /no/such/folder", ExitCodes.CannotDecide, "does not exist")]
    [InlineData("gate . --pairs 0", ExitCodes.Usage, "--pairs 0 is out of range")]
    public async Task WrongRequest_IsNamed(string args, int exitCode, string expected)
    {
        CliRun run = await CliRun.Of(args.Split(' '));
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_PrintsRatesAndWhatIsNeeded()
    {
        using TemporaryFolder folder = new();
        for (int k = 0; k < 16; k++) CliCompareTests.Write(folder[$"s/{k}"], new Sides(k).Runs(Rows.Cell(), 1, 0.01), minute: k);
        CliRun text = await CliRun.Of("gate", folder["s"], "--pairs", "20", "--sessions", "4,8");
        Assert.Equal(ExitCodes.Done, text.ExitCode);
        Assert.Contains("5 % in one method", text.Output, StringComparison.Ordinal);
        Assert.Contains("pairs to see the threshold", text.Output, StringComparison.Ordinal);
        CliRun run = await CliRun.Of("gate", folder["s"], "--pairs", "20", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(14, json.RootElement.GetProperty("rates").GetArrayLength());
        Assert.All(json.RootElement.GetProperty("rates").EnumerateArray(),
            row => Assert.Equal((8, 20), (row.GetProperty("sessions").GetInt32(), row.GetProperty("pairs").GetInt32())));
        CliRun few = await CliRun.Of("gate", folder["s"], "--sessions", "9");
        Assert.Equal(ExitCodes.CannotDecide, few.ExitCode);
        Assert.Contains("16 sessions are too few for 9 on each side", few.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await CliRun.Of("gate", folder["s"], "--sessions", "4;8")).ExitCode);
    }

    private static void WriteNights(TemporaryFolder folder, int count, Func<int, double> level)
    {
        for (int night = 0; night < count; night++)
        {
            string host = Sides.Host.Replace("0123456789abcdef", $"commit-{night}", StringComparison.Ordinal);
            CliCompareTests.Write(folder[$"nights/{night:00}"], new Sides(night).Runs(Rows.Cell(), 5, 0.01, level(night)), host,
                minute: night);
        }
    }
}
