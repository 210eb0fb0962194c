using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench simulate</c> as a script sees it.</summary>
public sealed class CliSimulateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReproduceJson_HasOneObjectPerPublishedRow()
    {
        CliRun run = await CliRun.Of("simulate", "--reproduce", "iaa-merge-commit", "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(2, json.RootElement.GetArrayLength());
        JsonElement row = json.RootElement[0];
        Assert.Equal(("iaa-merge-commit", "files:silesia", "qpl", "qpl", 4, true), (
            row.GetProperty("table").GetString(), row.GetProperty("workload").GetString(), row.GetProperty("method").GetString(),
            row.GetProperty("accel").GetString(), row.GetProperty("channels").GetInt32(), row.GetProperty("held_out").GetBoolean()));
        Assert.Equal(14649, row.GetProperty("published").GetProperty("total_time_ms").GetDouble());
        Assert.Equal("completed", row.GetProperty("published").GetProperty("outcome").GetString());
        Assert.Equal("completed", row.GetProperty("simulated").GetProperty("outcome").GetString());
        double simulated = row.GetProperty("simulated").GetProperty("total_time_ms").GetDouble();
        Assert.Equal(simulated / 14649 - 1, row.GetProperty("error").GetProperty("total_time_ms").GetDouble(), 9);
        foreach (string column in (string[])["downtime_ms", "throughput_mbps", "pages_per_second_last"])
            Assert.Equal(JsonValueKind.Number, row.GetProperty("error").GetProperty(column).ValueKind);
        JsonElement parameter =
            row.GetProperty("parameters").EnumerateArray().First(one => one.GetProperty("key").GetString() == "iaa.devices");
        Assert.Equal((1.0, "devices"), (parameter.GetProperty("value").GetDouble(), parameter.GetProperty("unit").GetString()));
        Assert.Contains(parameter.GetProperty("kind").GetString(), (string[])["published", "measured", "assumed", "fitted"]);
    }

    /// <summary>Page jobs and rows without a simulation are of the same form.</summary>
    [Theory]
    [InlineData("gnr-page-out-in", true)]
    [InlineData("colo-multifd", false)]
    public async Task ReproduceJson_OfEveryKindOfTable_IsOfTheSchema(string table, bool isOfPageJobs)
    {
        CliRun run = await CliRun.Of("simulate", "--reproduce", table, "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        JsonSchemas.Accept("simulate.json", run.Output);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.All(json.RootElement.EnumerateArray(), row => Assert.Equal((isOfPageJobs, !isOfPageJobs),
            (row.GetProperty("page_jobs").GetBoolean(), row.GetProperty("assumed").GetBoolean())));
    }

    /// <summary>From a capture, or any workload, to a scenario of the size that people migrate.</summary>
    [Fact]
    public async Task AMeasuredGuest_IsAScenarioOfAnySize()
    {
        string path = _folder["mine.yaml"];
        CliRun run = await CliRun.Of(
            "simulate", "--measure-guest", path, "--workload", "random", "--memory", "16MiB", "--seed", "3");
        Assert.Equal((ExitCodes.Done, true), (run.ExitCode, run.Output.Contains("mine.yaml: random, 16 MiB", StringComparison.Ordinal)));
        CliRun large = await CliRun.Of("simulate", "--scenario", path, "--memory", "1GiB", "--json", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, large.ExitCode);
    }

    /// <summary>From the rows of a matrix, without its guest: the folder has one, so that nobody has to name it.</summary>
    [Fact]
    public async Task AResultsFolder_IsAScenarioOfAnySize()
    {
        string path = _folder["mine.yaml"];
        CliRun matrix = await CliRun.Of("matrix", "--workload", "random", "--memory", "8MiB", "--methods", "none,zstd-1", "--channels", "2",
            "--transport", "tcp", "--max-bandwidth", "100M", "--repetitions", "1", "--no-report", "--no-simulated", "--out",
            _folder["measured"]);
        Assert.Equal(ExitCodes.Done, matrix.ExitCode);
        CliRun run = await CliRun.Of(
            "simulate", "--measure-guest", path, "--from-results", _folder["measured"], "--memory", "1GiB");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("mine.yaml: random, 1024 MiB, scaled from 8 MiB, from 2 runs of results folder measured of ", run.Output,
            StringComparison.Ordinal);
        CliRun large = await CliRun.Of(
            "simulate", "--scenario", path, "--memory", "1GiB", "--multifd-compression", "zstd", "--json", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, large.ExitCode);
    }

    [Fact]
    public async Task AFolderWithoutResults_IsRefused()
    {
        CliRun run = await CliRun.Of("simulate", "--measure-guest", _folder["mine.yaml"], "--from-results", _folder.Path);
        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains("is no results folder", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["mine.yaml"]));
    }

    [Fact]
    public async Task ReproduceText_NamesErrorsAndHeldOutTables()
    {
        CliRun run = await CliRun.Of("simulate", "--reproduce", "iaa-merge-commit");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("published | simulated, held out of every fit", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 outcomes right; |error| of total time: median", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A small guest's time is mostly constants of the host model: the same guest at a usual size is beside it.</summary>
    [Theory]
    [InlineData("256MiB", true)]
    [InlineData("16GiB", false)]
    public async Task FiguresOfConstants_DoNotStandAlone(string memory, bool isMostlyFixed)
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "silesia-64g", "--memory", memory, "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(isMostlyFixed, run.Output.Contains("Set-up and switchover, constants of the host", StringComparison.Ordinal));
        Assert.Equal(isMostlyFixed, run.Output.Contains("The same guest of 64.0 GiB: total time ", StringComparison.Ordinal));
        CliRun sweep = await CliRun.Of("simulate", "--scenario", "silesia-64g", "--memory", memory, "--sweep", "multifd-channels=2,4",
            "--out", _folder["sweep"]);
        Assert.Equal(isMostlyFixed, sweep.Output.Contains("in 2 of 2 runs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneMigration_IsARowMarkedSimulated_AndAResultsFolder()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "seed-idle", "--memory", "2GiB", "--multifd-compression", "zlib",
            "--multifd-channels", "4", "--json", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(("simulated", "idle", "spr-v4", 4), (
            json.RootElement.GetProperty("source").GetString(), json.RootElement.GetProperty("workload").GetString(),
            json.RootElement.GetProperty("model").GetString(), json.RootElement.GetProperty("channels").GetInt32()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("verified").ValueKind);
        ResultSet results = ResultSet.Load(_folder["out"]);
        RunRow row = Assert.Single(results.Runs);
        Assert.Equal(RunSource.Simulated, row.Source);
        Assert.Equal(row.Rounds, results.Rounds.Count);
        Assert.Contains("iaa.compress_ns: { value:",
            await File.ReadAllTextAsync(Path.Combine(_folder["out"], ResultSetFiles.Profile), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_WritesEveryPoint()
    {
        CliRun run = await CliRun.Of(
            "simulate", "--scenario", "seed-idle", "--memory", "1GiB", "--multifd-compression", "zlib", "--sweep", "multifd-channels=1,2",
            "--sweep", "cpu.codec_speed=1,2", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "sweep.csv"), TestContext.Current.CancellationToken);
        Assert.StartsWith("multifd-channels,cpu.codec_speed,outcome,total_time_ms,", lines[0], StringComparison.Ordinal);
        Assert.Equal(["1,1", "1,2", "2,1", "2,2"], lines[1..].Select(line => string.Join(',', line.Split(',')[..2])));
        double[] totals = [.. lines[1..]
            .Select(line => double.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(totals[0] > totals[1] && totals[1] > totals[3]);
        Assert.Equal(4, ResultSet.Load(_folder["out"]).Runs.Count);
    }

    [Fact]
    public async Task SweepOverAChoiceAndAScale_NamesTheCrossOver_AndDrawsLines()
    {
        CliRun run = await CliRun.Of(
            "simulate", "--scenario", "silesia-64g", "--memory", "1GiB", "--sweep", "multifd-compression=none,zstd", "--sweep",
            "network.bandwidth_gbps=1,80", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Matches(@"network\.bandwidth_gbps: zstd is faster below about [0-9.]+ Gbit/s, none above\.", run.Output);
        foreach (string file in (string[])["sweep.png", "sweep.svg"])
        {
            Assert.Contains(file, run.Error, StringComparison.Ordinal);
            Assert.True(new FileInfo(Path.Combine(_folder["out"], file)).Length > 0, file);
        }
    }

    [Fact]
    public async Task SweepOverTables_MarksTheLineThatQemuDoesNotHave()
    {
        CliRun run = await CliRun.Of(
            "simulate", "--scenario", "silesia-64g", "--memory", "256MiB", "--multifd-compression", "qpl", "--sweep",
            "qpl-huffman=fixed,canned", "--sweep", "network.bandwidth_gbps=1,80", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        string svg = await File.ReadAllTextAsync(Path.Combine(_folder["out"], "sweep.svg"), TestContext.Current.CancellationToken);
        Assert.Contains("canned (not in QEMU)", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("fixed (not in QEMU)", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SweepOverTwoScalesAndAChoice_DrawsAHeatMapEach()
    {
        CliRun run = await CliRun.Of(
            "simulate", "--scenario", "silesia-64g", "--memory", "256MiB", "--sweep", "multifd-compression=none,zstd", "--sweep",
            "network.bandwidth_gbps=1,80", "--sweep", "multifd-channels=1,2", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (string file in (string[])["sweep-none.png", "sweep-zstd.svg", "sweep.csv"])
            Assert.True(File.Exists(Path.Combine(_folder["out"], file)), file);
    }

    [Fact]
    public async Task Evacuation_HasARowPerGuest_AndNamesTheBottleneck()
    {
        string[] args = ["simulate", "--scenario", "silesia-64g", "--memory", "256MiB", "--guests", "3", "--source-hosts", "2",
            "--fabric-gbps", "10"];
        CliRun run = await CliRun.Of([.. args, "--out", _folder["out"]]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (string text in (string[])["2 × 3 guests leave at once for 2 hosts, fabric of 10 Gbit/s", "completed: 6 of 6",
            "bottleneck: fabric", "downtime per guest: ", "cost of simulating: "])
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
        IReadOnlyList<RunRow> rows = ResultSet.Load(_folder["out"]).Runs;
        Assert.Equal([1, 2, 3, 4, 5, 6], rows.Select(row => row.Repetition));
        Assert.All(rows, row => Assert.Equal((RunSource.Simulated, "spr-v4 guests=3 hosts=2>2 fabric=10Gbit/s"), (row.Source, row.Model)));
    }

    /// <summary>Each kind has its line, and its guests' rows name their host.</summary>
    [Fact]
    public async Task Evacuation_OfHostsOfTwoKinds()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "silesia-64g", "--memory", "256MiB", "--guests", "2", "--host", "spr-v4,gnr",
            "--multifd-compression", "qpl", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (string text in (string[])["2 × 2 guests leave at once for 2 hosts", "completed: 4 of 4",
            "hosts spr-v4: 2 of 2 guests have left, total time ", "hosts gnr: 2 of 2 guests have left, total time "])
        {
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
        }

        const string Both = " guests=2 hosts=2>2 among=spr-v4,gnr";
        Assert.Equal(["spr-v4" + Both, "spr-v4" + Both, "gnr" + Both, "gnr" + Both],
            ResultSet.Load(_folder["out"]).Runs.Select(row => row.Model));
        string profile = await File.ReadAllTextAsync(
            Path.Combine(_folder["out"], ResultSetFiles.Profile), TestContext.Current.CancellationToken);
        Assert.Equal(3, profile.Split("---").Length - 1);
    }

    /// <summary>On the methods that have them they have an effect, on the others of the sweep none.</summary>
    [Fact]
    public async Task OptionsOfOneMethod_ApplyToItInASweepOverMethods()
    {
        CliRun run = await CliRun.Of(
            "simulate", "--scenario", "silesia-64g", "--memory", "256MiB", "--sweep", "multifd-compression=none,qpl", "--streams", "8",
            "--qpl-path", "software", "--out", _folder["out"]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Equal(
            [("none", "", 1), ("qpl", "fixed", 8)],
            ResultSet.Load(_folder["out"]).Runs.Select(row => (row.Method, row.Huffman, row.Streams ?? 0)).OrderBy(row => row.Method));
    }

    [Fact]
    public async Task ATimeout_IsABound_InTable_Csv_AndSentences()
    {
        string[] args = ["simulate", "--scenario", "silesia-64g", "--sweep", "multifd-compression=none,qpl", "--sweep",
            "network.bandwidth_gbps=1,25", "--out", _folder["out"]];
        CliRun run = await CliRun.Of(args);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("Simulated: files:silesia, 64GiB, host model spr-v4, 2 channels, time-out 120 s", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("> 120000", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 4 timed out: a bound, not a time (multifd-compression=none, network.bandwidth_gbps=1: the link had carried 2",
            run.Output, StringComparison.Ordinal);
        Assert.Contains("qpl is faster than none at 25 Gbit/s; both timed out at 1 Gbit/s: not known there.", run.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("equal at 1", run.Output, StringComparison.Ordinal);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "sweep.csv"), TestContext.Current.CancellationToken);
        Assert.StartsWith("none,1,timeout,,,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",software,timeout is 120s,0,1,", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dictionary", "32KiB", "--dictionary: the scenarios have no costs of dictionaries; leave it out, and measure it with")]
    [InlineData("--streams", "64", "--streams 64: the scenarios' costs of zstd are of one stream per channel; leave --streams out")]
    public async Task PiecesAndDictionaries_AreRefused_SinceNoCostsAreTheirs(string option, string value, string expected)
    {
        CliRun run = await CliRun.Of("simulate", "--multifd-compression", "zstd", option, value);
        Assert.Equal(64, run.ExitCode);
        Assert.StartsWith(expected, run.Error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZeroCopySend_HasNoCostsInAModel()
    {
        CliRun run = await CliRun.Of("simulate", "--zero-copy-send");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal(
            "--zero-copy-send: the host models have no costs of it, and what is published was measured on other hosts; leave it out, and "
            + "measure it with 'source --zero-copy-send'.", run.Error.Trim());
    }

    [Fact]
    public async Task DirtyLimit_IsSwept_AndTheTableShowsTheSleeps()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "seed-redis", "--memory", "1GiB", "--sweep", "vcpu-dirty-limit=1,50",
            "--dirty-limit", "--max-bandwidth", "60M", "--timeout", "3600", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("dirty_limit_throttle_time_per_round_us", run.Output, StringComparison.Ordinal);
        IReadOnlyList<RunRow> rows = ResultSet.Load(_folder["out"]).Runs;
        Assert.Equal(["vcpu-dirty-limit=50", ""], rows.Select(row => row.Convergence).OrderDescending());
        Assert.All(rows, row => Assert.True(row is { DirtyLimit: true, DirtyLimitThrottleTimePerRoundUs: > 0, CpuThrottlePercentage: 0 }));
    }

    /// <summary>A policy's rules decide in virtual time, and the table shows what throttling costs.</summary>
    [Fact]
    public async Task PoliciesAndAutoConverge_AreSwept_AndWhatWasGivenUpSaysWhy()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "seed-redis", "--memory", "1GiB", "--sweep", "policy=fixed,kubevirt-ramp",
            "--sweep", "auto-converge=off,on", "--max-bandwidth", "10M", "--timeout", "3600", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("ended by their policy (policy=kubevirt-ramp, auto-converge=off: policy kubevirt-ramp: ", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("cpu_throttle_percentage", run.Output, StringComparison.Ordinal);
        IReadOnlyList<RunRow> rows = ResultSet.Load(_folder["out"]).Runs;
        Assert.Equal([("", false), ("", true), ("kubevirt-ramp", false), ("kubevirt-ramp", true)],
            rows.Select(row => (row.Policy, row.AutoConverge ?? false)));
        Assert.All(rows, row => Assert.Equal(row.AutoConverge == true, row.CpuThrottlePercentage > 0));
        Assert.All(rows.Where(row => row.AutoConverge == true), row => Assert.InRange(row.GuestOpsShare!.Value, 0.01, 0.95));
        RunRow givenUp = rows[2];
        Assert.Equal(RunOutcome.Timeout, givenUp.Outcome);
        // It gives up by its own rule, long before the time limit.
        Assert.InRange(givenUp.TotalTimeMs!.Value, 100_000, 400_000);
    }

    [Fact]
    public async Task ASingleTimeout_SaysWhatItWasAt()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "seed-redis", "--memory", "4GiB", "--multifd-compression", "zlib",
            "--timeout", "5", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("It timed out: a bound, not a time. --timeout S raises the limit.", run.Output, StringComparison.Ordinal);
        Assert.Matches("notes: zlib on 2 channels had carried [0-9]+ % of the memory once, at [0-9]+ MiB/s; more channels on as many cores",
            run.Output);
    }

    [Fact]
    public async Task ADowntimeThatIsAConstant_SaysSo()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "silesia-64g", "--memory", "256MiB", "--multifd-compression", "qpl",
            "--sweep", "dirty.timers.writes_per_second=0", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("Of the downtime, 33.78 ms are the host model's constant migration.switchover_ms (fitted), no prediction",
            run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutADevice_TheSoftwareThatRuns_IsNamed()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "silesia-64g", "--memory", "64MiB", "--multifd-compression", "qpl",
            "--sweep", "iaa.devices=0,1", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "sweep.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(["path", "software", "hardware"], lines.Select(line => line.Split(',')[^5]));
        Assert.Contains("The scenario has 570 MiB of content and the guest 64 MiB of memory: all of it is content, no page is zero.",
            run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEvacuationThatTimesOut_SaysWhy_AndGivesNoTotalTime()
    {
        CliRun run = await CliRun.Of("simulate", "--scenario", "silesia-64g", "--memory", "256MiB", "--guests", "2", "--fabric-gbps", "0.1",
            "--timeout", "5", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("completed: 0 of 2", run.Output, StringComparison.Ordinal);
        Assert.Matches(
            @"timed out: 2 after 5 s \(the first of them: the migration had carried [0-9]+ % of the memory once, at [0-9]+ MiB/s; .*\)",
            run.Output);
        Assert.Matches("total time: more than 5[0-9]{3} ms", run.Output);
        Assert.Contains("1 × 2 guests leave at once for 1 host, fabric of 0.1 Gbit/s, 2 channels each", run.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sweep", "multifd-channels=1,2")]
    [InlineData("--guests", "2")]
    public async Task AFolderThatCannotTakeResults_IsRefusedBeforeTheSimulation(string option, string value)
    {
        Assert.Equal(ExitCodes.Done,
            (await CliRun.Of("simulate", "--scenario", "silesia-64g", "--memory", "64MiB", "--out", _folder["out"])).ExitCode);
        // Interrupted at its beginning, a simulation never gets to its end, where the folder used to be looked at.
        CliRun run = await CliRun.Of(new CancellationToken(canceled: true), "simulate", "--scenario", "silesia-64g", "--memory", "64MiB",
            option, value, "--out", _folder["out"]);
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains("already holds results", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelFileThatCannotBeRewritten_IsRefusedBeforeTheFirstFit()
    {
        foreach (string file in Directory.GetFiles(ModelFolder.BesideProgram.Root, "*.yaml", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(
                _folder.Path, "src", "Simulation", "Models", Path.GetRelativePath(ModelFolder.BesideProgram.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // That of the last testbed is a link, which is never written through.
            if (Path.GetFileName(file) == "xeon-8457c.yaml") File.CreateSymbolicLink(copy, file);
            else File.Copy(file, copy);
        }

        using StringWriter output = new();
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System) { Folders = new RepositoryFolders(_folder.Path) };
        int exitCode = await new BenchCommand(() => BuiltIn.Methods).RunAsync(
            ["simulate", "--fit", "all"], session, TestContext.Current.CancellationToken);
        Assert.Equal((ExitCodes.CannotDecide, ""), (exitCode, output.ToString()));
        Assert.Contains("xeon-8457c.yaml: it is a symbolic link", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("loss", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_WhatHadEnded_IsInValidResults()
    {
        CliRun run = await CliRun.Of(new CancellationToken(canceled: true), "simulate", "--scenario", "silesia-64g", "--memory", "64MiB",
            "--sweep", "multifd-channels=1,2", "--out", _folder["out"]);
        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Contains("Interrupted: 0 of 2 simulations had ended", run.Error, StringComparison.Ordinal);
        Assert.Empty(ResultSet.Load(_folder["out"]).Runs);
    }

    [Theory]
    [InlineData("--host nowhere", "--host nowhere does not exist")]
    [InlineData("--host spr-v3,gnr", "--host spr-v3,gnr names 2, and one run has one: run it once for each, or evacuate hosts of several")]
    [InlineData("--guests 4 --host spr-v3,gnrr", "--host gnrr does not exist. Did you mean 'gnr'?")]
    [InlineData("--guests 4 --host spr-v3,gnr,spr-v3", "--host spr-v3,gnr,spr-v3 names spr-v3 twice")]
    [InlineData("--guests 4 --host spr-v3,gnr --source-hosts 1", "--host names 2 kinds of hosts, and --source-hosts 1 are left")]
    [InlineData("--guests 4 --host spr-qat,spr-v4 --multifd-compression qatzip", "has no QAT device")]
    [InlineData("--host spr-v3,nowhere", "--host spr-v3,nowhere does not exist")]
    [InlineData("--scenario seed-ilde", "Did you mean 'seed-idle'?")]
    [InlineData("--workload random", "--workload random has no scenario")]
    [InlineData("--sweep iaa.device=1", "Did you mean 'iaa.devices'?")]
    [InlineData("--sweep iaa.devices=many", "is no number")]
    [InlineData("--sweep iaa.devices=-1", "0 to 1024 is allowed")]
    [InlineData("--sweep multifd-channels=1.5", "is no whole number")]
    [InlineData("--multifd-channels 0", "--multifd-channels 0 is out of range")]
    [InlineData("--multifd-compression zlib --multifd-zlib-level 9", "add classes.all.zlib-9")]
    [InlineData("--multifd-compression zlib --qpl-huffman dynamic", "--qpl-huffman has no effect on --multifd-compression zlib")]
    [InlineData("--sweep multifd-compression=none,zlib --streams 8",
        "--streams has no effect on --multifd-compression none: it is an option of zstd, qpl and lz4.")]
    [InlineData("--sweep streams=8,16", "--streams has no effect on --multifd-compression none")]
    [InlineData("--sweep multifd-compression=none,zlib --multifd-zlib-level 9", "add classes.all.zlib-9")]
    [InlineData("--fabric-gbps 10", "add --guests K")]
    [InlineData("--guests 2 --fabric-gbps 1e-12", "0.001 to 1000000000 Gbit/s")]
    [InlineData("--guests 2 --fabric-gbps NaN", "is out of range")]
    [InlineData("--sweep multifd-channels=2,2", "has 2 twice")]
    [InlineData("--sweep iaa.devices=1,1.0", "has 1.0 twice")]
    [InlineData("--multifd-compression qpl --qpl-path hardware --sweep iaa.devices=0", "has no IAA device")]
    [InlineData("--multifd-compression qatzip", "has no QAT device")]
    [InlineData("--guests 0", "--guests 0 is out of range")]
    [InlineData("--guests 2 --sweep iaa.devices=1,2", "--sweep and --guests cannot be combined")]
    [InlineData("--reproduce sead", "Did you mean 'seed'?")]
    [InlineData("--guests 2 --destination-host spr-v44", "--destination-host spr-v44 does not exist. Did you mean 'spr-v4'?")]
    [InlineData("--at-once 2", "--at-once belongs to an evacuation")]
    [InlineData("--measure-guest a.yaml --workload redos", "redos")]
    [InlineData("--measure-guest a.yaml --memory x", "--memory x is not a size of memory")]
    [InlineData("--from-results a", "--from-results belongs to --measure-guest FILE")]
    [InlineData("--fit spr-v33", "Did you mean 'spr-v3'?")]
    public async Task WrongRequest_IsOneLineWithTheRemedy(string options, string problem)
    {
        CliRun run = await CliRun.Of(["simulate", .. options.Split(' '), "--out", _folder["out"]]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }
}
