using System.Text.Json;
using System.Xml.Linq;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Advise;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

public sealed class CliAdviseTests : IDisposable
{
    // A published host and a published guest: nothing is measured. A small guest takes few steps.
    private static readonly string[] Published = ["advise", "--workload", "silesia-64g", "--memory", "256MiB"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answer_ComesFirst_WithRankingChangesAndLinesToPaste()
    {
        CliRun run = await Advise("--link-gbps", "1,25", "--policy", "ovirt-minimal-downtime,fixed", "--tls");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        string[] lines = run.Output.Split(Environment.NewLine);
        Assert.StartsWith("1 Gbit/s: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines.TakeWhile(line => line.Length > 0), line => line.StartsWith("25 Gbit/s: ", StringComparison.Ordinal));
        // Lines to paste are not broken.
        Assert.All(lines.TakeWhile(line => !line.StartsWith("To paste", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 100, line));
        foreach (string expected in (string[])
            [
                "9.7 % off in published tables", "Not checked by a real run: spr-v4 is not this machine.", "On spr-qat (simulated)",
                "On gnr (simulated, nobody has published a migration there), 25", "qpl by its tables: ",
                "on spr-v4 under policy ovirt-minimal-downtime, encrypted, the best of each",
                "What a policy would do to this guest over 1 Gbit/s", "  fixed: ", "--auto-converge --tls GUEST URI",
                "migrate-set-parameters", "virsh migrate --live", "kind: MigrationPolicy", "live_migration_downtime = 300",
            ])
        {
            Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        }

        ResultSet results = ResultSet.Load(_folder["out"]);
        Assert.All(results.Runs, row => Assert.Equal((RunSource.Simulated, true), (row.Source, row.Tls)));
        Assert.Equal(["", "ovirt-minimal-downtime"], results.Runs.Select(row => row.Policy).Distinct().Order());
        Assert.NotEmpty(results.Limits);
    }

    [Fact]
    public async Task Json_HasTheContractsKeys()
    {
        CliRun run = await Advise("--link-gbps", "10", "--policy", "kubevirt-ramp,fixed", "--json");
        JsonSchemas.Accept("advise.json", run.Output);
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        JsonElement recommendation = root.GetProperty("recommendation");
        foreach (string key in (string[])
            ["method", "accel", "huffman", "level", "channels", "zero_page_detection", "policy", "margin", "confidence", "tie"])
        {
            Assert.True(recommendation.TryGetProperty(key, out _), key);
        }

        Assert.Equal("kubevirt-ramp", recommendation.GetProperty("policy").GetString());
        Assert.Equal(["kubevirt-ramp", "fixed"],
            root.GetProperty("policies").EnumerateArray().Select(one => one.GetProperty("policy").GetString()));
        JsonElement candidate = root.GetProperty("candidates")[0];
        foreach (string key in (string[])["total_time_ms", "source_cpu_s", "link_gbps", "converges", "slo"])
            Assert.True(candidate.TryGetProperty(key, out _), key);
        Assert.Equal(0, root.GetProperty("check").GetArrayLength());
        Assert.Equal(0.097, root.GetProperty("model_error").GetDouble());
        Assert.All(root.GetProperty("crossings").EnumerateArray(), crossing => Assert.True(crossing.TryGetProperty("below", out _)));
    }

    [Fact]
    public async Task ServiceLevelThatNothingKeeps_IsExitCode1_AndAFailureForCi()
    {
        CliRun run = await Advise("--link-gbps", "1,100", "--slo", "total<=200ms", "--junit", _folder["gate.xml"]);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("Nothing keeps the SLO; it misses total<=200ms.", run.Output, StringComparison.Ordinal);
        XElement[] cases = [.. XDocument.Load(_folder["gate.xml"]).Descendants("testcase")];
        Assert.Equal(2, cases.Length);
        Assert.NotNull(cases[0].Element("failure"));
    }

    /// <summary>While it simulates there is no answer yet: the folder is whole, and nothing is said on standard output.</summary>
    [Fact]
    public async Task InterruptedWhileItSimulates_LeavesAFolderThatLoads()
    {
        CliRun run = await CliRun.Of(new CancellationToken(canceled: true), [.. Published, "--host", "spr-v4", "--out", _folder["out"]]);
        Assert.Equal((ExitCodes.Interrupted, ""), (run.ExitCode, run.Output));
        Assert.EndsWith("Interrupted.", run.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(ResultSet.Load(_folder["out"]).Runs);
    }

    /// <summary>Ctrl-C while the best run for real: what was simulated is the answer, and all files are valid.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InterruptedWhileItChecks_PrintsTheAnswerSoFar(bool isJson)
    {
        AdviseAnswer answer = PolicyTextTests.Answer();
        using StringWriter output = new(), error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        using (ResultSetWriter results = ResultSetWriter.CreateAt(_folder["out"]))
        {
            foreach (RunRow row in answer.Asked.Rows) results.Append(row, []);
            int exitCode = AdviseVerb.Conclude(
                answer, _ => throw new OperationCanceledException(), results, isJson, _folder["j.xml"], session);
            Assert.Equal(ExitCodes.Interrupted, exitCode);
        }

        ResultSet left = ResultSet.Load(_folder["out"]);
        Assert.Equal(answer.Asked.Rows, left.Runs);
        Assert.NotEmpty(File.ReadAllText(Path.Combine(_folder["out"], ResultSetFiles.Summary)));
        Assert.Single(XDocument.Load(_folder["j.xml"]).Descendants("testcase"));
        if (isJson)
        {
            JsonSchemas.Accept("advise.json", output.ToString());
            return;
        }

        Assert.StartsWith("10 Gbit/s: zstd-1, 8 channels for idle", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Not checked by a real run: it was interrupted.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryProblem_IsNamedAtOnce()
    {
        CliRun run = await CliRun.Of("advise", "--workload", "redis", "--memory", "much", "--link-gbps", "0", "--cores", "0",
            "--guests", "0", "--downtime-limit", "-1", "--host", "spr", "--policy", "fixed,novo", "--slo", "speed<=1");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        foreach (string option in (string[])
            [
                "redis", "--memory much", "--link-gbps 0", "--cores 0", "--guests 0", "--downtime-limit -1", "--host spr", "--policy novo",
                "--slo 'speed<=1'",
            ])
        {
            Assert.Contains(option, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AHostWithoutCostsOfTls_IsRefused_WithTheReason()
    {
        string[] lines = [.. File.ReadLines(ModelFolder.BesideProgram.FindHost("spr-v4"))];
        int group = Array.FindIndex(lines, line => line == "  tls:");
        int next = Array.FindIndex(lines, group + 1, line => !line.StartsWith("    ", StringComparison.Ordinal));
        File.WriteAllLines(_folder["mine.yaml"], [.. lines[..group], .. lines[next..]]);
        CliRun run = await Advise("--host", _folder["mine.yaml"], "--tls");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("has no costs of TLS; add the tls parameters", run.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> Advise(params string[] args) =>
        CliRun.Of(TestContext.Current.CancellationToken,
            [.. Published, .. args.Contains("--host") ? [] : (string[])["--host", "spr-v4"], "--out", _folder["out"], .. args]);
}
