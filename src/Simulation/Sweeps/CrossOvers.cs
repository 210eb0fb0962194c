using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Simulation.Sweeps;

/// <summary>One simulated point of a sweep.</summary>
/// <param name="Changes">What was varied, in the order of the axes.</param>
/// <param name="TotalMs">Total time; null when it timed out: all that is known then is that it takes longer than the limit.</param>
public sealed record SweepOutcome(IReadOnlyList<SweepChange> Changes, double? TotalMs);

/// <summary>
/// Where one choice begins to be faster than another: along each numeric axis, for each pair of values of the one axis that has words (a
/// method, an accelerator) and everything else fixed. See <see cref="LeadChanges"/> for the places.
/// </summary>
public static class CrossOvers
{
    /// <summary>A sentence per pair, numeric axis and fixed rest; none when the sweep has no axis of words or no numeric one.</summary>
    /// <param name="axes">The axes of the sweep.</param>
    /// <param name="points">Every point of their grid.</param>
    /// <param name="unitOf">The unit of an axis, empty when it has none.</param>
    public static IReadOnlyList<string> Describe(IReadOnlyList<SweepAxis> axes, IReadOnlyList<SweepOutcome> points,
        Func<string, string> unitOf)
    {
        if (axes.Count(axis => !axis.IsNumeric) != 1) return [];
        SweepAxis choice = axes.First(axis => !axis.IsNumeric);
        Dictionary<string, double?> times = points.ToDictionary(point => Key(point.Changes), point => point.TotalMs);
        List<string> sentences = [];
        foreach (SweepAxis along in axes.Where(axis => axis.IsNumeric))
        {
            SweepAxis[] rest = [.. axes.Where(axis => axis != along && axis != choice)];
            foreach (IReadOnlyList<SweepChange> fixedChanges in SweepAxis.Grid(rest))
            {
                foreach ((string a, string b) in Pairs(choice.Values))
                {
                    double? Time(string value, string at) => times[Key(axes.Select(axis =>
                        axis == along
                            ? new SweepChange(axis.Key, at)
                            : axis == choice ? new SweepChange(axis.Key, value) : fixedChanges.First(change => change.Key == axis.Key)))];
                    Sample[] samples = [.. along.Values.Select(at => new Sample(Number(at), LeadChanges.LogRatio(Time(a, at), Time(b, at))))
                        .OrderBy(sample => sample.X)];
                    sentences.Add(Sentence(along.Key, unitOf(along.Key), a, b, samples, fixedChanges));
                }
            }
        }

        return sentences;
    }

    private static IEnumerable<(string A, string B)> Pairs(IReadOnlyList<string> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            for (int j = i + 1; j < values.Count; j++) yield return (values[i], values[j]);
        }
    }

    private static string Sentence(string key, string unit, string a, string b, Sample[] samples, IReadOnlyList<SweepChange> rest)
    {
        string fixedRest = rest.Count == 0 ? "" : $" ({string.Join(", ", rest)})";
        Sample[] known = [.. samples.Where(sample => sample.IsKnown)];
        if (known.Length == 0)
            return $"{key}: {a} and {b} both timed out everywhere {Range(samples, unit)}: nobody knows which one is faster{fixedRest}.";
        Sample[] decided = [.. known.Where(sample => sample.LogRatio != 0)];
        string equal = Places(known.Where(sample => sample.LogRatio == 0), unit);
        string unknown = Places(samples.Where(sample => !sample.IsKnown), unit);
        string beside = (unknown.Length == 0 ? "" : $"; both timed out at {unknown}: not known there") + fixedRest;
        if (decided.Length == 0) return $"{key}: {a} and {b} are equal everywhere {Range(known, unit)}{beside}.";
        string where = (equal.Length == 0 ? "" : $", equal at {equal}") + beside;
        List<string> parts = [];
        foreach (LeadChange change in Changes(a, b, samples))
        {
            string from = parts.Count > 0 ? "from there to" : samples[0].IsKnown ? "below" : $"from {Text(known[0].X)} to";
            parts.Add($"{change.Below} is faster {from} {Place(change)}{unit}");
        }

        string last = decided[^1].LogRatio < 0 ? a : b;
        string other = last == a ? b : a;
        if (parts.Count == 0) return $"{key}: {last} is faster than {other} {Range(known, unit)}{where}.";
        string rightmost = samples[^1].IsKnown ? "above" : $"from there to {Text(known[^1].X)}{unit}";
        return $"{key}: {string.Join(", ", parts)}, {last} {rightmost}{where}.";
    }

    private static string Range(Sample[] samples, string unit) =>
        samples.Length == 1 ? $"at {Text(samples[0].X)}{unit}" : $"from {Text(samples[0].X)} to {Text(samples[^1].X)}{unit}";

    private static string Places(IEnumerable<Sample> samples, string unit) =>
        string.Join(", ", samples.Select(sample => Text(sample.X))) is { Length: > 0 } places ? places + unit : "";

    /// <summary>Where the faster of the two changes; where they are equal, or both timed out, it stays.</summary>
    private static IReadOnlyList<LeadChange> Changes(string a, string b, Sample[] samples) => LeadChanges.Find(
        [.. samples.Select(sample => sample.X)],
        (i, current) => samples[i].LogRatio switch { < 0 => a, > 0 => b, _ => current },
        (i, one, _) => one == a ? samples[i].LogRatio : -samples[i].LogRatio);

    private static string Place(LeadChange change) => change.IsExact
        ? $"about {Units.Significant(change.From)}"
        : $"a point between {Text(change.From)} and {Text(change.To)}";

    private static string Key(IEnumerable<SweepChange> changes) => string.Join('\n', changes);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private readonly record struct Sample(double X, double LogRatio)
    {
        /// <summary>Whether at least one of the two completed.</summary>
        public bool IsKnown => !double.IsNaN(LogRatio);
    }
}
