using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Reporting;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary>What a person wants to see when a matrix has ended.</summary>
/// <param name="Charts">Report files with charts.</param>
/// <param name="AllRows">Rows in the tables that are not the best of their method.</param>
internal readonly record struct ReportWishes(bool Charts, bool AllRows);

/// <summary>How a matrix went, and what it took to simulate what it could not measure.</summary>
/// <param name="Runs">Its runs.</param>
/// <param name="Modelling">Wall time of measuring this machine and the guests for a model of them.</param>
/// <param name="Simulating">Wall time of simulating.</param>
internal readonly record struct MatrixTimes(MatrixOutcome Runs, TimeSpan Modelling, TimeSpan Simulating)
{
    /// <summary>Wall time of all.</summary>
    public TimeSpan All => Runs.Elapsed + Modelling + Simulating;
}

/// <summary>What a person sees when a matrix has ended: tables, where the files are, and how the time was spent.</summary>
internal static class MatrixReport
{
    private static readonly string[] Formats = [ReportFormat.Html, ReportFormat.Markdown, ReportFormat.Png, ReportFormat.Svg];

    /// <summary>Combinations that failed are named one by one up to this many; the tables have all.</summary>
    private const int MostNamed = 10;

    /// <summary>
    /// Prints tables and, last, the answer to standard output, the rest to standard error, and writes the charts where they are wanted. The
    /// last lines of standard error say what failed and why.
    /// </summary>
    /// <returns>
    /// The exit code: <see cref="ExitCodes.CheckFailed"/> when a run in the folder failed, of this session or of one that it goes on with.
    /// </returns>
    public static int Print(string folder, MatrixTimes times, ReportWishes wishes, MethodLooks looks, ConsoleSession session)
    {
        ResultSet results = ResultSet.Load(folder);
        IReadOnlyList<ComparisonTable> tables = ComparisonTable.Of(results, looks);
        // Tables first: they are there whatever becomes of the charts.
        TerminalTables.Write(tables, session.Output, session.IsOutputInteractive, wishes.AllRows);
        foreach (FleetComparison fleet in FleetComparison.Of(results, looks))
            fleet.ToTable().Write(session.Output, session.IsOutputInteractive, isFitted: true);
        session.Output.Flush();
        if (wishes.Charts) WriteCharts(results, looks, session);
        session.Note($"Results: {RepositoryFolders.Display(folder)}");
        session.Note(
            Text($"{times.All.TotalSeconds:0} s in all, {(times.Runs.Measuring + times.Modelling) / times.All:0 %} of it measuring: ")
                + Text($"{times.Runs.Measuring / times.All:0 %} inside measured migrations, {times.Modelling / times.All:0 %} this ")
                + "machine and its guests for a model of them. The rest filled guests, warmed up, compared memories, and took "
                + Text($"{times.Simulating.TotalSeconds:0} s to simulate."));
        int exitCode = Conclude(results, tables, session);
        foreach (string line in AnswerBlock.Lines(results, looks)) session.Output.WriteLine(line);
        return exitCode;
    }

    private static int Conclude(ResultSet results, IReadOnlyList<ComparisonTable> tables, ConsoleSession session)
    {
        string[] reasons =
        [
            .. from table in tables
               from row in table.Rows
               where row.Summary.Failures > 0
               select $"{table.Title}, {row.Label}: {row.Remark}" + (row.Summary.Notes.Length > 0 ? $" ({row.Summary.Notes})" : ""),
        ];
        foreach (string reason in reasons.Take(MostNamed)) session.Warn(reason);
        if (reasons.Length > MostNamed) session.Warn(Text($"and {reasons.Length - MostNamed} more combinations: see the tables"));
        RunRow[] ran = [.. results.Runs.Where(run => run.Outcome != RunOutcome.Unavailable)];
        int timedOut = ran.Count(run => run.Outcome == RunOutcome.Timeout);
        int failed = ran.Count(run => !Summary.Counts(run)) - timedOut;
        if (timedOut > 0) session.Note(Text($"{timedOut} of {ran.Length} runs timed out: that is a result and no failure."));
        if (failed > 0) session.Warn(Text($"{failed} of {ran.Length} runs failed: exit code {ExitCodes.CheckFailed}."));
        return failed > 0 ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    /// <summary>
    /// The runs are what took an hour. Whatever a drawing library throws costs one line, neither the figures nor the exit code.
    /// </summary>
    private static void WriteCharts(ResultSet results, MethodLooks looks, ConsoleSession session)
    {
        string folder = Path.Combine(session.Folders.Reports, results.Name);
        try
        {
            IReadOnlyList<string> paths = ReportWriter.Write([results], folder, looks, Formats);
            session.Note(Text($"Report:  {RepositoryFolders.Display(paths[^1])} and {paths.Count - 1} more files"));
        }
#pragma warning disable CA1031 // A native drawing library may throw anything; see the summary above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            string reason = e.Message.ReplaceLineEndings(" ");
            session.Warn(
                $"The charts could not be written: {reason} Try again with: bench report {RepositoryFolders.Display(results.Folder)}");
        }
    }
}
