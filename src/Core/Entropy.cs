namespace MultifdBench.Core;

/// <summary>Entropy of order 0: what coding each byte alone could reach. Stateless, thread-safe.</summary>
public static class Entropy
{
    /// <summary>Bits per byte, 0 to 8.</summary>
    /// <param name="counts">How often each value occurs.</param>
    public static double BitsPerByte(IReadOnlyCollection<long> counts)
    {
        double all = counts.Sum();
        return counts.Where(count => count > 0).Sum(count => -count / all * Math.Log2(count / all));
    }
}
