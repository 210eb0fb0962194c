using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

/// <summary>Help fits the terminal, and no verb is missing from it.</summary>
public sealed class HelpActionTests
{
    [Fact]
    public void Description_IsLinesOfAnyLength_AndExamplesStayAsTheyAre()
    {
        (string description, string examples) = HelpAction.Split("One long\nsentence. Two.\n\nExamples:\n  bench a\n    bench b   why\n");
        Assert.Equal("One long sentence. Two.", description);
        Assert.Equal($"  bench a{Environment.NewLine}    bench b   why", examples);
        Assert.Equal(("Alone.", ""), HelpAction.Split("Alone."));
    }

    [Theory]
    [InlineData("Does this. And that.", "Does this")]
    [InlineData("Waits: exit code 0 when it came.", "Waits")]
    [InlineData("Reads 1.5 GiB of host.json", "Reads 1.5 GiB of host.json")]
    [InlineData("", "")]
    public void Summary_IsTheFirstClause(string description, string expected) => Assert.Equal(expected, HelpAction.Summary(description));

    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two three", 100, "one two three")]
    [InlineData("unbreakable word", 4, "unbreakable|word")]
    [InlineData("", 4, "")]
    public void Lines_AreBrokenAtBlanks(string text, int width, string expected) =>
        Assert.Equal(expected.Split('|'), TextColumns.Break(text, width));

    /// <summary>Every verb is in one group, and is said to do something.</summary>
    [Fact]
    public async Task Root_NamesEveryVerbOnce_WithWhatItDoes()
    {
        CliRun run = await CliRun.Of("--help");
        string[] lines = [.. run.Output.Split('\n').Select(line => line.TrimEnd())];
        Assert.All(CliHelpTests.Verbs, row =>
        {
            string line = Assert.Single(lines, line => line.StartsWith($"  {row.Data} ", StringComparison.Ordinal));
            Assert.Matches($"^  {row.Data} +[A-Z].{{10,}}$", line);
        });
    }

    /// <summary>What a terminal breaks for itself, it breaks in the middle of words; examples alone may be wider.</summary>
    [Theory]
    [MemberData(nameof(CliHelpTests.Verbs), MemberType = typeof(CliHelpTests))]
    public async Task Help_IsAsWideAsPipesAre(string verb)
    {
        Assert.SkipWhen(MultifdBench.Reporting.Tables.TerminalWidth.Asked() is not null, "COLUMNS is set");
        string text = (await CliRun.Of(verb, "--help")).Output;
        string[] lines = [.. text[..text.IndexOf("Examples:", StringComparison.Ordinal)].Split('\n').Select(line => line.TrimEnd('\r'))];
        Assert.All(lines, line => Assert.True(line.Length <= 100 && line == line.TrimEnd(), line));
        Assert.Contains("--quiet", text, StringComparison.Ordinal);
    }
}
