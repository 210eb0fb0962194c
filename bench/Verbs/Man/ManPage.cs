using System.CommandLine;
using System.CommandLine.Completions;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Man;

/// <summary>The manual page of a command line. All that it says of verbs and options it asks them.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class ManPage(TextWriter output)
{
    private const string Program = "bench";
    private const string Examples = "Examples:";

    private static readonly (int Code, string Meaning)[] Exits =
    [
        (ExitCodes.Done, "done"),
        (ExitCodes.CheckFailed, "it ran, and a check failed: a migration failed, a regression was found"),
        (ExitCodes.CannotDecide, "it cannot be decided: results are missing, unreadable or not comparable; a disk refuses them"),
        (ExitCodes.Usage, "the request is wrong; the message names the option and the remedy"),
        (ExitCodes.Interrupted, "interrupted; files are valid, and a matrix can be resumed"),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="root">The command line.</param>
    /// <param name="verb">The only verb that is wanted; null for all.</param>
    /// <exception cref="UsageException">There is no such verb.</exception>
    public void Write(Command root, string? verb)
    {
        Command[] all = [.. root.Subcommands.Where(command => !command.Hidden)];
        Command[] verbs = [.. all.Where(command => verb is null || command.Name == verb)];
        if (verbs.Length == 0)
            throw new UsageException($"Verb '{verb}' does not exist.{NearestName.Suggest(verb!, all.Select(command => command.Name))}");
        Line($".TH {Program.ToUpperInvariant()} 1 \"\" {Roff.Argument("Multifd Bench")} {Roff.Argument("User Commands")}");
        Section("NAME");
        Line($"{Program} \\- {Roff.Escape("migrate guests' memory as QEMU's multifd does, and say what each method costs")}");
        Section("SYNOPSIS");
        foreach (Command command in verbs) Synopsis(command);
        if (verb is null) Description(root);
        Section("VERBS");
        foreach (Command command in verbs) Verb(command);
        Section("OPTIONS OF EVERY VERB");
        foreach (Option option in root.Options.Where(option => !option.Hidden)) Entry(option);
        Section("EXIT STATUS");
        foreach ((int code, string meaning) in Exits) Entry(Roff.Bold(Invariant.Text($"{code}")), meaning);
    }

    private void Description(Command root)
    {
        Section("DESCRIPTION");
        Prose(root.Description ?? "");
    }

    private void Synopsis(Command command)
    {
        IEnumerable<string> arguments = command.Arguments.Where(argument => !argument.Hidden).Select(Shown);
        string options = command.Options.Any(option => !option.Hidden) ? " [" + Roff.Italic("options") + "]" : "";
        Line(string.Join(' ', [Roff.Bold(Program), Roff.Bold(command.Name), .. arguments]) + options);
        Line(".br");
    }

    private static string Shown(Argument argument)
    {
        string name = Roff.Italic(argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private void Verb(Command command)
    {
        Line($".SS {Roff.Argument($"{Program} {command.Name}")}");
        Prose(command.Description ?? "");
        foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden))
            Entry(Roff.Italic(argument.Name), argument.Description ?? "");
        foreach (Option option in command.Options.Where(option => !option.Hidden)) Entry(option);
    }

    private void Entry(Option option)
    {
        string value = option.ValueType == typeof(bool) ? "" : ValueOf(option);
        Entry(Roff.Bold(option.Name) + (value.Length == 0 ? "" : " " + Roff.Italic(value)), option.Description ?? "");
    }

    /// <summary>What the value is called, else what it may be.</summary>
    private static string ValueOf(Option option) =>
        option.HelpName ?? string.Join('|', option.GetCompletions(CompletionContext.Empty).Select(item => item.Label));

    private void Entry(string tag, string text)
    {
        Line(".TP");
        Line(tag);
        Line(Roff.Escape(text.ReplaceLineEndings(" ")));
    }

    /// <summary>Paragraphs that are filled, and examples that are not.</summary>
    private void Prose(string text)
    {
        bool isExample = false;
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.Trim() == Examples)
            {
                isExample = true;
                Line(".PP");
                Line(Examples);
                Line(".nf");
            }
            else if (line.Length == 0)
            {
                Line(".PP");
            }
            else
            {
                Line(Roff.Escape(line));
            }
        }

        if (isExample) Line(".fi");
    }

    private void Section(string title) => Line($".SH {Roff.Argument(title)}");

    private void Line(string text) => output.WriteLine(text);
}
