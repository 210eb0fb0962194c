using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Workloads;

/// <summary>A redis-server that cannot start says why, at once. The server is a script, so that none needs to be installed.</summary>
public sealed class RedisServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TemporaryFolderThatIsAbsent_IsSaidBeforeAServerIsStarted()
    {
        CliRun run = Migrate("echo started >&2", $"TMPDIR={_folder["absent"]}");
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains($"the folder for temporary files, {_folder["absent"]}/, does not exist (make it, or set TMPDIR to one that exists)",
            run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ServerThatEndsAtOnce_HasTheLastWord()
    {
        CliRun run = Migrate("echo 'no luck today' >&2; exit 1", $"TMPDIR={_folder.Path}");
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("redis-server does not start: no luck today", run.Error, StringComparison.Ordinal);
    }

    private CliRun Migrate(string server, string variable)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "redis-live is Linux's");
        string path = _folder["redis-server"];
        File.WriteAllText(path, $"#!/bin/sh\n{server}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using BenchProcess bench = new(["/usr/bin/env", variable, $"PATH={_folder.Path}:/usr/bin:/bin"], "migrate", "--workload",
            "redis-live", "--memory", "64MiB");
        return bench.Await();
    }
}
