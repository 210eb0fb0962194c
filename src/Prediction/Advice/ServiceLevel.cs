using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Advice;

/// <summary>One bound of a service level.</summary>
/// <param name="Text">As the user wrote it, without blanks: <c>downtime&lt;=300ms</c>.</param>
/// <param name="Figure">The bounded figure of a run that completed, in the unit of <paramref name="Limit"/>.</param>
/// <param name="Limit">The largest value that keeps it.</param>
public sealed record ServiceBound(string Text, Func<RunRow, double> Figure, double Limit);

/// <summary>
/// What a migration has to keep: bounds of <c>downtime</c>, <c>total</c>, <c>cpu</c> and <c>wire</c>, all of them, of a migration that
/// converges. Without bounds it only has to converge. Immutable, thread-safe.
/// </summary>
/// <param name="Bounds">The bounds.</param>
public sealed record ServiceLevel(IReadOnlyList<ServiceBound> Bounds)
{
    private const string Example = "'downtime<=300ms,total<=60s,cpu<=4'";

    private static readonly (string Name, string Unit, double Factor, Func<RunRow, double> Figure)[] Measures =
    [
        ("downtime", "ms", 1, static row => row.DowntimeMs ?? 0),
        ("downtime", "s", 1e3, static row => row.DowntimeMs ?? 0),
        ("total", "ms", 1, static row => row.TotalTimeMs ?? 0),
        ("total", "s", 1e3, static row => row.TotalTimeMs ?? 0),
        ("total", "min", 60e3, static row => row.TotalTimeMs ?? 0),
        // Cores that the source keeps busy while it migrates, or seconds of both sides: the unit says which.
        ("cpu", "", 1, static row => (row.SourceCpuS ?? 0) * 1e3 / Math.Max(1e-9, row.TotalTimeMs ?? 0)),
        ("cpu", "cores", 1, static row => (row.SourceCpuS ?? 0) * 1e3 / Math.Max(1e-9, row.TotalTimeMs ?? 0)),
        ("cpu", "s", 1, static row => (row.SourceCpuS ?? 0) + (row.DestinationCpuS ?? 0)),
        ("wire", "MB", 1e6, static row => row.WireBytes ?? 0),
        ("wire", "GB", 1e9, static row => row.WireBytes ?? 0),
        ("wire", "GiB", Units.GiB, static row => row.WireBytes ?? 0),
    ];

    /// <summary>Only to converge.</summary>
    public static ServiceLevel None { get; } = new([]);

    /// <summary>Whether there is a bound.</summary>
    public bool HasBounds => Bounds.Count > 0;

    /// <summary>Parses <c>downtime&lt;=300ms,total&lt;=60s,cpu&lt;=4</c>.</summary>
    /// <exception cref="UsageException">It is not of that form; every problem is a line of the message.</exception>
    public static ServiceLevel Parse(string text)
    {
        List<string> problems = [];
        ServiceBound[] bounds =
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(one => Bound(one, problems))
                .OfType<ServiceBound>(),
        ];
        if (bounds.Length == 0 && problems.Count == 0) problems.Add($"--slo has no bound; write for example {Example}.");
        return problems.Count == 0 ? new ServiceLevel(bounds) : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>The bounds that a run does not keep; "converges" for one that does not.</summary>
    public IReadOnlyList<string> Misses(RunRow row) => row.Outcome == RunOutcome.Completed
        ? [.. Bounds.Where(bound => bound.Figure(row) > bound.Limit).Select(bound => bound.Text)]
        : ["converges"];

    /// <inheritdoc/>
    public override string ToString() => HasBounds ? string.Join(", ", Bounds.Select(bound => bound.Text)) : "converges";

    private static ServiceBound? Bound(string text, List<string> problems)
    {
        string[] sides = text.Split("<=", StringSplitOptions.TrimEntries);
        if (sides.Length != 2)
        {
            problems.Add($"--slo '{text}' is no bound: write NAME<=VALUE, for example {Example}.");
            return null;
        }

        string digits = string.Concat(sides[1].TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.'));
        string unit = sides[1][digits.Length..].Trim();
        var named = Measures.Where(measure => measure.Name == sides[0]).ToArray();
        if (named.Length == 0)
        {
            string[] names = [.. Measures.Select(measure => measure.Name).Distinct()];
            problems.Add($"--slo '{text}': {sides[0]} cannot be bounded.{NearestName.Suggest(sides[0], names)} "
                + $"Use {string.Join(", ", names)}.");
            return null;
        }

        bool isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        int index = Array.FindIndex(named, measure => measure.Unit == unit);
        if (isNumber && index >= 0)
            return new ServiceBound($"{sides[0]}<={digits}{unit}", named[index].Figure, value * named[index].Factor);
        string[] forms = [.. named.Select(measure => $"{measure.Name}<=N{measure.Unit}")];
        problems.Add($"--slo '{text}': '{sides[1]}' has no unit that {sides[0]} has; write {string.Join(" or ", forms)}.");
        return null;
    }
}
