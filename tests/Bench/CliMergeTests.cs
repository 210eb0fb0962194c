using System.Text.Json.Nodes;
using MultifdBench.Bench.Cli;
using MultifdBench.Core.Files;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench merge</c>: the shards of a matrix become the matrix, or nothing at all.</summary>
public sealed class CliMergeTests
{
    [Fact]
    public async Task Shards_BecomeTheWholeMatrix()
    {
        using TemporaryFolder folder = new();
        await RunShards(folder, 3);
        CliRun run = await CliRun.Of("merge", folder["1"], folder["2"], folder["3"], "--out", folder["all"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        ResultSet[] shards = [.. Enumerable.Range(1, 3).Select(k => ResultSet.Load(folder[$"{k}"]))];
        ResultSet merged = ResultSet.Load(folder["all"]);
        Assert.Empty(merged.Warnings);
        Assert.Equal(8, merged.Runs.Count);
        Assert.Equal(shards.SelectMany(shard => shard.Runs).OrderBy(row => row.RunId), merged.Runs.OrderBy(row => row.RunId));
        Assert.Equal(shards.Sum(shard => shard.Rounds.Count), merged.Rounds.Count);
        Assert.Equal(shards.Sum(shard => shard.PageSizes.Count), merged.PageSizes.Count);
        Assert.Contains("\"merged_from\"", merged.HostJson, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["all/summary.csv"]));
        Assert.Equal(
            ["1", "2", "3", "all"],
            Directory.GetDirectories(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        // The merged folder is the folder of the whole matrix: there is nothing left to run.
        CliRun resumed = await CliRun.Of("matrix", "--resume", folder["all"], "--no-report");
        Assert.Equal(ExitCodes.Done, resumed.ExitCode);
        Assert.Equal(8, ResultSet.Load(folder["all"]).Runs.Count);
    }

    [Fact]
    public async Task MissingShard_IsNamed_AndPartialLeavesTheRestToResume()
    {
        using TemporaryFolder folder = new();
        await RunShards(folder, 3);
        CliRun refused = await CliRun.Of("merge", folder["1"], folder["3"], "--out", folder["all"]);
        Refused(refused, folder, "Of 3 shards number 2 is missing");
        CliRun partial = await CliRun.Of("merge", folder["1"], folder["3"], "--out", folder["all"], "--partial");
        Assert.Equal(ExitCodes.Done, partial.ExitCode);
        Assert.Equal(ExitCodes.Done, (await CliRun.Of("matrix", "--resume", folder["all"], "--no-report")).ExitCode);
        Assert.Equal(8, ResultSet.Load(folder["all"]).Runs.Select(row => row.RunId).Distinct().Count());
    }

    [Fact]
    public async Task MoreShardsThanCombinations_AreMerged_ThoughSomeHaveNoRun()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(
            folder["p.yaml"], "name: one\nmemory: 1MiB\nworkloads: [random]\nmethods: [none]\nchannels: [1]\nrepetitions: 1\nwarm_up: 0\n",
            TestContext.Current.CancellationToken);
        await RunShards(folder, 3, writeProfile: false);
        Assert.Equal([1, 0, 0], Enumerable.Range(1, 3).Select(k => ResultSet.Load(folder[$"{k}"]).Runs.Count));
        CliRun run = await CliRun.Of("merge", folder["3"], folder["2"], folder["1"], "--out", folder["all"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Single(ResultSet.Load(folder["all"]).Runs);
    }

    [Fact]
    public async Task ShardThatHasNotRun_IsRefused()
    {
        using TemporaryFolder folder = new();
        await RunShards(folder, 2);
        string profile = ResultSet.Load(folder["2"]).ProfileYaml!;
        string host = ResultSet.Load(folder["2"]).HostJson!;
        ResultSetWriter.CreateAt(folder["3"], host, profile).Dispose();
        Refused(await CliRun.Of("merge", folder["1"], folder["3"], "--out", folder["all"]), folder, "holds no runs yet");
    }

    [Fact]
    public async Task OtherLimits_AreAnotherHost_AndBothStandInTheMergedOne()
    {
        using TemporaryFolder folder = new();
        await RunShards(folder, 2);
        foreach ((string shard, double quota) in ((string, double)[])[("1", 1.1), ("2", 1.5)])
        {
            JsonObject host = JsonNode.Parse(File.ReadAllText(folder[$"{shard}/host.json"]))!.AsObject();
            host["limits"] = new JsonObject { ["cpu_quota_cores"] = quota, ["nice"] = 0 };
            File.WriteAllText(folder[$"{shard}/host.json"], host.ToJsonString());
        }

        Refused(await CliRun.Of("merge", folder["1"], folder["2"], "--out", folder["all"]), folder, "limits.cpu_quota_cores: 1.1 ≠ 1.5");
        Assert.Equal(ExitCodes.Done,
            (await CliRun.Of("merge", folder["1"], folder["2"], "--out", folder["all"], "--allow-hosts")).ExitCode);
        JsonNode limits = JsonNode.Parse(ResultSet.Load(folder["all"]).HostJson!)!["limits"]!;
        Assert.Equal(("[1.1,1.5]", "0"), (limits["cpu_quota_cores"]!.ToJsonString(), limits["nice"]!.ToJsonString()));
    }

    [Fact]
    public async Task WhatDoesNotBelongTogether_IsRefused()
    {
        using TemporaryFolder folder = new();
        await RunShards(folder, 2);
        await CliRun.Of("matrix", "--profile", folder["p.yaml"], "--shard", "2/2", "--seed", "7", "--out", folder["seed"], "--no-report");
        Refused(await CliRun.Of("merge", folder["1"], folder["seed"], "--out", folder["all"]), folder,
            "their profiles differ in 'seed: 1' and 'seed: 7'");
        Refused(await CliRun.Of("merge", folder["1"], folder["1"], folder["2"], "--out", folder["all"]), folder, "both hold the run");
        string host = await File.ReadAllTextAsync(folder["2/host.json"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["2/host.json"], host.Replace($"\"{Environment.MachineName}\"", "\"elsewhere\"",
            StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Refused(await CliRun.Of("merge", folder["1"], folder["2"], "--out", folder["all"]), folder,
            "--allow-hosts merges them all the same");
        Assert.Equal(ExitCodes.Done,
            (await CliRun.Of("merge", folder["1"], folder["2"], "--out", folder["all"], "--allow-hosts")).ExitCode);
        Assert.Contains("\"elsewhere\"", ResultSet.Load(folder["all"]).HostJson, StringComparison.Ordinal);
        CliRun again = await CliRun.Of("merge", folder["1"], folder["2"], "--out", folder["all"], "--allow-hosts");
        Assert.Equal(ExitCodes.CannotDecide, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["2/host.json"], host.Replace("\"git_commit\": ",
            "\"git_commit\": \"x\", \"git_commit_before\": ", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("different builds", (await CliRun.Of("merge", folder["1"], folder["2"], "--out", folder["b"])).Error,
            StringComparison.Ordinal);
        File.Delete(folder["2/profile.yaml"]);
        Assert.Contains("has no profile.yaml", (await CliRun.Of("merge", folder["1"], folder["2"], "--out", folder["c"])).Error,
            StringComparison.Ordinal);
    }

    private static void Refused(CliRun run, TemporaryFolder folder, string reason)
    {
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["all"]), "nothing is left behind");
        Assert.Empty(Directory.GetDirectories(folder.Path, $"*{OutputFile.PartialSuffix}"));
    }

    private static async Task RunShards(TemporaryFolder folder, int count, bool writeProfile = true)
    {
        if (writeProfile) await File.WriteAllTextAsync(folder["p.yaml"], TinyProfile.Yaml, TestContext.Current.CancellationToken);
        for (int k = 1; k <= count; k++)
            Assert.Equal(ExitCodes.Done,
                (await CliRun.Of("matrix", "--profile", folder["p.yaml"], "--shard", $"{k}/{count}", "--out", folder[$"{k}"],
                    "--no-report")).ExitCode);
    }
}
