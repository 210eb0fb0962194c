using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Reporting;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary>What a person sees when a matrix has ended: tables, where the files are, and how the time was spent.</summary>
internal static class MatrixReport
{
    private static readonly string[] Formats = [ReportFormat.Html, ReportFormat.Markdown, ReportFormat.Png, ReportFormat.Svg];

    /// <summary>Prints tables to standard output, the rest to standard error, and writes the charts where they are wanted.</summary>
    public static void Print(string folder, MatrixOutcome outcome, bool withCharts, ConsoleSession session)
    {
        Show(folder, withCharts, session);
        session.Note($"Results: {RepositoryFolders.Display(folder)}");
        session.Note(string.Create(CultureInfo.InvariantCulture,
            $"{outcome.Elapsed.TotalSeconds:0} s in all, {outcome.Measuring / outcome.Elapsed:0 %} of it inside measured migrations; the rest filled guests, warmed up and compared memories."));
    }

    /// <summary>Tables first: they are there whatever becomes of the charts.</summary>
    private static void Show(string folder, bool withCharts, ConsoleSession session)
    {
        ResultSet results = ResultSet.Load(folder);
        TerminalTables.Write(ComparisonTable.Of(results), session.Output, session.IsOutputInteractive);
        session.Output.Flush();
        if (withCharts) WriteCharts(results, session);
    }

    /// <summary>The runs are what took an hour. Whatever a drawing library throws costs one line, neither the figures nor the exit code.</summary>
    private static void WriteCharts(ResultSet results, ConsoleSession session)
    {
        string folder = Path.Combine(session.Folders.Reports, results.Name);
        try
        {
            IReadOnlyList<string> paths = ReportWriter.Write([results], folder, Formats);
            session.Note(string.Create(CultureInfo.InvariantCulture, $"Report:  {RepositoryFolders.Display(paths[^1])} and {paths.Count - 1} more files"));
        }
#pragma warning disable CA1031 // A native drawing library may throw anything; see the summary above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            string reason = e.Message.ReplaceLineEndings(" ");
            session.Note($"The charts could not be written: {reason} Try again with: bench report {RepositoryFolders.Display(results.Folder)}");
        }
    }
}
