using System.Globalization;
using System.Text;
using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;
using MultifdBench.Yaml;

namespace MultifdBench.Simulation.Fitting;

/// <summary>Puts fitted values into a parameter file in place: lines, order and comments stay as people wrote them.</summary>
internal static class FittedFile
{
    /// <summary>Rewrites values, their sources, and the line that says what remains.</summary>
    /// <exception cref="UsageException">The file cannot be read, or does not give one of the parameters.</exception>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static void Rewrite(string path, IReadOnlyList<FreeParameter> parameters, string command, string tables, ErrorSummary errors)
    {
        YamlFile file = ParameterYaml.Open(path);
        List<(YamlScalar Value, string Text)> changes = [];
        foreach (FreeParameter parameter in parameters)
        {
            if (file.Root.Find("parameters") is not YamlMapping all || ParameterYaml.Find(all, parameter.Key) is not { } mapping)
                throw new UsageException($"{file.Name} does not give {parameter.Key}: it has changed since the fit began.");
            changes.Add(((YamlScalar)mapping.Find("value")!, Text(parameter.Value)));
            changes.Add(((YamlScalar)mapping.Find("source")!, YamlFile.Quote($"{command} on {tables}")));
        }

        if (file.Root.Find("fit") is YamlScalar fit) changes.Add((fit, YamlFile.Quote(Describe(command, errors))));
        Storage.Replace(path, Encoding.UTF8.GetBytes(file.With(changes)));
    }

    private static string Describe(string command, ErrorSummary errors) => Invariant.Text(
        $"{command}: {errors.OutcomesRight} of {errors.Rows} outcomes right, "
        + $"|error| of {errors.Figure} median {100 * errors.MedianTotal:0.0} %, worst {100 * errors.WorstTotal:0.0} %");

    /// <summary>
    /// Four digits. Large numbers have all of theirs, since people read them; small ones keep their power of ten: written without it they
    /// would be 0.
    /// </summary>
    private static string Text(double value) =>
        value.ToString("G4", CultureInfo.InvariantCulture) is var text
            && text.Contains('E', StringComparison.Ordinal) && Math.Abs(value) >= 1
            ? value.ToString("0", CultureInfo.InvariantCulture)
            : text;
}
