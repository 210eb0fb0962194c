using MultifdBench.Bench.Cli;
using MultifdBench.Core.Files;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// A matrix that is killed before its first run: every state that its folder goes through is made here by hand, in the order in which
/// <c>ResultSetTests</c> finds the files to be written, and a resume or a new matrix in the same folder goes on from it.
/// </summary>
public sealed class FirstMomentsTests
{
    private const string Partial = ".7" + OutputFile.PartialSuffix;

    private static readonly string[] Order =
    [
        ".lock", ResultSetFiles.Host + Partial, ResultSetFiles.Host, ResultSetFiles.Profile + Partial, ResultSetFiles.Profile,
        ResultSetFiles.Runs, ResultSetFiles.Rounds,
    ];

    private static readonly string[] Small = ["--filter", "*/none/1ch", "--repetitions", "1", "--no-report"];

    /// <summary>How many of the files are there, and which part of the last one's text.</summary>
    public static TheoryData<int, double> States
    {
        get
        {
            TheoryData<int, double> states = new() { { 0, 1 } };
            for (int files = 1; files <= Order.Length; files++)
            {
                states.Add(files, 0);
                states.Add(files, 0.5);
                states.Add(files, 1);
            }

            return states;
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task FolderOfAKilledMatrix_CanBeResumedOrUsedAgain(int files, double share)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["p.yaml"], TinyProfile.Yaml, TestContext.Current.CancellationToken);
        await EndsWhole(folder["whole"], ["--profile", folder["p.yaml"], .. Small, "--out", folder["whole"]]);
        Make(folder, "resumed", files, share);
        Make(folder, "again", files, share);
        bool hasProfile = File.Exists(folder[$"resumed/{ResultSetFiles.Profile}"]);
        if (hasProfile) await EndsWhole(folder["resumed"], "--resume", folder["resumed"], "--no-report");
        await EndsWhole(folder["again"], ["--profile", folder["p.yaml"], .. Small, "--out", folder["again"]]);
    }

    private static async Task EndsWhole(string folder, params string[] how)
    {
        CliRun run = await CliRun.Of(["matrix", .. how]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        ResultSet results = ResultSet.Load(folder);
        Assert.Single(results.Runs);
        Assert.NotNull(results.ProfileYaml);
        Assert.NotNull(results.HostJson);
        Assert.Empty(results.Warnings);
        Assert.Empty(Directory.GetFiles(folder, $"*{OutputFile.PartialSuffix}"));
    }

    private static void Make(TemporaryFolder folder, string name, int files, double share)
    {
        Directory.CreateDirectory(folder[name]);
        for (int i = 0; i < files; i++)
        {
            // A temporary file is renamed when it is whole; the CSV files have their headers only.
            if (i + 1 < files && Order[i].EndsWith(Partial, StringComparison.Ordinal)) continue;
            string text = File.ReadAllText(folder[$"whole/{Order[i].Replace(Partial, "", StringComparison.Ordinal)}"]);
            if (Order[i].EndsWith(".csv", StringComparison.Ordinal)) text = text[..(text.IndexOf('\n', StringComparison.Ordinal) + 1)];
            bool isRenamed = Order[i] is ResultSetFiles.Host or ResultSetFiles.Profile;
            File.WriteAllText(folder[$"{name}/{Order[i]}"], i + 1 == files && !isRenamed ? text[..(int)(text.Length * share)] : text);
        }
    }
}
