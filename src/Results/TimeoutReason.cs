using System.Globalization;
using System.Text.RegularExpressions;

namespace MultifdBench.Results;

/// <summary>
/// The limit that a run's reason names (<c>timeout is 120s</c>): all that is known of its total time is that it is longer.
/// </summary>
internal static partial class TimeoutReason
{
    /// <summary>The limit in ms; null for a run that did not time out, or whose reason names none.</summary>
    public static double? LimitMs(RunRow run) =>
        run.Outcome == RunOutcome.Timeout && Pattern().Match(run.Reason) is { Success: true } match
            ? 1000 * double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"^timeout is (\d{1,9}(?:\.\d{1,9})?)s")]
    private static partial Regex Pattern();
}
