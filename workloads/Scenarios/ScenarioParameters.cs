using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Workloads.Scenarios;

/// <summary>
/// A scenario's parameters, read by name with their range. There are no defaults in code: every value stands in a file, where its
/// unit and source are written beside it.
/// </summary>
internal sealed class ScenarioParameters(string scenario, IReadOnlyDictionary<string, ScenarioValue> values)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>A decimal number between two bounds, both allowed.</summary>
    public double Number(string key, double min, double max)
    {
        ScenarioValue value = Need(key);
        bool isNumber = double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return isNumber && number >= min && number <= max ? number : throw Wrong(key, value, $"a number from {Text(min)} to {Text(max)}");
    }

    /// <summary>A whole number between two bounds, both allowed.</summary>
    public long Integer(string key, long min, long max)
    {
        ScenarioValue value = Need(key);
        bool isNumber = long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        return isNumber && number >= min && number <= max ? number : throw Wrong(key, value, $"a whole number from {Text(min)} to {Text(max)}");
    }

    /// <summary>A share, from 0 to 1.</summary>
    public double Share(string key) => Number(key, 0, 1);

    /// <summary>The text of a parameter.</summary>
    public string Word(string key) => Need(key).Text;

    /// <summary>An error about a parameter that has been read, beginning with where it stands.</summary>
    public UsageException Wrong(string key, string problem) => new($"{Need(key).Origin}: {problem}");

    /// <summary>Refuses parameters that nobody has asked for: a misspelt name would otherwise be ignored.</summary>
    public void RejectUnread()
    {
        foreach ((string key, ScenarioValue value) in values)
        {
            if (_read.Contains(key)) continue;
            throw new UsageException(
                $"{value.Origin}: unknown parameter '{key}'.{NearestName.Suggest(key, _read)} Parameters: {string.Join(", ", _read.Order(StringComparer.Ordinal))}.");
        }
    }

    private ScenarioValue Need(string key)
    {
        _read.Add(key);
        return values.TryGetValue(key, out ScenarioValue? value)
            ? value
            : throw new UsageException($"Scenario '{scenario}' has no parameter '{key}'; add it, or extend a scenario that has it.");
    }

    private static UsageException Wrong(string key, ScenarioValue value, string allowed) =>
        new($"{value.Origin}: {key} is '{value.Text}'; {allowed} is needed.");

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
