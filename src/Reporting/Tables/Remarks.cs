using System.Globalization;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Tables;

/// <summary>What stands beside the figures of a row, or in their place.</summary>
internal static class Remarks
{
    /// <summary>
    /// "100% failure, timeout is 120s" and "30% failure, timeout is 120s" as in the series' tables; "unavailable: reason" for what this
    /// host cannot run; the runs' notes when all completed, empty for most.
    /// </summary>
    public static string Of(SummaryRow row)
    {
        string reason = OneLine(row.Reason);
        if (row.FailureRate is not { } rate) return reason.Length == 0 ? "unavailable" : $"unavailable: {reason}";
        if (rate == 0) return OneLine(row.Notes);
        string failure = Percent(rate) + "% failure";
        return reason.Length == 0 ? failure : $"{failure}, {reason}";
    }

    /// <summary>Whole per cent; a rate that is neither none nor all never reads as 0 or 100.</summary>
    private static string Percent(double rate) =>
        (rate < 1 ? Math.Clamp(Math.Round(rate * 100), 1, 99) : 100).ToString(CultureInfo.InvariantCulture);

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
