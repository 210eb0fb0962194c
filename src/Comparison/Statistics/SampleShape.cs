using Perfolizer.Mathematics.Multimodality;
using Perfolizer.Mathematics.OutlierDetection;
using Perfolizer.Mathematics.QuantileEstimators;
using Pragmastat;

namespace MultifdBench.Comparison.Statistics;

/// <summary>What one location cannot say about a sample.</summary>
/// <param name="N">Values.</param>
/// <param name="P10">Harrell–Davis estimate of the 10 % quantile, in the metric's unit; null without values.</param>
/// <param name="Median">The sample median, as reports have it.</param>
/// <param name="P90">As <paramref name="P10"/>, 90 %.</param>
/// <param name="Outliers">Values beyond three double median absolute deviations.</param>
/// <param name="IsMultimodal">Whether the values look like several populations mixed.</param>
public sealed record SampleShape(int N, double? P10, double? Median, double? P90, int Outliers, bool IsMultimodal)
{
    /// <summary>Fewer values have no shape: below ten the histogram behind the modes is noise.</summary>
    private const int LeastForModes = 10;

    /// <summary>
    /// From here on a sample "can have several modes", as BenchmarkDotNet puts it [Gregg, Frequency Trails: Modes and Modality].
    /// </summary>
    private const double MValueOfSeveralModes = 2.8;

    /// <summary>Describes positive values in any order.</summary>
    internal static SampleShape Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return new SampleShape(0, null, null, null, 0, false);
        if (values.Count == 1) return new SampleShape(1, values[0], values[0], values[0], 0, false);
        Sample sample = new(values);
        return new SampleShape(
            values.Count,
            Quantile(sample, 0.1),
            Core.Median.Of(values),
            Quantile(sample, 0.9),
            DoubleMadOutlierDetector.Create(values).AllOutliers(values).Count(),
            values.Count >= LeastForModes && MValueCalculator.Calculate(values) > MValueOfSeveralModes);
    }

    /// <summary>
    /// Shift between two samples in units of their average spread (Pragmastat's disparity), positive when <paramref name="y"/> is larger;
    /// null where there is no spread.
    /// </summary>
    internal static double? EffectSize(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count < 2 || y.Count < 2) return null;
        double effect = Toolkit.Disparity(new Sample(y), new Sample(x)).NominalValue;
        return double.IsFinite(effect) ? effect : null;
    }

    private static double Quantile(Sample sample, double probability) =>
        HarrellDavisQuantileEstimator.Instance.Quantile(sample, probability).NominalValue;
}
