using System.Globalization;
using System.Text.RegularExpressions;

namespace MultifdBench.Core;

/// <summary>
/// Why a run that timed out did: <c>timeout is 120s</c>, as the series' tables print it. The words are part of the format of
/// <c>runs.csv</c>, which has no column for the limit, so they are written and read here only. Thread-safe.
/// </summary>
public static partial class TimeoutReason
{
    /// <summary>The reason of a run that was given that many nanoseconds.</summary>
    public static string Of(long limitNs) => Invariant.Text($"timeout is {limitNs / Units.NsPerSecond}s");

    /// <summary>The limit that a reason names, ms; null for other reasons.</summary>
    public static double? LimitMs(string reason) => Pattern().Match(reason) is { Success: true } match
        ? 1000 * double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"^timeout is (\d{1,9}(?:\.\d{1,9})?)s")]
    private static partial Regex Pattern();
}
