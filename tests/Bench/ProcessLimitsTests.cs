using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

/// <summary>Where a shell's limits leave too little, the program says so in a line before it needs it.</summary>
public sealed class ProcessLimitsTests
{
    [Theory]
    [InlineData(100, "host",
        "160 descriptors are needed, 160 of them by the program itself, and this process may open 100 (ulimit -n 160)")]
    [InlineData(200, "migrate --memory 32MiB --transport tcp --multifd-channels 64",
        "291 descriptors are needed, 160 of them by the program itself, and this process may open 200 (ulimit -n 291, or use "
            + "fewer channels)")]
    [InlineData(200, "source --connect 127.0.0.1:1 --memory 32MiB --multifd-channels 64",
        "226 descriptors are needed, 160 of them by the program itself, and this process may open 200 (ulimit -n 226, or use "
            + "fewer channels)")]
    public void TooFewDescriptors_Exit2InALine(int limit, string args, string expected)
    {
        CliRun run = Run(limit, args);
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains(expected, run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AsManyAsAreSaid_AreEnough()
    {
        CliRun run = Run(291, "migrate --memory 32MiB --transport tcp --multifd-channels 64");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error.Trim()));
    }

    private static CliRun Run(int descriptors, string args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are read from Linux's /proc");
        using BenchProcess bench = new(["sh", "-c", $"ulimit -n {descriptors}; exec \"$0\" \"$@\""], args.Split(' '));
        return bench.Await();
    }
}
