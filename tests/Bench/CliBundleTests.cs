using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Rerun;
using MultifdBench.Core;
using MultifdBench.Prediction.Answers;
using MultifdBench.Prediction.Machines;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Results.Bundles;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench bundle</c> and <c>bench rerun</c>: what one host ran, another runs again.</summary>
public sealed class CliBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatWasBundled_RunsAgain_AndCanBeCompared()
    {
        await Bundle(Profile("idle"));
        CliRun rerun = await CliRun.Of("rerun", _folder["b.zip"], "--out", _folder["again"]);
        Assert.True(rerun.ExitCode == ExitCodes.Done, rerun.Error);
        ResultSet first = ResultSet.Load(_folder["first"]), again = ResultSet.Load(_folder["again"]);
        Assert.Equal(first.Runs.Select(run => (run.RunId, run.Seed)).Order(), again.Runs.Select(run => (run.RunId, run.Seed)).Order());
        Assert.All(again.Runs, run => Assert.True(run.Verified));
        Assert.Equal(first.Runs, ResultSet.Load(_folder["again-bundled"]).Runs);
        Assert.DoesNotContain("Differs here", rerun.Error, StringComparison.Ordinal);
        string command = Assert.Single(
            rerun.Output.Split(Environment.NewLine), line => line.Contains("bench compare", StringComparison.Ordinal));
        string[] words = command[command.IndexOf("compare ", StringComparison.Ordinal)..].Split(' ');
        // Two runs of milliseconds are too few for a verdict: it is understood, and nothing forbids to compare.
        CliRun compare = await CliRun.Of(words);
        Assert.True(compare.ExitCode is ExitCodes.Done or ExitCodes.CannotDecide or ExitCodes.CheckFailed, compare.Error);
        Assert.DoesNotContain("≠", compare.Output + compare.Error, StringComparison.Ordinal);
    }

    /// <summary>As a matrix does: the profile of the bundle asks which method wins over a link.</summary>
    [Fact]
    public async Task WhatRunsAgain_IsAnsweredToo()
    {
        await Bundle(TinyProfile.Yaml.Replace("[1, 2]", "[1]", StringComparison.Ordinal));
        string profile = _folder["first/profile.yaml"];
        IEnumerable<string> others = (await File.ReadAllLinesAsync(profile, TestContext.Current.CancellationToken)).Where(
            line => !line.StartsWith("answer_link_gbps:", StringComparison.Ordinal)
                && !line.StartsWith("simulated_memory:", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(
            profile, [.. others, "answer_link_gbps: [1]", "simulated_memory: 64MiB"], TestContext.Current.CancellationToken);
        File.Delete(_folder["b.zip"]);
        CliRun bundle = await CliRun.Of("bundle", _folder["first"], "--out", _folder["b.zip"]);
        Assert.True(bundle.ExitCode == ExitCodes.Done, bundle.Error);
        using StringWriter output = new(), error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        CachedSurvey survey = new(BuiltIn.Methods, Workload.Create, cache: null, () => throw new InvalidOperationException("no cache"),
            TimeProvider.System, _ => { });
        RerunVerb verb = new(BuiltIn.Methods)
        {
            CreateAnswers = (methods, own) => new MatrixAnswers(methods, survey, 0.1, TimeProvider.System, own.Note, 4 * Units.MiB),
        };
        int exitCode = await verb.Create(session).Parse([_folder["b.zip"], "--out", _folder["again"]])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(exitCode == ExitCodes.Done, error.ToString());
        ResultSet again = ResultSet.Load(_folder["again"]);
        Assert.Equal(again.Runs.Select(run => run.Workload).Distinct(),
            again.Decisions.Where(row => row is { IsHere: true, IsAsked: true, LinkGbps: 1 }).Select(row => row.Workload));
    }

    [Fact]
    public async Task Check_SaysWhatDiffers_AndRunsNothing()
    {
        await Bundle(Profile("idle"));
        Assert.Contains(": whole, ", (await CliRun.Of("rerun", _folder["b.zip"], "--check")).Output, StringComparison.Ordinal);
        // Another host's libraries, another build's scenario: hashes of the manifest follow, as whoever made it would have them.
        string host = (await File.ReadAllTextAsync(_folder["first/host.json"], TestContext.Current.CancellationToken))
            .Replace("\"host_name\": \"", "\"host_name\": \"other-", StringComparison.Ordinal)
            .Replace("libz ", "libz 0.", StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await Rebundle(host, "idle.yaml", "name: idle\n")).ExitCode);
        CliRun run = await CliRun.Of("rerun", _folder["b.zip"], "--check");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (string difference in (string[])["host_name: other-", "libraries: ", "scenario idle: "])
            Assert.Contains("Differs here: " + difference, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["again"]));
    }

    [Fact]
    public async Task ScenarioThatIsNotHere_IsInTheBundle_AndTheMessageSaysSo()
    {
        string scenario = _folder["mine.yaml"];
        await File.WriteAllTextAsync(scenario, "name: mine\nsummary: mine\nextends: idle\n", TestContext.Current.CancellationToken);
        await Bundle(Profile(scenario));
        File.Delete(scenario);
        CliRun run = await CliRun.Of("rerun", _folder["b.zip"], "--out", _folder["again"]);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("holds it as scenarios/mine.yaml, scenarios/idle.yaml", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["again"]));
    }

    /// <summary>
    /// A policy of one's own is in the results folder, the bundle and what is run from it; it may be gone, or be another, in between.
    /// </summary>
    [Fact]
    public async Task OwnPolicy_GoesAlong()
    {
        string policy = _folder["ours.yaml"];
        const string Yaml = "name: ours\nsummary: ours\npoll: 1s\ninitial: [downtime 200ms]\nrules: []\n";
        await File.WriteAllTextAsync(policy, Yaml, TestContext.Current.CancellationToken);
        await Bundle(TinyProfile.Yaml + $"\npolicy: [fixed, '{policy}']\n");
        Assert.Equal(Yaml, Read("first/policy-ours.yaml"));
        File.Delete(policy);
        CliRun run = await CliRun.Of("matrix", "--resume", _folder["first"], "--no-report");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        await File.WriteAllTextAsync(policy, Yaml.Replace("200ms", "1s", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        run = await CliRun.Of("rerun", _folder["b.zip"], "--out", _folder["again"]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Equal((Yaml, Yaml), (Read("again/policy-ours.yaml"), Read("again-bundled/policy-ours.yaml")));
        Assert.Equal(ResultSet.Load(_folder["first"]).Runs.Select(row => row.RunId).Order(),
            ResultSet.Load(_folder["again"]).Runs.Select(row => row.RunId).Order());
        run = await CliRun.Of("bundle", _folder["again"], "--out", _folder["again.zip"]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);

        string Read(string name) => File.ReadAllText(_folder[name]);
    }

    [Fact]
    public async Task DamagedBundle_IsRefused_BeforeAnythingIsWritten()
    {
        await File.WriteAllBytesAsync(_folder["b.zip"], Bundles.Repack(Bundles.Make(_folder), [("../x", [1])]),
            TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("rerun", _folder["b.zip"], "--out", _folder["again"]);
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains("is no bundle that can be used", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["again"]));
    }

    [Fact]
    public async Task FolderWithoutProfile_CannotBeRunAgain()
    {
        Bundles.Make(_folder);
        File.Delete(_folder["bundled/profile.yaml"]);
        CliRun run = await CliRun.Of("bundle", _folder["bundled"], "--out", _folder["none.zip"]);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("has no profile.yaml", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["none.zip"]));
    }

    [Fact]
    public async Task GuestsFromFilesOfTheReadersOwn_AreNamed()
    {
        await File.WriteAllTextAsync(_folder["corpus.txt"], new string('x', 9000), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder["corpus"]);
        File.Move(_folder["corpus.txt"], _folder["corpus/a.txt"]);
        CliRun bundle = await Bundle(TinyProfile.Yaml.Replace("random", $"'files:{_folder["corpus"]}'", StringComparison.Ordinal));
        Assert.Contains("Not in the bundle: what files:", bundle.Error, StringComparison.Ordinal);
    }

    private static string Profile(string workload) => TinyProfile.Yaml.Replace("random", workload, StringComparison.Ordinal)
        .Replace("1MiB", "16MiB", StringComparison.Ordinal);

    private async Task<CliRun> Bundle(string profile)
    {
        await File.WriteAllTextAsync(_folder["p.yaml"], profile, TestContext.Current.CancellationToken);
        CliRun matrix = await CliRun.Of("matrix", "--profile", _folder["p.yaml"], "--no-report", "--out", _folder["first"]);
        Assert.True(matrix.ExitCode == ExitCodes.Done, matrix.Error);
        CliRun bundle = await CliRun.Of("bundle", _folder["first"], "--out", _folder["b.zip"]);
        Assert.True(bundle.ExitCode == ExitCodes.Done, bundle.Error);
        return bundle;
    }

    private async Task<CliRun> Rebundle(string host, string scenario, string content)
    {
        await File.WriteAllTextAsync(_folder["first/host.json"], host, TestContext.Current.CancellationToken);
        CliRun bundle = await CliRun.Of("bundle", _folder["first"], "--out", _folder["b.zip"]);
        byte[] zip = await File.ReadAllBytesAsync(_folder["b.zip"], TestContext.Current.CancellationToken);
        Dictionary<string, byte[]> entries = Bundles.Entries(zip);
        string name = $"scenarios/{scenario}";
        byte[] changed = System.Text.Encoding.UTF8.GetBytes(content);
        string manifest = System.Text.Encoding.UTF8.GetString(entries["bundle.json"])
            .Replace(MultifdBench.Results.Bundles.BundleWriter.Hash(entries[name]),
                MultifdBench.Results.Bundles.BundleWriter.Hash(changed), StringComparison.Ordinal)
            .Replace($"\"bytes\": {entries[name].Length},", $"\"bytes\": {changed.Length},", StringComparison.Ordinal);
        byte[] tampered =
            Bundles.Repack(zip, [("bundle.json", System.Text.Encoding.UTF8.GetBytes(manifest)), (name, changed)]);
        await File.WriteAllBytesAsync(_folder["b.zip"], tampered, TestContext.Current.CancellationToken);
        return bundle;
    }
}
