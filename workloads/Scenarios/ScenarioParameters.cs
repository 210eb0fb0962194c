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
    private readonly List<string> _problems = [];

    /// <summary>
    /// A decimal number between two bounds, both allowed. A value that is none is remembered for <see cref="ThrowProblems"/>, and the lower
    /// bound stands in for it.
    /// </summary>
    public double Number(string key, double min, double max)
    {
        if (Need(key) is not { } value) return min;
        bool isNumber = double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        if (isNumber && number >= min && number <= max) return number;
        Add(key, value, $"a number from {Text(min)} to {Text(max)}");
        return min;
    }

    /// <summary>A whole number between two bounds, likewise.</summary>
    public long Integer(string key, long min, long max)
    {
        if (Need(key) is not { } value) return min;
        bool isNumber = long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        if (isNumber && number >= min && number <= max) return number;
        Add(key, value, $"a whole number from {Text(min)} to {Text(max)}");
        return min;
    }

    /// <summary>A share, from 0 to 1.</summary>
    public double Share(string key) => Number(key, 0, 1);

    /// <summary>The text of a parameter; empty when it is missing.</summary>
    public string Word(string key) => Need(key)?.Text ?? "";

    /// <summary>
    /// The names right below a mapping, in the order of the file, for parameters whose names are data. A name whose value is a single one
    /// counts too.
    /// </summary>
    public IReadOnlyList<string> Names(string key) =>
    [
        .. values.Keys.Where(name => name.StartsWith(key + ".", StringComparison.Ordinal))
            .Select(name => name[(key.Length + 1)..].Split('.')[0]).Distinct(),
    ];

    /// <summary>
    /// An error about a parameter that has been read, beginning with where it stands; problems that were found before are in its place.
    /// </summary>
    public UsageException Wrong(string key, string problem)
    {
        if (_problems.Count == 0) _problems.Add($"{values[key].Origin}: {problem}");
        return Problems();
    }

    /// <summary>Adds the parameters that nobody has asked for to the problems: a misspelt name would otherwise be ignored.</summary>
    public void RejectUnread()
    {
        foreach ((string key, ScenarioValue value) in values)
        {
            if (_read.Contains(key)) continue;
            _problems.Add(
                $"{value.Origin}: unknown parameter '{key}'.{NearestName.Suggest(key, _read)} Parameters: "
                    + $"{string.Join(", ", _read.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>Ends reading if a value was wrong.</summary>
    /// <exception cref="UsageException">One was; every problem is a line of the message.</exception>
    public void ThrowProblems()
    {
        if (_problems.Count > 0) throw Problems();
    }

    private UsageException Problems() => new(string.Join(Environment.NewLine, _problems.Distinct()));

    private ScenarioValue? Need(string key)
    {
        _read.Add(key);
        if (values.TryGetValue(key, out ScenarioValue? value)) return value;
        _problems.Add($"Scenario '{scenario}' has no parameter '{key}'; add it, or extend a scenario that has it.");
        return null;
    }

    private void Add(string key, ScenarioValue value, string allowed) =>
        _problems.Add($"{value.Origin}: {key} is '{value.Text}'; {allowed} is needed.");

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>One parameter as written.</summary>
/// <param name="Text">The scalar's text.</param>
/// <param name="Origin">Where it was written, as messages begin: "idle.yaml, line 12".</param>
internal sealed record ScenarioValue(string Text, string Origin);
