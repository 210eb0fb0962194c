using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Simulation.Parameters;

/// <summary>
/// Parameters by key. A model reads each by name with its unit and range and then calls <see cref="RejectUnread"/>, so that a misspelt key
/// is an error. Wrong values are remembered until then, so that all of them are reported; the lower bound stands in for each. There are no
/// defaults in code: every value stands in a file with its source. Reading is not thread-safe; copies share nothing.
/// </summary>
/// <param name="file">File name, for messages.</param>
/// <param name="values">The parameters by key.</param>
public sealed class ParameterSet(string file, IReadOnlyDictionary<string, Parameter> values)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>All parameters, in ordinal order of their keys.</summary>
    public IReadOnlyList<Parameter> All { get; } = [.. values.Values.OrderBy(parameter => parameter.Key, StringComparer.Ordinal)];

    /// <summary>Whether there is a parameter of that key.</summary>
    public bool Contains(string key) => values.ContainsKey(key);

    /// <summary>The parameter of that key with its source; null when there is none.</summary>
    public Parameter? Find(string key) => values.GetValueOrDefault(key);

    /// <summary>A copy for a reader of its own: another thread's.</summary>
    public ParameterSet Copy() => new(file, values);

    /// <summary>A copy with another value for one parameter; unit, kind and source stay.</summary>
    /// <exception cref="UsageException">There is no such parameter.</exception>
    public ParameterSet With(string key, double value)
    {
        Parameter parameter = values.TryGetValue(key, out Parameter? known) ? known : throw Unknown(key);
        return new ParameterSet(file,
            new Dictionary<string, Parameter>(values, StringComparer.Ordinal) { [key] = parameter with { Value = value } });
    }

    /// <summary>
    /// A number in <paramref name="unit"/> between two bounds, both allowed; <paramref name="min"/> when it is missing, in another unit or
    /// out of range.
    /// </summary>
    public double Number(string key, string unit, double min, double max)
    {
        _read.Add(key);
        if (!values.TryGetValue(key, out Parameter? parameter))
            _problems.Add(
                $"{file} has no parameter '{key}' ({unit}); add it with value, unit, kind and source, or extend a file that has it.");
        else if (parameter.Unit != unit)
            _problems.Add($"{parameter.Origin}: {key} is in '{parameter.Unit}'; the model needs '{unit}': convert the value.");
        else if (parameter.Value < min || parameter.Value > max)
            _problems.Add($"{parameter.Origin}: {key} is {Text(parameter.Value)} {unit}; {Text(min)} to {Text(max)} is allowed.");
        else
            return parameter.Value;
        return min;
    }

    /// <summary>A whole number, likewise.</summary>
    public long WholeNumber(string key, string unit, long min, long max)
    {
        double number = Number(key, unit, min, max);
        if (number == Math.Floor(number)) return (long)number;
        _problems.Add($"{values[key].Origin}: {key} is {Text(number)}; a whole number is needed.");
        return min;
    }

    /// <summary>Remembers that a parameter, which has been read, is wrong beside others.</summary>
    /// <param name="key">The parameter.</param>
    /// <param name="problem">A clause.</param>
    public void Reject(string key, string problem) =>
        _problems.Add(values.TryGetValue(key, out Parameter? one) ? $"{one.Origin}: {key}: {problem}." : $"{key}: {problem}.");

    /// <summary>The names between <paramref name="prefix"/> and the next dot, in ordinal order: the members of a group.</summary>
    public IReadOnlyList<string> Names(string prefix) =>
        [.. values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..].Split('.')[0])
            .Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Refuses what was wrong, and parameters that nobody has asked for: a misspelt name would otherwise be ignored.</summary>
    /// <exception cref="UsageException">
    /// A value was missing, in another unit or out of range, or nobody reads it; every problem is a line of the message.
    /// </exception>
    public void RejectUnread()
    {
        foreach (Parameter unread in All.Where(parameter => !_read.Contains(parameter.Key)))
        {
            _problems.Add(
                $"{unread.Origin}: unknown parameter '{unread.Key}'.{NearestName.Suggest(unread.Key, _read)} Parameters: "
                    + $"{string.Join(", ", _read.Order(StringComparer.Ordinal))}.");
        }

        if (_problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, _problems.Distinct()));
    }

    private UsageException Unknown(string key) =>
        new($"{file} has no parameter '{key}'.{NearestName.Suggest(key, values.Keys)} Parameters: "
            + $"{string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}.");

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
