using System.CommandLine;
using System.CommandLine.Completions;

namespace MultifdBench.Bench.Cli;

/// <summary>Values that a help text lists with bars between them are what a shell completes: no option says them twice.</summary>
internal static class ValueCompletion
{
    /// <summary>Adds the values to every option that has none to offer.</summary>
    public static void AddTo(Command command)
    {
        foreach (Option option in command.Options.Where(option => option.CompletionSources.Count == 0))
        {
            string[] values = Values(option.HelpName ?? "");
            if (values.Length > 0) option.CompletionSources.Add(values);
        }
    }

    /// <summary>Completes the last value of a list with commas.</summary>
    public static IEnumerable<CompletionItem> Listed(CompletionContext context, IEnumerable<string> values)
    {
        int comma = context.WordToComplete.LastIndexOf(',');
        string before = comma < 0 ? "" : context.WordToComplete[..(comma + 1)];
        return values.Select(value => new CompletionItem(before + value));
    }

    /// <summary>The words of <c>pages|raw</c>; what is written in capitals stands for others: <c>NAME|FILE</c>.</summary>
    internal static string[] Values(string helpName) =>
        helpName.Contains('|', StringComparison.Ordinal) ? [.. helpName.Split('|').Where(value => value.Any(char.IsAsciiLetterLower))] : [];
}
