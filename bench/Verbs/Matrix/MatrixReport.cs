using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Matrix;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary>What a person sees when a matrix has ended: tables, where the files are, and how the time was spent.</summary>
internal static class MatrixReport
{
    /// <summary>Prints tables to standard output, the rest to standard error.</summary>
    public static void Print(string folder, MatrixOutcome outcome, ConsoleSession session)
    {
        session.Note($"Results: {RepositoryFolders.Display(folder)}");
        session.Note(string.Create(CultureInfo.InvariantCulture,
            $"{outcome.Elapsed.TotalSeconds:0} s in all, {outcome.Measuring / outcome.Elapsed:0 %} of it inside measured migrations; the rest filled guests, warmed up and compared memories."));
    }
}
