using System.CommandLine;
using System.Text.RegularExpressions;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

/// <summary>Help that helps: every verb says what it does and shows an example.</summary>
public sealed class CliHelpTests
{
    public static TheoryData<string> Verbs
    {
        get
        {
            using ConsoleSession session = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
            return [.. new BenchCommand(() => BuiltIn.Methods).CreateRoot(session).Subcommands.Select(command => command.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task EveryVerb_HasAnExample(string verb)
    {
        CliRun run = await CliRun.Of(verb, "--help");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("Example", run.Output, StringComparison.Ordinal);
        Assert.Contains($"bench {verb} ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void EveryOption_IsDescribed(string verb)
    {
        using ConsoleSession session = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        Command command =
            new BenchCommand(() => BuiltIn.Methods).CreateRoot(session).Subcommands.Single(candidate => candidate.Name == verb);
        Symbol[] symbols = [.. command.Options, .. command.Arguments];
        Assert.NotEmpty(symbols);
        Assert.All(symbols, symbol => Assert.False(string.IsNullOrWhiteSpace(symbol.Description), symbol.Name));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Manual_NamesEveryOption(string verb)
    {
        string manual = File.ReadAllText(Path.Combine(SampleData.RepositoryRoot(), "docs", "cli.md"));
        Match section = Regex.Match(manual, $@"\n## (?:[a-z ]+ )?{verb}(?: [a-z ]+)?\n(.*?)(?=\n## |$)", RegexOptions.Singleline);
        Assert.True(section.Success, $"docs/cli.md has no section for {verb}");
        // Verbs with all options of 'migrate' say so instead of repeating its table.
        string text = Regex.IsMatch(section.Value, @"options\s+of\s+`migrate`") ? manual : section.Value;
        using ConsoleSession session = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        Command command =
            new BenchCommand(() => BuiltIn.Methods).CreateRoot(session).Subcommands.Single(candidate => candidate.Name == verb);
        Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.Contains(option.Name, text, StringComparison.Ordinal));
    }

    /// <summary>It comes at once: nothing is made but what it shows.</summary>
    [Fact]
    public async Task HelpOfTheProgram_MakesNoVerb()
    {
        using StringWriter output = new();
        using ConsoleSession session = new(output, TextWriter.Null, TimeProvider.System);
        BenchCommand bare = new(() => throw new InvalidOperationException("a verb was made"));
        Assert.Equal(ExitCodes.Done, await bare.RunAsync(["--help"], session, TestContext.Current.CancellationToken));
        Assert.All(Verbs, verb => Assert.Contains($"\n  {verb.Data} ", output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task ResponseFile_HoldsAVerbAndItsOptions()
    {
        using MultifdBench.Tests.Results.TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["words"], "completion\nfish\n", TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of($"@{folder["words"]}");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("complete", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_ListsItsVerbs()
    {
        CliRun run = await CliRun.Of("--help");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (string verb in (string[])["matrix", "migrate", "host"])
            Assert.Contains($"bench {verb}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownVerb_SuggestsTheNearest()
    {
        CliRun run = await CliRun.Of("migrat");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("Did you mean 'migrate'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_IsJsonOnRequest()
    {
        CliRun run = await CliRun.Of("host", "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(run.Output);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, json.RootElement.ValueKind);
    }
}
