using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

/// <summary>A command line that README, a page of docs or <c>--help</c> shows.</summary>
/// <param name="Place">Where it stands, for people.</param>
/// <param name="Args">The command line as the program gets it.</param>
/// <param name="Shown">What the page shows below it, where it starts with <c>$</c>: lines of its output.</param>
internal sealed partial record Example(string Place, string[] Args, IReadOnlyList<string> Shown)
{
    // A shell's command goes on in the next line, which is set in.
    private const string GoesOn = " \\";

    private const string Project = "dotnet run -c Release --project bench";

    /// <summary>All of them, each command line once.</summary>
    public static IReadOnlyList<Example> All { get; } = [.. FromPages().Concat(FromHelp()).DistinctBy(example => example.ToString())];

    /// <summary>The command line.</summary>
    public override string ToString() => string.Join(' ', Args);

    /// <summary>The value of an option; null when it is not there.</summary>
    public string? Value(string option) => Array.IndexOf(Args, option) is var at and >= 0 && at + 1 < Args.Length ? Args[at + 1] : null;

    /// <summary>The same with an option set, whether it was there or not.</summary>
    public Example With(string option, string value) => this with { Args = [.. Without(option).Args, option, value] };

    /// <summary>The same without an option and its value.</summary>
    public Example Without(string option) =>
        Array.IndexOf(Args, option) is var at and >= 0 ? this with { Args = [.. Args[..at], .. Args[(at + 2)..]] } : this;

    private static IEnumerable<Example> FromPages()
    {
        string root = SampleData.RepositoryRoot();
        foreach (string path in Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Order(StringComparer.Ordinal)
            .Prepend(Path.Combine(root, "README.md")))
        {
            string[] lines = File.ReadAllLines(path);
            bool isFenced = false;
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].StartsWith("```", StringComparison.Ordinal)) isFenced = !isFenced;
                if (!isFenced) continue;
                string place = $"{Path.GetRelativePath(root, path)}, line {i + 1}", line = lines[i];
                while (line.EndsWith(GoesOn, StringComparison.Ordinal) && i + 1 < lines.Length)
                    line = $"{line[..^GoesOn.Length]} {lines[++i].TrimStart()}";
                if (Find(line) is { } args) yield return new Example(place, args, Below(line, lines, i));
            }
        }
    }

    private static IEnumerable<Example> FromHelp()
    {
        using ConsoleSession session = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        RootCommand root = new BenchCommand(() => BuiltIn.Methods).CreateRoot(session);
        foreach (Command command in root.Subcommands.Prepend(root))
        {
            foreach (string line in (command.Description ?? "").Split('\n'))
            {
                if (line.StartsWith("  ", StringComparison.Ordinal) && Find(line) is { } args)
                    yield return new Example($"--help of {command.Name}", args, []);
            }
        }
    }

    /// <summary>The program's arguments in a line of shell; null when the line does not call it.</summary>
    private static string[]? Find(string line)
    {
        Match match = Call().Match(line);
        return match.Success ? Split(match.Groups["args"].Value) : null;
    }

    /// <summary>Words as a shell makes them, as far as our pages go: quotes, substitutions, and where the command ends.</summary>
    private static string[] Split(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool isWord = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (quote != '\0' ? letter == quote : letter is '\'' or '"')
            {
                quote = quote == '\0' ? letter : '\0';
                isWord = true;
            }
            else if (quote == '\0' && letter == '$' && text.AsSpan(i).StartsWith("$("))
            {
                // A process id, in ours.
                word.Append("4711");
                isWord = true;
                i = text.IndexOf(')', i);
            }
            else if (quote == '\0' && letter is '|' or '>' or '&' or ';' or '#' or ')')
            {
                break;
            }
            else if (quote == '\0' && letter == ' ')
            {
                if (isWord) words.Add(word.ToString());
                word.Clear();
                isWord = false;
                // Beyond two blanks there is a remark.
                if (text.AsSpan(i).StartsWith("  ")) break;
            }
            else
            {
                word.Append(letter);
                isWord = true;
            }
        }

        if (isWord) words.Add(word.ToString());
        return [.. words];
    }

    private static string[] Below(string command, string[] lines, int last) => command.StartsWith("$ ", StringComparison.Ordinal)
        ? [.. lines.Skip(last + 1)
            .TakeWhile(shown => shown.Length > 0 && !shown.StartsWith("```", StringComparison.Ordinal)
                && !shown.StartsWith("$ ", StringComparison.Ordinal))]
        : [];

    [GeneratedRegex(@"^\s*(\$ )?(source <\()?(ip netns exec \w+ )?(bench|" + Project + @"( --)?)(?<args>( .*)?)$")]
    private static partial Regex Call();
}
