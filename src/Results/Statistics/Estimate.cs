using CsvHelper;
using Perfolizer.Mathematics.Common;
using Perfolizer.Mathematics.QuantileEstimators;
using Pragmastat;

namespace MultifdBench.Results.Statistics;

/// <summary>A figure over repetitions: the sample median and a 95 % interval for the median of the population.</summary>
/// <remarks>
/// The interval is that of the Harrell–Davis quantile estimator with Maritz–Jarrett standard error, as Perfolizer computes it. Our
/// figures cannot be negative: where its lower end would be, the values are too few or too scattered to say anything, and there is none.
/// </remarks>
[CsvRecord]
public sealed partial record Estimate
{
    /// <summary>No value.</summary>
    public static Estimate None { get; } = new();

    /// <summary>Sample median; null without a value.</summary>
    [CsvColumn("median")] public double? Median { get; init; }

    /// <summary>Lower end of the interval; null for fewer than two values, or too scattered ones.</summary>
    [CsvColumn("lo")] public double? Lo { get; init; }

    /// <summary>Upper end of the interval; null likewise.</summary>
    [CsvColumn("hi")] public double? Hi { get; init; }

    /// <summary>The same in another unit.</summary>
    /// <param name="factor">Above 0.</param>
    public Estimate Times(double factor) => new() { Median = Median * factor, Lo = Lo * factor, Hi = Hi * factor };

    /// <summary>Estimates from the values that there are; nulls, NaN and infinities are left out.</summary>
    /// <param name="values">Non-negative figures, in any order.</param>
    public static Estimate Of(IEnumerable<double?> values)
    {
        double[] sorted = Sorted(values);
        if (sorted.Length == 0) return None;
        double median = Core.Median.OfSorted(sorted);
        return sorted.Length == 1 ? new Estimate { Median = median } : WithInterval(sorted, median);
    }

    /// <summary>
    /// Estimates the total time where some runs did not reach their end in the time allowed. Those count as longer than all others: the
    /// median of all runs is a figure as long as more than half of them completed, else there is none. It has no interval.
    /// </summary>
    /// <param name="values">Figures of the runs that completed.</param>
    /// <param name="unfinished">How many timed out.</param>
    public static Estimate WithUnfinished(IEnumerable<double?> values, int unfinished)
    {
        if (unfinished == 0) return Of(values);
        double[] sorted = Sorted(values);
        int runs = sorted.Length + unfinished;
        return runs / 2 < sorted.Length ? new Estimate { Median = (sorted[(runs - 1) / 2] + sorted[runs / 2]) / 2 } : None;
    }

    private static double[] Sorted(IEnumerable<double?> values) => [.. values.OfType<double>().Where(double.IsFinite).Order()];

    /// <summary>
    /// The interval is centred on the Harrell–Davis estimate, so a skewed sample could leave the plain median just outside: it is stretched
    /// to hold it.
    /// </summary>
    private static Estimate WithInterval(double[] sorted, double median)
    {
        var interval = HarrellDavisQuantileEstimator.Instance
            .QuantileConfidenceIntervalEstimator(new Sample(sorted), Probability.Median)
            .ConfidenceInterval(ConfidenceLevel.L95);
        return interval.Lower < 0
            ? new Estimate { Median = median }
            : new Estimate { Median = median, Lo = Math.Min(median, interval.Lower), Hi = Math.Max(median, interval.Upper) };
    }
}
