using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Simulation.Sweeps;

/// <summary>One thing that a sweep varies.</summary>
/// <param name="Key">An option without its dashes, or a parameter's key.</param>
/// <param name="Values">Its values, as written.</param>
public sealed record SweepAxis(string Key, IReadOnlyList<string> Values)
{
    // Every point is a migration of a second or so on one core; more is a slip of the pen.
    private const int MaxPoints = 100_000;

    /// <summary>Whether every value is a number: a scale to draw and interpolate along, not a choice.</summary>
    public bool IsNumeric { get; } =
        Values.All(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number));

    /// <summary>Parses <c>KEY=A,B,C</c>.</summary>
    /// <exception cref="UsageException">It is not of that form, or has a value twice.</exception>
    public static SweepAxis Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] values = equals < 0 ? [] : [.. text[(equals + 1)..].Split(',').Select(value => value.Trim())];
        bool isComplete =
            equals > 0 && values.Length > 0 && values.All(value => value.Length > 0 && !value.Contains('"', StringComparison.Ordinal));
        if (!isComplete)
            throw new UsageException(
                $"--sweep {text} is not KEY=A,B,C; write for example --sweep multifd-channels=1,2,4,8 or --sweep iaa.devices=1,2,4.");
        SweepAxis axis = new(text[..equals].Trim().TrimStart('-'), values);
        string? twice = values.GroupBy(axis.Identity).FirstOrDefault(group => group.Count() > 1)?.Last();
        return twice is null ? axis : throw new UsageException($"--sweep {text} has {twice} twice: give each value once.");
    }

    /// <summary>Equal for values that are the same, 1 and 1.0 too.</summary>
    private string Identity(string value) => IsNumeric
        ? double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)
        : value;

    /// <summary>All combinations of several axes, the last one varying fastest; one point without a change when there is no axis.</summary>
    /// <exception cref="UsageException">A key occurs twice, or there are more than 100,000 points.</exception>
    public static IReadOnlyList<IReadOnlyList<SweepChange>> Grid(IReadOnlyList<SweepAxis> axes)
    {
        string? twice = axes.GroupBy(axis => axis.Key).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw new UsageException($"--sweep {twice} is given twice; put all its values into one: --sweep {twice}=A,B,C.");
        double count = axes.Aggregate(1.0, static (product, axis) => product * axis.Values.Count);
        if (count > MaxPoints)
            throw new UsageException($"--sweep makes {count:0} combinations; {MaxPoints} is the limit: give fewer values.");
        IEnumerable<SweepChange[]> points = [[]];
        foreach (SweepAxis axis in axes)
            points = [.. points.SelectMany(
                point => axis.Values.Select(value => (SweepChange[])[.. point, new SweepChange(axis.Key, value)]))];
        return [.. points];
    }
}

/// <summary>One value of one axis.</summary>
/// <param name="Key">What is changed.</param>
/// <param name="Value">To what.</param>
public sealed record SweepChange(string Key, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key}={Value}";
}
