using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// What our pages and our help show works: every command line is understood, those that need nothing but this machine run (guests are made
/// small, and what takes minutes is listed), and what they print is read.
/// </summary>
public sealed partial class ExampleTests : IDisposable
{
    // They need other hosts, other programs, files of the reader's own, a quiet machine, or minutes.
    private static readonly string[] NeedMore =
    [
        "--validate", "--fit", "--measure", "--measure-guest", "--resume", "--destination", "--listen", "--check", "--tls-creds",
    ];
    private static readonly string[] NeedMoreVerbs = ["destination", "replay", "report", "capture", "calibrate", "compare", "history",
        "merge", "gate", "codec", "bundle", "rerun", "advise", "inspect"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Shown => [.. Example.All.Select(example => example.ToString())];

    public static TheoryData<string> Runnable => [.. Example.All.Where(CanRun).Select(example => example.ToString())];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Examples_AreFound()
    {
        string[] places = [.. Example.All.Select(example => example.Place.Split(',')[0]).Distinct()];
        foreach (string place in (string[])["README.md", "docs/cli.md", "docs/model.md", "docs/two-hosts.md", "docs/real-guests.md",
            "--help of simulate", "--help of matrix"]) Assert.Contains(place, places);
        Assert.Contains(Example.All, example => example.ToString() == "matrix --profile full --filter redis*/z*/4ch --repetitions 10");
        Assert.True(Runnable.Count > 20, $"{Runnable.Count} examples run");
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public void EveryExample_IsUnderstood(string commandLine)
    {
        Example example = Find(commandLine);
        using ConsoleSession session = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        ParseResult parsed = new BenchCommand(() => BuiltIn.Methods).CreateRoot(session)
            .Parse(example.Args.Length == 0 ? ["matrix"] : example.Args);
        Assert.True(parsed.Errors.Count == 0, $"{example.Place}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public async Task WhatRunsHere_EndsWell_AndAnswers(string commandLine)
    {
        Example example = Find(commandLine), small = Small(example);
        CliRun run = await CliRun.Of(TestContext.Current.CancellationToken, small.Args);
        Assert.True(run.ExitCode == ExitCodes.Done, $"{example.Place}: bench {small} ended with {run.ExitCode}: {run.Error}{run.Output}");
        Assert.DoesNotContain("timed out", run.Output, StringComparison.Ordinal);
        Read(example, run.Output);
        foreach (string line in example.Args[0] == "simulate" ? example.Shown : [])
            Assert.Contains(line, run.Output.Split(Environment.NewLine));
    }

    private static Example Find(string commandLine) => Example.All.First(example => example.ToString() == commandLine);

    private static bool CanRun(Example example) =>
        example.Args.Length > 0 && !NeedMoreVerbs.Contains(example.Args[0]) && !example.Args.Intersect(NeedMore).Any()
            && !(example.Value("--profile")?.Contains('/', StringComparison.Ordinal) ?? false);

    /// <summary>The same with guests that fit here, into folders that go away.</summary>
    private Example Small(Example example) => example.Args[0] switch
    {
        // Guests that are on the reader's disk, or on another host, stand here as a synthetic one.
        "migrate" or "source" => AsMigration(example).With("--memory", "16MiB"),
        "simulate" when example.Value("--reproduce") is not null => example,
        // As shown it takes half a minute; EvacuationTests has as many guests.
        "simulate" when example.Value("--source-hosts") is not null =>
            example.With("--memory", "64MiB").With("--source-hosts", "50").With("--out", _folder["out"]),
        "simulate" => example.With("--out", _folder["out"]),
        "matrix" => example.Without("--out") with { Args = [.. example.Without("--out").Args, "--list"] },
        _ => example,
    };

    private static Example AsMigration(Example example)
    {
        Example migration = example.Without("--connect") with { Args = ["migrate", .. example.Without("--connect").Args[1..]] };
        bool isHere = migration.Value("--workload") is null or "idle" or "redis-ycsb-b";
        return isHere ? migration : migration.With("--workload", "idle");
    }

    private static void Read(Example example, string output)
    {
        bool isJson = example.Args.Contains("--json");
        switch (example.Args[0])
        {
            case "migrate" or "source" when isJson:
                Assert.Equal("completed", JsonDocument.Parse(output).RootElement.GetProperty("outcome").GetString());
                break;
            case "migrate" or "source":
                Assert.StartsWith("Migration status: completed", output, StringComparison.Ordinal);
                break;
            case "simulate" when example.Value("--guests") is not null:
                Match guests = CompletedGuests().Match(output);
                Assert.True(guests.Success && guests.Groups[1].Value == guests.Groups[2].Value, output);
                break;
            case "simulate" when example.Args.Any(arg => arg.StartsWith("multifd-compression=", StringComparison.Ordinal)):
                Assert.Contains(" is faster ", output, StringComparison.Ordinal);
                break;
            default:
                Assert.NotEqual("", output.Trim());
                break;
        }
    }

    [GeneratedRegex("completed: ([0-9]+) of ([0-9]+)")]
    private static partial Regex CompletedGuests();
}
