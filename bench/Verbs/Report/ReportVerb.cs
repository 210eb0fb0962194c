using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Reporting;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Report;

/// <summary><c>bench report</c>: tables and charts from results that are there already.</summary>
/// <param name="looks">Place and colour of the methods.</param>
internal sealed class ReportVerb(MethodLooks looks) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "report";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Writes what one or more results folders say: report.html (one page with everything, works offline), report.md, report.rst,
        tables.csv, metrics.prom (OpenMetrics text, for dashboards), and every chart as PNG and SVG. With --text it prints the tables and
        the answer, as 'matrix' does, and writes no file. It shows result sets one after the other and never mixes them.

        Examples:
          bench report results/20260101-120000-host-quick
          bench report results/night-1 results/night-2 --out reports/nights --format html
          bench report results/20260101-120000-host-quick --text --all-rows
        """;

    private readonly Argument<string[]> _folders =
        new("DIR") { Arity = ArgumentArity.OneOrMore, Description = "results folders of 'bench matrix'" };
    private readonly Option<string?> _out =
        new("--out") { HelpName = "DIR", Description = "where to write [default: reports/<name of the results folder>]" };
    private readonly Option<string> _format = new("--format")
    {
        HelpName = "LIST",
        Description = "comma-separated list of " + string.Join(", ", ReportFormat.All),
        DefaultValueFactory = _ => string.Join(',', ReportFormat.All),
    };

    private readonly Option<bool> _text = new("--text") { Description = "print tables and answer, as 'matrix' does; write no file" };
    private readonly Option<bool> _allRows =
        new("--all-rows") { Description = "with --text: every row [default: the best channel count of each method]" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        _format.CompletionSources.Add(context => ValueCompletion.Listed(context, ReportFormat.All));
        Command command = new(Name, Description) { _folders, _out, _format, _text, _allRows };
        command.SetAction(parsed => Run(parsed, session));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session)
    {
        bool isText = parsed.GetValue(_text);
        if (parsed.GetValue(_allRows) && !isText)
            throw new UsageException("--all-rows is for the tables that --text prints: add --text. Files have every row.");
        if (isText && ((Option[])[_out, _format]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } file)
            throw new UsageException($"{file.Name} is for files, and --text writes none: leave one of them out.");
        IReadOnlyList<string> formats = ReportFormat.Parse(parsed.GetValue(_format)!);
        ResultSet[] sets = [.. (parsed.GetValue(_folders) ?? []).Select(Load)];
        foreach (string warning in sets.SelectMany(set => set.Warnings)) session.Note(warning);
        if (isText)
        {
            foreach (ResultSet set in sets) Print(set, isOneOfSeveral: sets.Length > 1, parsed.GetValue(_allRows), session);
            return ExitCodes.Done;
        }

        string folder = parsed.GetValue(_out) ?? Path.Combine(session.Folders.Reports, DefaultName(sets));
        foreach (string path in ReportWriter.Write(sets, folder, looks, formats))
            session.Output.WriteLine(RepositoryFolders.Display(path));
        return ExitCodes.Done;
    }

    private void Print(ResultSet set, bool isOneOfSeveral, bool allRows, ConsoleSession session)
    {
        if (isOneOfSeveral) session.Output.WriteLine($"== {set.Name} =={Environment.NewLine}");
        TerminalTables.Write(ComparisonTable.Of(set, looks), session.Output, session.IsOutputInteractive, allRows);
        foreach (FleetComparison fleet in FleetComparison.Of(set, looks))
            fleet.ToTable().Write(session.Output, session.IsOutputInteractive, isFitted: true);
        foreach (string line in AnswerBlock.Lines(set, looks)) session.Output.WriteLine(line);
        if (isOneOfSeveral) session.Output.WriteLine();
    }

    private static ResultSet Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ResultsException($"{folder} does not exist; name a results folder, as 'bench matrix' prints it at its end.");
        ResultSet results = ResultSet.Load(folder);
        return results.Runs.Count > 0 ? results : throw new ResultsException($"{folder} holds no runs yet; there is nothing to report.");
    }

    private static string DefaultName(ResultSet[] sets) =>
        sets.Length == 1 ? sets[0].Name : Invariant.Text($"{sets[0].Name}-and-{sets.Length - 1}-more");
}
