using MultifdBench.Core;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// Unique dirty pages over time as a sum of pools p × (1 − e^(−t ÷ τ)) with given time constants: least squares over p ≥ 0, by coordinate
/// descent. The number of pages is all that is chosen, and it is chosen from the guest's own writes, never from a migration's time.
/// </summary>
public static class DirtyPoolFit
{
    private const int Sweeps = 5000;
    private const double NegligiblePages = 0.5;

    // Fewer pages than these vary by more than a fifth from one look to the next.
    private const double FewPages = 25;
    private static readonly double[] TimeConstantsMs = [2, 10, 50, 250, 1000, 5000];

    /// <summary>The pools of a curve.</summary>
    /// <param name="curve">Time since the log was empty, ns, and unique pages written until then; at least one point.</param>
    /// <returns>Pools with at least half a page, and the root mean square of what they leave, in pages.</returns>
    public static (IReadOnlyList<MeasuredPool> Pools, double ResidualPages) Fit(IReadOnlyList<(long Ns, long Pages)> curve) =>
        Fit(curve, [.. curve.Select(_ => 1.0)]);

    /// <summary>
    /// The pools of a curve whose points are of different runs, and of rounds of milliseconds and of seconds: what counts is how far each
    /// point is off as a share of its own pages.
    /// </summary>
    /// <param name="curve">As <see cref="Fit(IReadOnlyList{ValueTuple{long, long}})"/> has it.</param>
    /// <returns>The pools, and the root mean square of what they leave, as a share of a point's pages.</returns>
    public static (IReadOnlyList<MeasuredPool> Pools, double ResidualShare) FitShares(IReadOnlyList<(long Ns, long Pages)> curve) =>
        Fit(curve, [.. curve.Select(point => 1 / Math.Max(FewPages, point.Pages))]);

    private static (IReadOnlyList<MeasuredPool> Pools, double Residual) Fit(
        IReadOnlyList<(long Ns, long Pages)> curve, double[] weights)
    {
        double[][] basis =
        [
            .. TimeConstantsMs.Select(ms => curve.Select((point, i) => weights[i] * (1 - Math.Exp(-point.Ns / (ms * 1e6)))).ToArray()),
        ];
        double[] pages = new double[basis.Length];
        double[] left = [.. curve.Select((point, i) => weights[i] * point.Pages)];
        for (int i = 0; i < Sweeps; i++)
        {
            for (int pool = 0; pool < basis.Length; pool++) Improve(pages, left, pool, basis[pool]);
        }

        MeasuredPool[] pools = [.. pages.Select((count, i) => (count, i)).Where(pool => pool.count >= NegligiblePages)
            .Select(pool => Create(pool.i, pool.count))];
        return (pools, Math.Sqrt(left.Average(one => one * one)));
    }

    private static void Improve(double[] pages, double[] left, int pool, double[] basis)
    {
        double numerator = 0, denominator = 0;
        for (int i = 0; i < left.Length; i++)
            (numerator, denominator) = (numerator + basis[i] * left[i], denominator + basis[i] * basis[i]);
        double change = Math.Max(-pages[pool], numerator / denominator);
        pages[pool] += change;
        for (int i = 0; i < left.Length; i++) left[i] -= change * basis[i];
    }

    private static MeasuredPool Create(int pool, double pages) => new(
        Invariant.Text($"every-{TimeConstantsMs[pool]}ms"), pages, pages / (TimeConstantsMs[pool] / 1e3));
}
