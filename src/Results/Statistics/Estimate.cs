using CsvHelper;
using Perfolizer.Mathematics.Common;
using Perfolizer.Mathematics.QuantileEstimators;
using Pragmastat;

namespace MultifdBench.Results.Statistics;

/// <summary>A figure over repetitions: the sample median and a 95 % interval for the median of the population.</summary>
/// <remarks>
/// The interval is that of the Harrell–Davis quantile estimator with Maritz–Jarrett standard error, as Perfolizer computes it. Our
/// figures cannot be negative, so its lower end stops at zero, which matters only for the two or three repetitions of a quick profile.
/// </remarks>
[CsvRecord]
public sealed partial record Estimate
{
    /// <summary>No value.</summary>
    public static Estimate None { get; } = new();

    /// <summary>Sample median; null without a value.</summary>
    [CsvColumn("median")] public double? Median { get; init; }

    /// <summary>Lower end of the interval; null for fewer than two values.</summary>
    [CsvColumn("lo")] public double? Lo { get; init; }

    /// <summary>Upper end of the interval; null for fewer than two values.</summary>
    [CsvColumn("hi")] public double? Hi { get; init; }

    /// <summary>Estimates from the values that there are; nulls, NaN and infinities are left out.</summary>
    /// <param name="values">Non-negative figures, in any order.</param>
    public static Estimate Of(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.Where(value => value is not null && double.IsFinite(value.Value)).Select(value => value!.Value).Order()];
        if (sorted.Length == 0) return None;
        double median = Core.Median.OfSorted(sorted);
        return sorted.Length == 1 ? new Estimate { Median = median } : WithInterval(sorted, median);
    }

    /// <summary>The interval is centred on the Harrell–Davis estimate, so a skewed sample could leave the plain median just outside: it is stretched to hold it.</summary>
    private static Estimate WithInterval(double[] sorted, double median)
    {
        var interval = HarrellDavisQuantileEstimator.Instance
            .QuantileConfidenceIntervalEstimator(new Sample(sorted), Probability.Median)
            .ConfidenceInterval(ConfidenceLevel.L95);
        return new Estimate
        {
            Median = median,
            Lo = Math.Max(0, Math.Min(median, interval.Lower)),
            Hi = Math.Max(median, interval.Upper),
        };
    }
}
