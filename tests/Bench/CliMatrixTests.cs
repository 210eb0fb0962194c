using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Profiles;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench matrix</c> from the command line to the files.</summary>
public sealed class CliMatrixTests
{
    private const string Tiny =
        """
        name: tiny
        description: for tests
        memory: 1MiB
        workloads: [random]
        methods:
          - { method: none }
          - { method: zlib, level: 1 }
        channels: [1, 2]
        repetitions: 2
        warm_up: 1
        """;

    [Fact]
    public async Task TinyProfile_WritesAFolderThatCanBeResumed()
    {
        using TemporaryFolder folder = new();
        string profile = await Write(folder, Tiny);
        CliRun run = await CliRun.Of("matrix", "--profile", profile, "--out", folder["r"], "--no-report");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (string file in (string[])["runs.csv", "rounds.csv", "summary.csv", "host.json", "profile.yaml"])
            Assert.True(File.Exists(Path.Combine(folder["r"], file)), file);
        ResultSet results = ResultSet.Load(folder["r"]);
        Assert.Equal(8, results.Runs.Count);
        Assert.All(results.Runs, row => Assert.Equal((RunOutcome.Completed, true, 1.0), (row.Outcome, row.Verified, row.MemoryMib)));
        string header = File.ReadLines(Path.Combine(folder["r"], "runs.csv")).First();
        Assert.StartsWith("run_id,timestamp_utc,source,workload,memory_mib,method,accel,path,", header, StringComparison.Ordinal);
        Assert.Contains("[8/8]", run.Error, StringComparison.Ordinal);

        CutLastRow(Path.Combine(folder["r"], "runs.csv"));
        CliRun resumed = await CliRun.Of("matrix", "--resume", folder["r"], "--no-report");
        Assert.Equal(ExitCodes.Done, resumed.ExitCode);
        Assert.Equal(8, ResultSet.Load(folder["r"]).Runs.Count);
        Assert.Contains("[8/8]", resumed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("[7/8]", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OptionsOverTheProfile_AreKeptForResume()
    {
        using TemporaryFolder folder = new();
        string profile = await Write(folder, Tiny);
        Assert.Equal(ExitCodes.Done,
            (await CliRun.Of("matrix", "--profile", profile, "--filter", "*/none/1ch", "--repetitions", "3", "--seed", "9", "--out",
                folder["r"], "--no-report")).ExitCode);
        Assert.Equal(ExitCodes.Done, (await CliRun.Of("matrix", "--resume", folder["r"], "--no-report")).ExitCode);
        ResultSet results = ResultSet.Load(folder["r"]);
        Assert.Equal(3, results.Runs.Count);
        Assert.All(results.Runs, row => Assert.Equal((9, "none", 1), ((int)row.Seed!, row.Method, row.Channels)));
    }

    /// <summary>
    /// The last lines say which runs failed, why, and what that makes of the exit code; a resume of the folder says it again.
    /// </summary>
    [Theory]
    [InlineData("failed,the connection was lost", ExitCodes.CheckFailed,
        "random, 1.00 MiB, 1 chl, none: 50% failure, the connection was lost", "1 of 2 runs failed: exit code 1.")]
    [InlineData("timeout,timeout is 120s", ExitCodes.Done, "random, 1.00 MiB, 1 chl, none: 50% failure, timeout is 120s",
        "1 of 2 runs timed out: that is a result and no failure.")]
    public async Task LastLines_SayWhatFailedAndWhy(string ended, int exitCode, string reason, string last)
    {
        using TemporaryFolder folder = new();
        await CliRun.Of("matrix", "--profile", await Write(folder, Tiny), "--filter", "*/none/1ch", "--out", folder["r"], "--no-report");
        string runs = Path.Combine(folder["r"], "runs.csv");
        string[] lines = await File.ReadAllLinesAsync(runs, TestContext.Current.CancellationToken);
        lines[^1] = lines[^1].Replace("completed,", ended, StringComparison.Ordinal);
        await File.WriteAllTextAsync(runs, string.Join("\r\n", lines) + "\r\n", TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("matrix", "--resume", folder["r"], "--no-report");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal([reason, last], run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2..]);
    }

    [Fact]
    public async Task Image_StandsWithItsOwnSize()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["guest.ram"], new byte[256 * 4096 * 3], TestContext.Current.CancellationToken);
        string profile = await Write(folder, Tiny.Replace("[random]", $"['image:{folder["guest.ram"]}']", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Done,
            (await CliRun.Of("matrix", "--profile", profile, "--repetitions", "1", "--out", folder["r"], "--no-report")).ExitCode);
        Assert.All(ResultSet.Load(folder["r"]).Runs, row => Assert.Equal(3, row.MemoryMib));
    }

    [Theory]
    [InlineData("quick", 36)]
    [InlineData("nightly", 72)]
    public async Task List_ShowsLabelsAndRunsNothing(string profile, int lines)
    {
        CliRun run = await CliRun.Of("matrix", "--profile", profile, "--list");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        string[] labels = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines, labels.Length);
        Assert.Equal(lines, labels.Distinct().Count());
        Assert.Contains("redis-ycsb-b/zstd-1/4ch", labels);
        if (profile == "quick") Assert.Contains("redis-ycsb-b/zstd-1/2ch/tcp/1000mbps", labels);
    }

    /// <summary>Lists on the command line stand in place of the profile's, by the option's name or the profile's key.</summary>
    [Theory]
    [InlineData("--workloads random --methods none,zlib-6,zlib+qpl --channels 1 --memory 8MiB",
        "random/none/1ch random/zlib-6/1ch random/zlib+qpl-fixed/1ch")]
    [InlineData("--workload random --multifd-compression none --multifd-channels 1,2 --memory 8MiB,256MiB",
        "random/none/1ch/8MiB random/none/2ch/8MiB random/none/1ch/256MiB random/none/2ch/256MiB")]
    [InlineData("--workload random --methods none --channels 1 --max-bandwidth 0,10Gbit/s --downtime-limit 300ms",
        "random/none/1ch random/none/1ch/10000mbps")]
    public async Task Lists_StandInPlaceOfTheProfiles(string args, string labels)
    {
        CliRun run = await CliRun.Of(["matrix", "--list", .. args.Split(' ')]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(labels.Split(' '), Lines(run).Select(line => line.Split(' ')[0]));
    }

    /// <summary>An image brings its own size, so that further sizes make no further runs.</summary>
    [Fact]
    public async Task AnImage_HasOneSize()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["guest.ram"], new byte[1 << 20], TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("matrix", "--list", "--workload", $"image:{folder["guest.ram"]}", "--memory", "8MiB,16MiB",
            "--methods", "none", "--channels", "2");
        Assert.Single(Lines(run));
    }

    [Fact]
    public async Task Check_SaysWhatItTakes_AndRunsNothing()
    {
        using TemporaryFolder folder = new();
        string profile = await Write(folder, Tiny);
        CliRun run = await CliRun.Of("matrix", "--check", "--profile", profile, "--channels", "1,2,4", "--out", folder["r"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(folder["r"]));
        string[] lines = Lines(run);
        Assert.Equal("profile tiny: right; 6 combinations, 6 of them can run here, 12 measured runs", lines[0]);
        Assert.Matches("^time: about [0-9]+ s, filling and warm-up included", lines[1]);
        Assert.Matches("^memory: 3.00 MiB for all guests, their destinations and copies to start from; .* available: fits$", lines[2]);
    }

    [Fact]
    public async Task Check_NamesWhatCannotRunHere_Once()
    {
        Availability availability = BuiltIn.Methods.Probe(new MethodRequest("qatzip"));
        Assert.SkipWhen(availability.IsAvailable, "this host has QATzip");
        CliRun run = await CliRun.Of("matrix", "--check", "--methods", "none,qatzip", "--channels", "2,4", "--workload", "random");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains($"2 unavailable: {availability}", run.Output, StringComparison.Ordinal);
        Assert.Equal(["  random/qatzip-1+qat/2ch", "  random/qatzip-1+qat/4ch"],
            run.Output.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.StartsWith(' ')));
    }

    /// <summary>As for a single run: known before anything runs, and no failed row.</summary>
    [Theory]
    [InlineData("--policy fixed,nova-postcopy", "/nova-postcopy", "cannot be migrated by postcopy")]
    [InlineData("--dirty-limit off,on", "/dirty-limit", "cannot have dirty-limit")]
    public async Task List_SaysWhatALiveServerRefuses(string axis, string suffix, string reason)
    {
        Assert.SkipUnless(WorkloadCatalog.Probe(new WorkloadRequest { Name = "redis-live", MemoryBytes = 64 << 20, Seed = 1 }).IsAvailable,
            "this host cannot run redis-live");
        string[] live = ["--workload", "redis-live", "--memory", "64MiB", "--methods", "none", "--channels", "1"];
        CliRun run = await CliRun.Of(["matrix", "--list", .. live, .. axis.Split(' ')]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("redis-live/none/1ch\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Matches($"redis-live/none/1ch{suffix}  unavailable: workload redis-live.* {reason}", run.Output);
    }

    /// <summary>The certificates of a profile are for its encrypted runs; who switches these off does not need them.</summary>
    [Fact]
    public async Task Certificates_WithoutTls_AreAnError_UnlessItIsSwitchedOff()
    {
        using TemporaryFolder folder = new();
        string profile = await Write(folder, "name: tls\nworkloads: [random]\nmethods: [none]\ntls_creds: pki\n");
        CliRun run = await CliRun.Of("matrix", "--list", "--profile", profile);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains("tls_creds pki would encrypt nothing", run.Error, StringComparison.Ordinal);
        run = await CliRun.Of("matrix", "--list", "--profile", profile, "--tls", "off");
        Assert.Equal((ExitCodes.Done, "random/none/2ch"), (run.ExitCode, run.Output.Trim()));
    }

    [Theory]
    [InlineData("--profile quik", "Did you mean 'quick'?")]
    [InlineData("--check --channels 0", "--multifd-channels 0 is out of range")]
    [InlineData("--channels 2,x", "--multifd-channels x is no whole number: use 1 to 255 (default 2).")]
    [InlineData("--memory 64MB,1GiB", "--memory 64MB is no memory size: MB may mean")]
    [InlineData("--methods zstd--131073", "--methods zstd--131073: -131073 is out of range")]
    [InlineData("--methods lz4-0", "--methods lz4-0: 0 is out of range")]
    [InlineData("--methods zstdd", "--methods zstdd: zstdd is not a method: use none, zlib, zstd, qpl, qatzip, lz4. Did you mean 'zstd'?")]
    [InlineData("--methods zlib+gpu", "--methods zlib+gpu: gpu is unknown: use none, auto, qpl, qat.")]
    [InlineData("--methods zstd-99", "--methods zstd-99: 99 is out of range")]
    [InlineData("--methods none,zsdt", "Did you mean 'zstd'?")]
    [InlineData("--resume /tmp --channels 4", "--multifd-channels cannot be given with --resume")]
    [InlineData("--profile /no/such/profile.yaml", "quick")]
    [InlineData("--profile quick --filter nothing*", "--filter 'nothing*' matches none of 36")]
    [InlineData("--profile quick --shard 5/4", "--shard 5/4 is not K/N with K from 1 to N, for example 1/4.")]
    [InlineData("--profile quick --repetitions 0", "--repetitions 0 is out of range")]
    [InlineData("--repetition 3", "Did you mean '--repetitions'?")]
    [InlineData("--resume /tmp", "only a results folder of 'bench matrix' can be continued")]
    [InlineData("--resume /tmp --seed 4", "--seed cannot be given with --resume")]
    public async Task WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(["matrix", .. args.Split(' ')]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "profile.yaml: a profile is one YAML mapping of workloads, methods, channels")]
    [InlineData("workloads: [random]\nmethod: none\n", "line 2")]
    [InlineData("workloads: [random\n", "profile.yaml, line")]
    [InlineData("channels: [two]\n", "profile.yaml, line 1")]
    [InlineData("workloads: [idel]\nmethods: [{ method: none }]\n", "Did you mean 'idle'?")]
    [InlineData("workloads:\nmethods: [{ method: none }]\n", "workloads")]
    [InlineData("workloads: [random]\nmethods: []\n", "The profile has no methods")]
    [InlineData("workloads: [random]\nmethods: [{ method: none }]\nfilter:\n", "ilter")]
    [InlineData("workloads: [random]\nmethods: [{ method: none, level: 3 }]\n", "method none has no levels")]
    [InlineData("workloads: [random, 'image:/no/such.ram']\nmethods: [{ method: none }]\n", "does not exist; give the path")]
    public async Task BrokenProfile_Exits64BeforeAnythingRuns(string yaml, string expected)
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Of("matrix", "--profile", await Write(folder, yaml), "--out", folder["r"], "--no-report");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["r"]), "no results folder is left behind");
    }

    [Fact]
    public async Task FolderWithResults_IsNotOverwritten()
    {
        using TemporaryFolder folder = new();
        string profile = await Write(folder, Tiny);
        string[] args = ["matrix", "--profile", profile, "--filter", "*/none/1ch", "--repetitions", "1", "--out", folder["r"],
            "--no-report"];
        Assert.Equal(ExitCodes.Done, (await CliRun.Of(args)).ExitCode);
        CliRun again = await CliRun.Of(args);
        Assert.Equal(ExitCodes.CannotDecide, again.ExitCode);
        Assert.Contains("already holds results; continue them with --resume or choose another folder", again.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelsOfEveryShippedProfile_AreUnique()
    {
        foreach (string name in ProfileFile.Names)
        {
            string[] labels = [.. (await CliRun.Of("matrix", "--profile", name, "--list")).Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];
            Assert.Equal(labels, labels.Distinct());
        }
    }

    [Fact]
    public async Task FolderThatIsDeleted_EndsTheMatrixAtTheNextRow_WithoutAPromise()
    {
        using TemporaryFolder folder = new();
        // More runs than a day has room for: it is the missing folder that ends it.
        using BenchProcess matrix =
            new([], "matrix", "--profile", await Write(folder, Tiny), "--repetitions", "100000", "--out", folder["r"], "--no-report");
        matrix.AwaitErrorLine("[1/");
        Directory.Delete(folder["r"], recursive: true);
        CliRun run = matrix.Await();
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output.Trim()));
        Assert.Contains("was deleted while it was being written: its rows are lost", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("intact", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--resume", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["r"]));
    }

    [Fact]
    public async Task DiskThatRefuses_Exits2AndSaysHowToGoOn()
    {
        using TemporaryFolder folder = new();
        // A folder where a file belongs: the first row's page sizes cannot be written.
        string obstacle = Path.Combine(folder["r"], ResultSetFiles.PageSizes);
        Directory.CreateDirectory(obstacle);
        CliRun run = await CliRun.Of("matrix", "--profile", await Write(folder, Tiny), "--out", folder["r"], "--no-report");
        Directory.Delete(obstacle);
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains("page_sizes.csv", run.Error, StringComparison.Ordinal);
        Assert.Contains("Continue with: bench matrix --resume", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await CliRun.Of("matrix", "--resume", folder["r"], "--no-report")).ExitCode);
        Assert.Equal(8, ResultSet.Load(folder["r"]).Runs.Count);
    }

    private static string[] Lines(CliRun run) =>
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<string> Write(TemporaryFolder folder, string yaml)
    {
        await File.WriteAllTextAsync(folder["profile.yaml"], yaml, TestContext.Current.CancellationToken);
        return folder["profile.yaml"];
    }

    private static void CutLastRow(string path)
    {
        string[] lines = File.ReadAllLines(path);
        // As after a crash: the last row is only half there.
        File.WriteAllText(path, string.Join("\r\n", lines[..^1]) + "\r\n" + lines[^1][..20]);
    }
}
