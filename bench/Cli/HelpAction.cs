using System.CommandLine;
using System.CommandLine.Invocation;
using MultifdBench.Reporting.Tables;

namespace MultifdBench.Bench.Cli;

/// <summary>
/// <c>--help</c>: as wide as the terminal, the program's verbs by question, and the examples of a verb last and unbroken, where they can be
/// copied.
/// </summary>
/// <param name="session">Where it writes.</param>
/// <param name="groups">Names of the program's verbs by question.</param>
internal sealed class HelpAction(ConsoleSession session, IReadOnlyList<(string Question, IReadOnlyList<string> Verbs)> groups)
    : SynchronousCommandLineAction
{
    private const string Examples = "Examples:";
    private const string Indent = "  ";

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        int width = TerminalWidth.Of(session.IsOutputInteractive);
        (string description, string examples) = Split(command.Description ?? "");
        if (command is RootCommand root) WriteRoot(root, description, width);
        else WriteVerb(parseResult, command, description, width);
        if (examples.Length > 0) session.Output.WriteLine(Examples + Environment.NewLine + examples);
        return ExitCodes.Done;
    }

    /// <summary>The description of a command in lines of any length, and its examples as they are written.</summary>
    internal static (string Description, string Examples) Split(string text)
    {
        string lines = text.ReplaceLineEndings("\n");
        int at = lines.IndexOf(Examples, StringComparison.Ordinal);
        string examples = at < 0 ? "" : lines[(at + Examples.Length)..].Trim('\n');
        string description = (at < 0 ? lines : lines[..at]).Trim();
        return (description.Replace('\n', ' '), examples.ReplaceLineEndings());
    }

    /// <summary>What a verb does in one clause: the beginning of its description.</summary>
    internal static string Summary(string description)
    {
        for (int i = 0; i < description.Length; i++)
        {
            bool endsWord = i + 1 == description.Length || description[i + 1] == ' ';
            if (description[i] is '.' or ':' && endsWord) return description[..i];
        }

        return description;
    }

    private void WriteRoot(RootCommand root, string description, int width)
    {
        TextColumns columns = new(session.Output, width);
        columns.WriteParagraph(description);
        columns.WriteParagraph(
            "Usage: bench VERB [options]; 'bench VERB --help' shows a verb's options; 'bench' alone runs the default matrix.");
        Dictionary<string, Command> verbs = root.Subcommands.ToDictionary(verb => verb.Name);
        int first = verbs.Keys.Max(name => name.Length);
        foreach ((string question, IReadOnlyList<string> names) in groups)
        {
            session.Output.WriteLine(question);
            foreach (string name in names)
                columns.WriteRow(Indent + name.PadRight(first + Indent.Length), Summary(Split(verbs[name].Description ?? "").Description));
            session.Output.WriteLine();
        }

        session.Output.WriteLine("Options:");
        Option[] options = [.. root.Options.Where(option => !option.Hidden)];
        int label = options.Max(option => Label(option).Length);
        foreach (Option option in options)
            columns.WriteRow(Indent + Label(option).PadRight(label + Indent.Length), option.Description ?? "");
        session.Output.WriteLine();
    }

    private static string Label(Option option) => string.Join(", ", option.Aliases.Where(alias => alias != "/?" && alias != "/h")
        .Append(option.Name).OrderBy(name => name.Length));

    /// <summary>As the library lays it out, with the description in lines of this width.</summary>
    private static void WriteVerb(ParseResult parseResult, Command command, string description, int width)
    {
        command.Description = description;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using StringWriter text = new();
        parseResult.InvocationConfiguration.Output = text;
        new System.CommandLine.Help.HelpAction { MaxWidth = width }.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        // The library leaves blanks where it breaks lines, and an empty line more than one at the end.
        IEnumerable<string> lines = text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        foreach (string line in lines.Append("")) output.WriteLine(line.TrimEnd());
    }
}
