using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Results;
using YamlDotNet.RepresentationModel;

namespace MultifdBench.Tests.Examples;

/// <summary>
/// The worked examples work: the scripts of the schedulers with the real program, and Slurm itself where it is installed.
/// </summary>
public sealed class ScaleOutTests
{
    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Script.Example(""), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".sh" or ".sbatch").Order()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_Parses(string path) => Assert.Equal((0, ""), await Script.RunAsync(["-n", path]));

    /// <summary>What sbatch would start, task by task; the second is started twice, as after a requeue.</summary>
    [Fact]
    public async Task SlurmScripts_RunAndMergeTheShards()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["p.yaml"], TinyProfile.Yaml, TestContext.Current.CancellationToken);
        (string, string)[] job = [("BENCH", Script.Bench), ("OUT", folder["out"]), ("PROFILE", folder["p.yaml"]),
            ("SLURM_ARRAY_TASK_MAX", "2")];
        foreach (string task in (string[])["1", "2", "2"])
        {
            var (exitCode, output) =
                await Script.RunAsync([Script.Example("slurm/matrix.sbatch")], [.. job, ("SLURM_ARRAY_TASK_ID", task)]);
            Assert.True(exitCode == 0, output);
        }

        var merge = await Script.RunAsync([Script.Example("slurm/merge.sbatch")], job);
        Assert.True(merge.ExitCode == 0, merge.Output);
        Assert.Equal(8, ResultSet.Load(folder["out/merged"]).Runs.Count);
    }

    [Fact]
    [Trait("needs", "slurm")]
    public async Task RealSlurm_RunsTheArrayAndTheMerge()
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/slurmd")
            && File.Exists("/usr/sbin/munged") && File.Exists("/usr/bin/sbatch"),
            "no Slurm here: as root, apt-get install slurmctld slurmd slurm-client munge");
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["p.yaml"], TinyProfile.Yaml, TestContext.Current.CancellationToken);
        var (exitCode, output) = await Script.RunAsync([Script.Example("slurm/check.sh"), Script.Bench, folder["p.yaml"], folder["out"]]);
        Assert.True(exitCode == 0, output);
        Assert.Equal(8, ResultSet.Load(folder["out/merged"]).Runs.Count);
    }

    [Fact]
    public async Task KubernetesPod_RunsItsShard_AndGoesOnAfterAnEviction()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["p.yaml"], TinyProfile.Yaml, TestContext.Current.CancellationToken);
        YamlNode job = Load("kubernetes/matrix-job.yaml");
        YamlNode container = job["spec"]["template"]["spec"]["containers"][0];
        string script = container["args"][0].ToString();
        Assert.Equal(job["spec"]["completions"].ToString(), container["env"][0]["value"].ToString());
        string here = script.Replace("exec /app/bench", $"exec {Script.Bench}", StringComparison.Ordinal).Replace("/results",
            folder["results"], StringComparison.Ordinal);
        Assert.NotEqual(script, here);
        foreach (string index in (string[])["0", "1", "1"])
        {
            var (exitCode, output) =
                await Script.RunAsync(["-euc", here], ("JOB_COMPLETION_INDEX", index), ("SHARDS", "2"), ("PROFILE", folder["p.yaml"]));
            Assert.True(exitCode == 0, output);
        }

        // The command of the Job that merges, with the volume of this test.
        string[] merge = [.. ((YamlSequenceNode)Load("kubernetes/merge-job.yaml")["spec"]["template"]["spec"]["containers"][0]["command"])
            .Skip(1).Select(word => word.ToString().Replace("/results", folder["results"], StringComparison.Ordinal))];
        Assert.Equal(ExitCodes.Done, (await CliRun.Of(merge)).ExitCode);
        Assert.Equal(8, ResultSet.Load(folder["results/merged"]).Runs.Count);
    }

    [Fact]
    public async Task AlternatingSessions_AreMadeAndCompared()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["p.yaml"], TinyProfile.Yaml, TestContext.Current.CancellationToken);
        string[] command = [Script.Example("gate/alternate.sh"), Script.Bench, Script.Bench, folder["p.yaml"], "2", folder["out"]];
        var (exitCode, output) = await Script.RunAsync(command);
        // Two pairs of runs of milliseconds decide nothing, or by chance something; what counts is that they were made in turn and judged.
        Assert.True(exitCode is ExitCodes.Done or ExitCodes.CheckFailed or ExitCodes.CannotDecide, output);
        Assert.Contains("Statistics over 2 pairs of alternating sessions", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["out/compare.md"]) && File.Exists(folder["out/compare.xml"]));
        Assert.Empty(Directory.GetDirectories(folder["out"], "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void Workflow_IsValidYaml_AndUsesTheScriptThatIsThere()
    {
        YamlNode steps = Load("github/nightly.yml")["jobs"]["gate"]["steps"];
        string commands = string.Join('\n', ((YamlSequenceNode)steps).OfType<YamlMappingNode>()
            .Where(step => step.Children.ContainsKey("run")).Select(step => step["run"].ToString()));
        Assert.Contains("examples/gate/alternate.sh", commands, StringComparison.Ordinal);
        Assert.True(File.Exists(Script.Example("gate/alternate.sh")));
    }

    private static YamlNode Load(string name)
    {
        using StreamReader reader = File.OpenText(Script.Example(name));
        YamlStream stream = new();
        stream.Load(reader);
        return Assert.Single(stream.Documents).RootNode;
    }
}
