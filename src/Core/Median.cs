namespace MultifdBench.Core;

/// <summary>The median of a sample: the value in the middle, or the mean of the two there.</summary>
public static class Median
{
    /// <summary>Of values in any order.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static double Of(IEnumerable<double> values) => OfSorted([.. values.Order()]);

    /// <summary>Of values that rise.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static double OfSorted(ReadOnlySpan<double> values) => values.IsEmpty
        ? throw new ArgumentException("no values have no median", nameof(values))
        : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
}
