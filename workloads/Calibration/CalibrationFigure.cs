using MultifdBench.Capture.Dirty;
using MultifdBench.Capture.Images;
using MultifdBench.Core;

namespace MultifdBench.Workloads.Calibration;

/// <summary>One figure of both sides.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Captured">At the captured guest.</param>
/// <param name="Synthetic">At the synthetic guest.</param>
/// <param name="Band">
/// By how much the synthetic one may differ: relative, or in the figure's own unit; null when no band is published.
/// </param>
/// <param name="IsRelative">Which of the two.</param>
public sealed record CalibrationFigure(string Name, double Captured, double Synthetic, double? Band, bool IsRelative)
{
    /// <summary>Difference in the band's terms.</summary>
    public double Difference => IsRelative ? (Synthetic / Captured) - 1 : Synthetic - Captured;

    /// <summary>Whether it is inside its band; null without one.</summary>
    public bool? IsWithin => Band is { } band ? Math.Abs(Difference) <= band : null;

    /// <summary>
    /// All figures. The bands are those to which the generators are held: server heaps 3 % in ratios, 10 % in deciles, 8 % in dirty pages;
    /// idle guests 5 % and 10 % (workloads/README.md).
    /// </summary>
    /// <param name="captured">The captured guest.</param>
    /// <param name="synthetic">The synthetic guest.</param>
    /// <param name="isServer">Whether both are a server's heap, not a whole guest.</param>
    public static IReadOnlyList<CalibrationFigure> Compare(CalibrationSide captured, CalibrationSide synthetic, bool isServer)
    {
        PageFigures a = captured.Figures, b = synthetic.Figures;
        double ratios = isServer ? 0.03 : 0.05;
        string stream = Invariant.Text($"stream of {PageFigures.PacketPages} pages");
        List<CalibrationFigure> figures =
        [
            // A whole guest's zero share depends on its size and age: no band.
            new("zero pages, share", a.ZeroShare, b.ZeroShare, isServer ? 0.005 : null, false),
            new("zlib-1 per page, ratio", a.ZlibRatio, b.ZlibRatio, ratios, true),
            new("zstd-1 per page, ratio", a.ZstdRatio, b.ZstdRatio, ratios, true),
            new($"zlib-1, {stream}, ratio", a.ZlibStreamRatio, b.ZlibStreamRatio, isServer ? ratios : null, true),
            new($"zstd-1, {stream}, ratio", a.ZstdStreamRatio, b.ZstdStreamRatio, isServer ? ratios : null, true),
            new("entropy, bits", a.EntropyBits, b.EntropyBits, isServer ? 0.1 : null, false),
            new("zero bytes, share", a.ZeroByteShare, b.ZeroByteShare, isServer ? 0.015 : null, false),
        ];
        if (isServer)
            figures.Add(new("pages of ratio 1.34 to 1.37, share", a.ShareBetween(1.34, 1.37), b.ShareBetween(1.34, 1.37), 0.02, false));
        foreach (int percent in isServer ? (int[])[60, 70, 80, 90] : [10, 20, 30, 40, 50, 60, 70])
            figures.Add(new($"page ratio (zlib-1), {percent} % below", a.RatioQuantile(percent / 100.0),
                b.RatioQuantile(percent / 100.0), 0.1, true));
        figures.Add(new("compressed page size (zlib-1), mean distance, bytes", 0, a.SizeDistance(b), null, false));
        if (captured.Trace is { } trace && synthetic.Trace is { } other) figures.AddRange(Dirtying(trace, other, isServer));
        return figures;
    }

    private static IEnumerable<CalibrationFigure> Dirtying(DirtyTrace captured, DirtyTrace synthetic, bool isServer)
    {
        foreach (int intervals in (int[])[1, 3, 10, 30, 100, 300])
        {
            if (DirtyCurve.Window(captured, intervals) is not { } a || DirtyCurve.Window(synthetic, intervals) is not { } b) yield break;
            yield return new(Invariant.Text($"dirty pages in {a.Seconds:0.00} s"), a.Pages, b.Pages, isServer ? 0.08 : null, true);
        }
    }
}
