using System.Runtime.CompilerServices;

namespace MultifdBench.Workloads.Content;

/// <summary>
/// Ranks drawn by Zipf's law with exponent 0.99, by the method of [Gray1994 §3.2]: 0 is the commonest. Multiplications and
/// divisions alone, so the same on every machine, which the mathematics library of a system does not promise. Immutable; for any
/// thread.
/// </summary>
internal readonly struct Zipfian
{
    private const double HalfToTheta = 0.5034777750283594; // 0.5^0.99

    // The zeta function at 0.99, by its Laurent series; the sum of n terms is this + 100 n^0.01 + n^-0.99 / 2, by Euler and
    // Maclaurin, within 10^-7 from 1,000 terms on.
    private const double ZetaAtTheta = -99.42351297779;

    private readonly double _items;
    private readonly double _zeta;
    private readonly double _eta;

    /// <summary>Ranks below a number, at least 1,000.</summary>
    public Zipfian(long items)
    {
        double root = HundredthRoot(items);
        _items = items;
        _zeta = ZetaAtTheta + (100 * root) + (root / (2 * _items));
        _eta = (1 - (HundredthRoot(2) / root)) / (1 - ((1 + HalfToTheta) / _zeta));
    }

    /// <summary>The next rank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(ref SeededRandom random)
    {
        double unit = random.Unit();
        double scaled = unit * _zeta;
        if (scaled < 1) return 0;
        if (scaled < 1 + HalfToTheta) return 1;
        return Math.Min((long)_items - 1, (long)(_items * HundredthPower((_eta * unit) - _eta + 1)));
    }

    /// <summary>x^100 = x^(1 ÷ (1 − 0.99)), faster than a general power.</summary>
    public static double HundredthPower(double x)
    {
        double x2 = x * x;
        double x4 = x2 * x2;
        double x8 = x4 * x4;
        double x16 = x8 * x8;
        double x32 = x16 * x16;
        return x32 * x32 * x32 * x4;
    }

    private static double HundredthRoot(double x)
    {
        double low = 1;
        double high = 2;
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            if (HundredthPower(middle) < x) low = middle;
            else high = middle;
        }

        return low;
    }
}
