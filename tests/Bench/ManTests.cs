using System.CommandLine;
using System.Text.RegularExpressions;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench man</c>: a manual page that cannot lag behind the program.</summary>
public sealed partial class ManTests
{
    private static readonly string[] Macros = [".TH", ".SH", ".SS", ".TP", ".PP", ".br", ".nf", ".fi"];

    [Fact]
    public async Task EveryVerbArgumentAndOption_IsNamed()
    {
        CliRun run = await CliRun.Of("man");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        using ConsoleSession session = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        RootCommand root = new BenchCommand(() => BuiltIn.Methods).CreateRoot(session);
        string[] sections = run.Output.Split(".SS ");
        Command[] shown = [.. root.Subcommands.Where(command => !command.Hidden)];
        Assert.True(shown.Length > 10);
        Assert.All(shown, command =>
        {
            string section = Assert.Single(sections, section => section.StartsWith($"\"bench {command.Name}\"", StringComparison.Ordinal));
            foreach (Option option in command.Options.Where(option => !option.Hidden))
                Assert.Contains($"\\fB{option.Name.Replace("-", "\\-", StringComparison.Ordinal)}\\fR", section, StringComparison.Ordinal);
            foreach (Argument argument in command.Arguments)
                Assert.Contains($"\\fI{argument.Name}\\fR", section, StringComparison.Ordinal);
        });
        foreach (int code in (int[])[ExitCodes.CheckFailed, ExitCodes.Usage, ExitCodes.Interrupted])
            Assert.Contains($"\\fB{code}\\fR", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_IsRoff_WhatEverTheTextsSay()
    {
        string page = (await CliRun.Of("man")).Output;
        Assert.StartsWith(".TH BENCH 1 ", page, StringComparison.Ordinal);
        foreach (string line in page.Split(Environment.NewLine))
        {
            // A line that starts so is a request, whatever it was meant to be.
            if (line.StartsWith('.')) Assert.Contains(line.Split(' ')[0], Macros);
            Assert.False(line.StartsWith('\''), line);
            Assert.DoesNotMatch(Unknown(), line);
        }

        string[] lines = page.Split(Environment.NewLine);
        Assert.Equal(lines.Count(line => line == ".nf"), lines.Count(line => line == ".fi"));
    }

    [Fact]
    public async Task OneVerb_IsAPageOfItsOwn_AndAnUnknownOneIsRefused()
    {
        CliRun one = await CliRun.Of("man", "compare");
        Assert.Contains("bench compare", one.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("bench matrix", one.Output, StringComparison.Ordinal);
        CliRun unknown = await CliRun.Of("man", "compar");
        Assert.Equal((ExitCodes.Usage, "Verb 'compar' does not exist. Did you mean 'compare'?"), (unknown.ExitCode, unknown.Error.Trim()));
    }

    /// <summary>A backslash that begins none of the escapes that we write.</summary>
    [GeneratedRegex(@"\\(?![-e&(f])")]
    private static partial Regex Unknown();
}
