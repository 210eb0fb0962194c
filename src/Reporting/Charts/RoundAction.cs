using System.Globalization;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// What a management policy did, as <c>rounds.csv</c> has it in <c>actions</c>: <c>12.4 s: downtime-limit 257 ms (why)</c>.
/// </summary>
internal static class RoundAction
{
    /// <summary>The actions of a round; a text of another form is none.</summary>
    /// <returns>When, ms since the migration began, and what, without the reason.</returns>
    public static IEnumerable<(double Ms, string Text)> Of(string actions)
    {
        foreach (string clause in actions.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            int at = clause.IndexOf(" s: ", StringComparison.Ordinal);
            if (at < 0 || !double.TryParse(clause[..at], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)) continue;
            string what = clause[(at + " s: ".Length)..];
            int why = what.IndexOf(" (", StringComparison.Ordinal);
            yield return (1000 * seconds, why < 0 ? what : what[..why]);
        }
    }
}
