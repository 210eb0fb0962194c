namespace MultifdBench.Comparison.Statistics;

/// <summary>
/// Holm's step-down correction [Holm 1979]: the chance of one false alarm or more among all tests stays below the level, whatever the
/// dependence between them. A job turns red for a single alarm, so that this chance is the one to bound; Benjamini–Hochberg bounds the
/// share of false ones among the alarms, which would let a quiet night turn red as often as an uncorrected one.
/// </summary>
internal static class Holm
{
    /// <summary>Adjusted p-values in the order given, to be compared with the level of the whole family.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        double[] adjusted = new double[pValues.Count];
        double largest = 0;
        int[] order = [.. Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i])];
        for (int rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - rank) * pValues[order[rank]]));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }
}
