using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Comparison;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench compare</c> with baselines, in a repository of its own.</summary>
public sealed class CliBaselineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Baseline_IsSetListedAndComparedWith()
    {
        CliCompareTests.Write(_folder["before"], new Sides(1).Runs(Rows.Cell(), 20, 0.01));
        CliCompareTests.Write(_folder["same"], new Sides(2).Runs(Rows.Cell(), 20, 0.01));
        CliCompareTests.Write(_folder["slower"], new Sides(3).Runs(Rows.Cell(), 20, 0.01, 1.2));
        CliRun none = await Run("compare", "--baselines");
        Assert.Equal((ExitCodes.Done, ""), (none.ExitCode, none.Output));
        Assert.Contains("No baselines yet", none.Error, StringComparison.Ordinal);
        CliRun set = await Run("compare", "--set-baseline", "main", _folder["before"]);
        Assert.Equal(ExitCodes.Done, set.ExitCode);
        Assert.Contains("Compare with: bench compare --baseline main NEW", set.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["results/baseline/main/runs.csv"]));
        Assert.Matches("^main  1 session\\(s\\), 1 combinations, .* commit ", (await Run("compare", "--baselines")).Output);
        Assert.Equal(ExitCodes.Done, (await Run("compare", "--baseline", "main", _folder["same"])).ExitCode);
        CliRun slower = await Run("compare", "--baseline", "main", _folder["slower"]);
        Assert.Equal(ExitCodes.CheckFailed, slower.ExitCode);
        Assert.Contains("Regression", slower.Output, StringComparison.Ordinal);
        Assert.Contains("in place of what it held", (await Run("compare", "--set-baseline", "main", _folder["same"])).Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare --baseline main a b", ExitCodes.Usage, "give one results folder, not two")]
    [InlineData("compare --baseline main", ExitCodes.Usage, "--baseline NAME needs a results folder")]
    [InlineData("compare --baseline main a", ExitCodes.Usage, "--baseline main does not exist; there are none in")]
    [InlineData("compare --set-baseline main", ExitCodes.Usage, "--set-baseline NAME needs a results folder")]
    [InlineData("compare a", ExitCodes.Usage, "compare needs two results folders, BASE and NEW, or --baseline NAME and NEW.")]
    [InlineData("compare --set-baseline main /no/such/folder", ExitCodes.CannotDecide, "does not exist")]
    public async Task WrongRequest_IsNamed(string args, int exitCode, string expected)
    {
        CliRun run = await Run(args.Split(' '));
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private async Task<CliRun> Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System) { Folders = new RepositoryFolders(_folder.Path) };
        int exitCode = await new BenchCommand(() => BuiltIn.Methods).RunAsync(args, session, TestContext.Current.CancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }
}
