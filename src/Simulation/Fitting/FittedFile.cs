using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Simulation.Fitting;

/// <summary>Puts fitted values into a parameter file in place: lines, order and comments stay as people wrote them.</summary>
internal static partial class FittedFile
{
    /// <summary>Rewrites values, their sources, and the line that says what remains.</summary>
    /// <exception cref="UsageException">A parameter does not stand on one line of its own.</exception>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static void Rewrite(string path, IReadOnlyList<FreeParameter> parameters, string command, string tables, ErrorSummary errors)
    {
        string[] lines = File.ReadAllLines(path);
        foreach (FreeParameter parameter in parameters)
        {
            int line = int.Parse(parameter.Origin.Split(' ')[^1], CultureInfo.InvariantCulture) - 1;
            if (!Value().IsMatch(lines[line]))
                throw new UsageException($"{parameter.Origin}: write {parameter.Key} on one line, {{ value: ..., unit: ..., kind: fitted, "
                    + $"source: \"...\" }}, so that a fit can replace it.");
            lines[line] =
                Source().Replace(Value().Replace(lines[line], $"value: {Text(parameter.Value)}"), $"source: \"{command} on {tables}\"");
        }

        int fit = Array.FindIndex(lines, line => line.StartsWith("fit:", StringComparison.Ordinal));
        string remains =
            Invariant.Text($"fit: \"{command}: {errors.OutcomesRight} of {errors.Rows} outcomes right, |error| of total time median "
                + $"{100 * errors.MedianTotal:0.0} %, worst {100 * errors.WorstTotal:0.0} %\"");
        if (fit >= 0) lines[fit] = remains;
        Storage.Replace(path, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
    }

    /// <summary>
    /// Four digits. Large numbers have all of theirs, since people read them; small ones keep their power of ten: written without it they
    /// would be 0.
    /// </summary>
    private static string Text(double value) =>
        value.ToString("G4", CultureInfo.InvariantCulture) is var text && text.Contains('E', StringComparison.Ordinal)
            && Math.Abs(value) >= 1
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : text;

    [GeneratedRegex("value: [-+.0-9eE]+")]
    private static partial Regex Value();

    [GeneratedRegex("source: \"[^\"]*\"")]
    private static partial Regex Source();
}
