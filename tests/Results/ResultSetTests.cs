using System.Diagnostics;
using MultifdBench.Core.Files;
using MultifdBench.Results;
using MultifdBench.Tests.Bench;

namespace MultifdBench.Tests.Results;

public sealed class ResultSetTests
{
    [Fact]
    public void Create_NamesTheFolder_ByTimeHostAndProfile_AndNeverReusesIt()
    {
        using var folder = new TemporaryFolder();
        using ResultSetWriter first = ResultSetWriter.Create(folder["results"], "host/a b", "quick", Rows.Noon);
        using ResultSetWriter second = ResultSetWriter.Create(folder["results"], "host/a b", "quick", Rows.Noon);
        Assert.Equal("20260102-120000-host_a_b-quick", Path.GetFileName(first.Folder));
        Assert.Equal("20260102-120000-host_a_b-quick-2", Path.GetFileName(second.Folder));
    }

    [Fact]
    public void AppendedRuns_AreOnDisk_BeforeTheWriterCloses()
    {
        using var folder = new TemporaryFolder();
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        RunRow run = Rows.Run(Rows.Cell());
        writer.Append(run, [Rows.Round(run, 1), Rows.Round(run, 2)], [new PageSizeRow { RunId = run.RunId, BucketBytes = 512, Pages = 9 }]);

        ResultSet read = ResultSet.Load(writer.Folder);
        Assert.Equal([run], read.Runs);
        Assert.Equal([Rows.Round(run, 1), Rows.Round(run, 2)], read.Rounds);
        Assert.Equal(9, Assert.Single(read.PageSizes).Pages);
    }

    /// <summary>Outside scripts read the columns by these names.</summary>
    [Fact]
    public void Limits_AreReadAsWritten_AndReplacedWhole()
    {
        using var folder = new TemporaryFolder();
        LimitRow[] limits =
        [
            Rows.Limit("none", 2.5, 0),
            Rows.Limit(linkGbps: 25) with
            {
                IsBound = true,
                Accel = "qat",
                Huffman = "dynamic",
                Policy = "nova",
                AutoConverge = true,
                DirtyFactorLimit = 64,
                GuestOpsShare = 0.5,
            },
        ];
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        Assert.Empty(ResultSet.Load(writer.Folder).Limits);
        writer.WriteLimits([Rows.Limit("zlib")]);
        writer.WriteLimits(limits);
        Assert.Equal(limits, ResultSet.Load(writer.Folder).Limits);
        Assert.Equal(
            [
                "workload,memory_mib,model,method,accel,huffman,level,channels,zero_page_detection,link_gbps,dirty_pages_per_second_limit,"
                    + "is_bound,policy,auto_converge,dirty_factor_limit,guest_ops_share",
                "redis-ycsb-b,1024,spr-iaa4,none,none,,,2,multifd,2.5,0,false,,,,",
                "redis-ycsb-b,1024,spr-iaa4,zstd,qat,dynamic,1,2,multifd,25,120000,true,nova,true,64,0.5",
            ],
            File.ReadAllLines(Path.Combine(writer.Folder, ResultSetFiles.Limits)));
    }

    [Fact]
    public void Limits_ThatDoNotParse_AreRefusedByLineAndColumn()
    {
        using var folder = new TemporaryFolder();
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"])) writer.WriteLimits([Rows.Limit()]);
        string path = Path.Combine(folder["set"], ResultSetFiles.Limits);
        File.WriteAllText(path, File.ReadAllText(path).Replace(",10,", ",fast,", StringComparison.Ordinal));
        string message = Assert.Throws<ResultsException>(() => ResultSet.Load(folder["set"])).Message;
        Assert.Contains("limits.csv, line 2, column link_gbps", message, StringComparison.Ordinal);
    }

    /// <summary>Outside scripts read the columns by these names.</summary>
    [Fact]
    public void Decisions_AreReadAsWritten_AndReplacedWhole()
    {
        using var folder = new TemporaryFolder();
        DecisionRow undecided = new() { Workload = "idle", MemoryMib = 1024, Model = "spr-v4", LinkGbps = 2.5, ModelError = 0.1 };
        DecisionRow[] decisions = [Rows.Decision() with { ChangesAtGbps = 4.25 }, undecided];
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        Assert.Empty(ResultSet.Load(writer.Folder).Decisions);
        writer.WriteDecisions([Rows.Decision(100)]);
        writer.WriteDecisions(decisions);
        Assert.Equal(decisions, ResultSet.Load(writer.Folder).Decisions);
        Assert.Equal(
            [
                "workload,memory_mib,model,is_here,link_gbps,method,channels,total_time_ms,runner_up,runner_up_channels,"
                    + "runner_up_total_time_ms,is_tie,is_asked,leader,leader_channels,changes_at_gbps,model_error,model_error_n,"
                    + "is_host_published",
                "redis-ycsb-b,65536,box,true,10,none,1,10000,zstd-1,2,12500,false,true,none,1,4.25,0.08,12,true",
                "idle,1024,spr-v4,false,2.5,,,,,,,false,true,,,,0.1,,true",
            ],
            File.ReadAllLines(Path.Combine(writer.Folder, ResultSetFiles.Decisions)));
    }

    /// <summary>What was simulated for a decision is no run: summaries, verdicts and history do not see it.</summary>
    [Fact]
    public void Links_AreReadAsWritten_AndAreNoRuns()
    {
        using var folder = new TemporaryFolder();
        RunRow link = Rows.Run(Rows.Cell("none", 1, RunSource.Simulated) with { LinkGbps = 10 });
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        writer.Append(Rows.Run(Rows.Cell()), []);
        Assert.Empty(ResultSet.Load(writer.Folder).Links);
        writer.WriteLinks([link, link]);
        writer.WriteLinks([link]);
        ResultSet set = ResultSet.Load(writer.Folder);
        Assert.Equal([link], set.Links);
        Assert.Equal([Rows.Cell()], set.Summary.Select(row => row.Combination));
    }

    [Fact]
    public void Resume_ContinuesAfterAHalfWrittenRow_AndDropsItsRounds()
    {
        using var folder = new TemporaryFolder();
        RunRow[] runs = [.. Enumerable.Range(1, 3).Select(i => Rows.Run(Rows.Cell(), i))];
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]))
        {
            writer.Append(runs[0], [Rows.Round(runs[0])]);
            writer.Append(runs[1], [Rows.Round(runs[1])]);
        }

        string path = Path.Combine(folder["set"], ResultSetFiles.Runs);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^10]);
        using (ResultSetWriter writer = ResultSetWriter.Resume(folder["set"]))
        {
            Assert.Equal(2, writer.Warnings.Count);
            Assert.True(writer.Contains(runs[0].RunId));
            Assert.False(writer.Contains(runs[1].RunId));
            writer.Append(runs[1], [Rows.Round(runs[1], 1), Rows.Round(runs[1], 2)]);
            writer.Append(runs[2], []);
        }

        ResultSet read = ResultSet.Load(folder["set"]);
        Assert.Empty(read.Warnings);
        Assert.Equal(runs, read.Runs);
        Assert.Equal([Rows.Round(runs[0]), Rows.Round(runs[1], 1), Rows.Round(runs[1], 2)], read.Rounds);
    }

    /// <summary>Nobody writes into the pipe: opening it would not return.</summary>
    [Fact]
    public async Task Load_RefusesPipes()
    {
        using var folder = new TemporaryFolder();
        await TestPipe.CreateAsync(folder[ResultSetFiles.Runs]);
        Assert.Contains("runs.csv: it is a pipe", Assert.Throws<ResultsException>(() => ResultSet.Load(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LeavesOutRoundsOfARunThatNeverEnded()
    {
        using var folder = new TemporaryFolder();
        RunRow run = Rows.Run(Rows.Cell());
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"])) writer.Append(run, [Rows.Round(run)]);
        File.AppendAllText(Path.Combine(folder["set"], ResultSetFiles.Rounds), "other#1,1,0,1,2,3,4,5,6,,,,,,,,\r\n");
        Assert.Equal([Rows.Round(run)], ResultSet.Load(folder["set"]).Rounds);
    }

    [Fact]
    public void SecondWriter_IsTurnedAway_UntilTheFirstCloses()
    {
        using var folder = new TemporaryFolder();
        using (ResultSetWriter.CreateAt(folder["set"]))
        {
            var exception = Assert.Throws<ResultsException>(() => ResultSetWriter.Resume(folder["set"]));
            Assert.Contains("is being written by another run", exception.Message, StringComparison.Ordinal);
        }

        ResultSetWriter.Resume(folder["set"]).Dispose();
    }

    [Fact]
    public void LockOfAnotherProcess_IsRespected_AndGoneWhenItIsKilled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/flock"), "no flock(1) to play the other process");
        using var folder = new TemporaryFolder();
        ResultSetWriter.CreateAt(folder["set"]).Dispose();
        using Process other = HoldLock(Path.Combine(folder["set"], ".lock"));
        Assert.Throws<ResultsException>(() => ResultSetWriter.Resume(folder["set"]));
        other.Kill(entireProcessTree: true);
        other.WaitForExit();
        ResultSetWriter.Resume(folder["set"]).Dispose();
    }

    [Fact]
    public void CreateAt_RefusesAFolderWithResults_AndNamesTheRemedy()
    {
        using var folder = new TemporaryFolder();
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"])) writer.Append(Rows.Run(Rows.Cell()), []);
        Assert.Contains("--resume", Assert.Throws<ResultsException>(() => ResultSetWriter.CreateAt(folder["set"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CreateAt_TakesAFolderWithoutRuns_WhateverIsInIt()
    {
        using var folder = new TemporaryFolder();
        ResultSetWriter.CreateAt(folder["set"], "{}", "name: killed\n").Dispose();
        File.WriteAllText(OutputFile.PartialPath(folder["set/profile.yaml"]), "half");
        RunRow run = Rows.Run(Rows.Cell());
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"], "{}", "name: again\n")) writer.Append(run, []);
        ResultSet read = ResultSet.Load(folder["set"]);
        Assert.Equal(("name: again\n", "{}"), (read.ProfileYaml, read.HostJson));
        Assert.Equal([run], read.Runs);
        Assert.Empty(Directory.GetFiles(folder["set"], $"*{OutputFile.PartialSuffix}"));
    }

    /// <summary>Sets, reports and charts are written to folders that one method makes: one fault has one message.</summary>
    [Fact]
    public void AFolderThatCannotBeMade_IsNamed_WithTheRemedy()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        string inTheWay = folder["file/set"];
        Action[] writers =
        [
            () => Storage.CreateFolder(inTheWay), () => ResultSetWriter.CreateAt(inTheWay),
            () => ResultSetWriter.CreateWhole(inTheWay, [], [], [], []),
        ];
        foreach (Action write in writers)
        {
            string message = Assert.Throws<ResultsException>(write).Message;
            Assert.StartsWith($"Cannot make the folder {inTheWay}: ", message, StringComparison.Ordinal);
            Assert.EndsWith(". Choose another folder with --out.", message, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// A folder where a file belongs stops the writer where it would write that file: what is there then was written before.
    /// </summary>
    [Theory]
    [InlineData(ResultSetFiles.Host)]
    [InlineData(ResultSetFiles.Profile, ResultSetFiles.Host)]
    [InlineData(ResultSetFiles.Runs, ResultSetFiles.Host, ResultSetFiles.Profile)]
    [InlineData(ResultSetFiles.Rounds, ResultSetFiles.Host, ResultSetFiles.Profile, ResultSetFiles.Runs)]
    public void HostAndProfile_AreThereBeforeTheFirstRow(string obstacle, params string[] before)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[$"set/{obstacle}"]);
        Assert.Throws<ResultsException>(() => ResultSetWriter.CreateAt(folder["set"], "{}", "name: x\n"));
        string[] files = [.. Directory.GetFiles(folder["set"]).Select(file => Path.GetFileName(file)).Where(name => name != ".lock")];
        Assert.Equal(before.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FolderThatIsDeletedOrReplaced_IsNoticedAtTheNextRow(bool isReplaced)
    {
        using var folder = new TemporaryFolder();
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        writer.Append(Rows.Run(Rows.Cell()), [Rows.Round(Rows.Run(Rows.Cell()))]);
        Directory.Delete(folder["set"], recursive: true);
        if (isReplaced) ResultSetWriter.CreateAt(folder["set"]).Dispose();
        RunRow next = Rows.Run(Rows.Cell(), 2);
        string message = Assert.Throws<ResultsException>(() => writer.Append(next, [Rows.Round(next)])).Message;
        Assert.Contains(isReplaced ? "was replaced by another file while it was being written" : "was deleted while it was being written",
            message, StringComparison.Ordinal);
        Assert.Contains("its rows are lost", message, StringComparison.Ordinal);
        Assert.DoesNotContain("intact", message, StringComparison.Ordinal);
        Assert.False(writer.Contains(next.RunId));
    }

    [Fact]
    public void ResumeAndLoad_SayWhenAFolderIsNoResultSet()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("runs.csv", Assert.Throws<ResultsException>(() => ResultSetWriter.Resume(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("runs.csv", Assert.Throws<ResultsException>(() => ResultSet.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_RefusesAFileWithOtherColumns()
    {
        using var folder = new TemporaryFolder();
        ResultSetWriter.CreateAt(folder["set"]).Dispose();
        string path = Path.Combine(folder["set"], ResultSetFiles.Runs);
        File.WriteAllText(path, File.ReadAllText(path).TrimEnd() + ",from_the_future\r\n");
        Assert.Contains("other columns", Assert.Throws<ResultsException>(() => ResultSetWriter.Resume(folder["set"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FullDisk_IsOneClearError_AndEarlierRowsStay()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full to write to");
        using var folder = new TemporaryFolder();
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        RunRow run = Rows.Run(Rows.Cell());
        writer.Append(run, []);
        File.CreateSymbolicLink(Path.Combine(folder["set"], ResultSetFiles.PageSizes), "/dev/full");
        RunRow next = Rows.Run(Rows.Cell(), 2);
        var exception = Assert.Throws<ResultsException>(
            () => writer.Append(next, [], [new PageSizeRow { RunId = next.RunId, BucketBytes = 64, Pages = 1 }]));
        Assert.Contains(ResultSetFiles.PageSizes, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Rows written before are intact.", exception.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(folder["set"], ResultSetFiles.PageSizes));
        Assert.Equal([run], ResultSet.Load(folder["set"]).Runs);
    }

    [Fact]
    public void SameRunTwice_OrForeignRounds_AreABug()
    {
        using var folder = new TemporaryFolder();
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        RunRow run = Rows.Run(Rows.Cell());
        writer.Append(run, []);
        Assert.Throws<ArgumentException>(() => writer.Append(run, []));
        Assert.Throws<ArgumentException>(() => writer.Append(Rows.Run(Rows.Cell(), 2), [Rows.Round(run)]));
    }

    [Fact]
    public void SummaryHostAndProfile_AreWrittenWhole_AndLeaveNoTemporaryFiles()
    {
        using var folder = new TemporaryFolder();
        using ResultSetWriter writer = ResultSetWriter.CreateAt(folder["set"]);
        writer.Append(Rows.Run(Rows.Cell()), []);
        writer.WriteHost("""{ "host_name": "box", "cpu": "Xeon" }""");
        writer.WriteProfile("name: quick\n");
        writer.WriteSummary();
        writer.WriteSummary();

        ResultSet read = ResultSet.Load(writer.Folder);
        Assert.Equal("box (Xeon)", read.HostLabel);
        Assert.Equal("name: quick\n", read.ProfileYaml);
        string[] summary = File.ReadAllLines(Path.Combine(writer.Folder, ResultSetFiles.Summary));
        Assert.StartsWith("combination,source,workload,memory_mib,method,", summary[0], StringComparison.Ordinal);
        Assert.Contains(",n,failures,total_time_ms_median,total_time_ms_lo,total_time_ms_hi,downtime_ms_median,", summary[0],
            StringComparison.Ordinal);
        Assert.Contains(",1,0,1000,,,20,,,", summary[1], StringComparison.Ordinal);
        Assert.Equal(
            [".lock", ResultSetFiles.Host, ResultSetFiles.Profile, ResultSetFiles.Rounds, ResultSetFiles.Runs, ResultSetFiles.Summary],
            Directory.GetFiles(writer.Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    private static Process HoldLock(string path)
    {
        var start = new ProcessStartInfo("/usr/bin/flock",
            ["--close", path, "sh", "-c", "echo held; exec sleep 60"])
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return process;
    }
}
