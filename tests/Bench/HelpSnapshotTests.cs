using System.CommandLine;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

/// <summary>The help of every verb, word for word.</summary>
public sealed class HelpSnapshotTests
{
    /// <summary>Every command line that has a help of its own, the root's being empty.</summary>
    public static TheoryData<string> Commands
    {
        get
        {
            using ConsoleSession session = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
            return [.. Below(new BenchCommand(() => BuiltIn.Methods).CreateRoot(session), "").Prepend("")];
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_IsAsApproved(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        CliRun run = await CliRun.Of([.. words, "--help"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        string text = run.Output.Replace(RootCommand.ExecutableName, "bench", StringComparison.Ordinal);
        Snapshot.Matches(string.Join('-', ["help", .. words]) + ".txt", text);
    }

    private static IEnumerable<string> Below(Command command, string path) =>
        from sub in command.Subcommands
        where !sub.Hidden
        let name = $"{path} {sub.Name}".Trim()
        from line in Below(sub, name).Prepend(name)
        select line;
}
