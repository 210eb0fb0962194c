using System.Diagnostics;
using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// A real process, killed with SIGKILL: whatever the moment, its folder can be read, and a resume neither repeats nor loses a run.
/// </summary>
public sealed class KilledMatrixTests
{
    private const int Runs = 40;

    private const string Profile =
        """
        name: killed
        memory: 1MiB
        workloads: [random]
        methods:
          - { method: none }
          - { method: zlib, level: 1 }
        channels: [1, 2]
        repetitions: 10
        warm_up: 0
        """;

    [Fact]
    public async Task Kill_AtAnyMoment_LosesAndRepeatsNothing()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["p.yaml"], Profile, TestContext.Current.CancellationToken);
        await KillAfter(rows: 0, folder["r"], "matrix", "--profile", folder["p.yaml"], "--out", folder["r"], "--no-report");
        // Rows that are written choose the moment; what the process is doing when the signal arrives is chance, and must not matter.
        foreach (int rows in (int[])[1, 2, 5, 9])
        {
            if (!File.Exists(folder["r/profile.yaml"])) break;
            RunRow[] before = Read(folder["r"]);
            await KillAfter(rows, folder["r"], "matrix", "--resume", folder["r"], "--no-report");
            Assert.Equal(before, Read(folder["r"]).Take(before.Length));
        }

        string[] how =
            File.Exists(folder["r/profile.yaml"]) ? ["--resume", folder["r"]] : ["--profile", folder["p.yaml"], "--out", folder["r"]];
        RunRow[] kept = Read(folder["r"]);
        Assert.Equal(ExitCodes.Done, (await CliRun.Of(["matrix", .. how, "--no-report"])).ExitCode);
        ResultSet results = ResultSet.Load(folder["r"]);
        Assert.Empty(results.Warnings);
        Assert.Equal(kept, results.Runs.Take(kept.Length));
        Assert.Equal((Runs, Runs), (results.Runs.Count, results.Runs.Select(run => run.RunId).Distinct().Count()));
        Assert.All(results.Runs, run => Assert.Equal(run.Rounds, results.Rounds.Count(round => round.RunId == run.RunId)));
    }

    /// <summary>Runs the program and kills it when it has begun and written so many rows, or later.</summary>
    private static async Task KillAfter(int rows, string folder, params string[] args)
    {
        int before = Rows(folder);
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : "dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string arg in args.Prepend(Path.Combine(AppContext.BaseDirectory, "bench.dll"))) start.ArgumentList.Add(arg);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!process.HasExited && (Rows(folder) < before + rows || !Directory.Exists(folder)))
            await Task.Delay(1, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(output, error);
    }

    private static int Rows(string folder)
    {
        string path = Path.Combine(folder, ResultSetFiles.Runs);
        if (!File.Exists(path)) return 0;
        using StreamReader file = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd().Count(letter => letter == '\n');
    }

    private static RunRow[] Read(string folder) =>
        File.Exists(Path.Combine(folder, ResultSetFiles.Runs)) ? [.. ResultSet.Load(folder).Runs] : [];
}
