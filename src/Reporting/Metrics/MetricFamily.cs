using System.Globalization;
using System.Text;

namespace MultifdBench.Reporting.Metrics;

/// <summary>
/// One family of an OpenMetrics text: HELP, TYPE and UNIT, then its samples; nothing where it has none. Every family is a gauge, so that
/// collectors which read the older Prometheus text take it as well. Not thread-safe.
/// </summary>
/// <param name="name">Its name; it ends with the unit.</param>
/// <param name="unit">Base unit, <c>seconds</c>; empty for a number of things.</param>
/// <param name="help">What it is, one sentence.</param>
internal sealed class MetricFamily(string name, string unit, string help)
{
    private readonly StringBuilder _samples = new();

    /// <summary>Adds a sample; none where there is no value.</summary>
    /// <param name="labels">Its labels; those without a text are left out.</param>
    /// <param name="value">In the family's unit.</param>
    public void Add(IEnumerable<(string Name, string Value)> labels, double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return;
        string text = string.Join(
            ',', labels.Where(label => label.Value.Length > 0).Select(label => $"{label.Name}=\"{Escape(label.Value)}\""));
        _samples.Append(name).Append('{').Append(text).Append("} ").Append(number.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The family's lines.</summary>
    public override string ToString()
    {
        if (_samples.Length == 0) return "";
        string unitLine = unit.Length == 0 ? "" : $"# UNIT {name} {unit}\n";
        return $"# HELP {name} {help}\n# TYPE {name} gauge\n{unitLine}{_samples}";
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n");
}
