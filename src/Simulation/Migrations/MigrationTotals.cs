using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Simulation.Migrations;

/// <summary>What a migration has done up to a moment, or between two. Immutable.</summary>
/// <param name="Ns">Virtual time.</param>
/// <param name="Pages">Pages sent.</param>
/// <param name="ReceivedPages">Pages that the destination has in its memory.</param>
/// <param name="PayloadBytes">What the method made of the normal pages.</param>
/// <param name="WireBytes">Payloads, headers and zero-page records.</param>
/// <param name="CompressNs">CPU time of software compression.</param>
/// <param name="DecompressNs">CPU time of software decompression.</param>
/// <param name="SourceCpuNs">CPU time of the source's threads.</param>
/// <param name="DestinationCpuNs">CPU time of the destination's threads.</param>
/// <param name="BusyNs">How long each part was busy, in the order of <see cref="ResourceUsage"/>; null for not at all.</param>
internal readonly record struct MigrationTotals(
    long Ns, PageCounts Pages, long ReceivedPages, long PayloadBytes, long WireBytes, double CompressNs, double DecompressNs,
    double SourceCpuNs, double DestinationCpuNs, double[]? BusyNs)
{
    public static MigrationTotals operator +(in MigrationTotals a, in MigrationTotals b) => new(
        a.Ns + b.Ns, new PageCounts(a.Pages.Normal + b.Pages.Normal, a.Pages.Zero + b.Pages.Zero), a.ReceivedPages + b.ReceivedPages,
        a.PayloadBytes + b.PayloadBytes, a.WireBytes + b.WireBytes, a.CompressNs + b.CompressNs, a.DecompressNs + b.DecompressNs,
        a.SourceCpuNs + b.SourceCpuNs, a.DestinationCpuNs + b.DestinationCpuNs, Sum(a.BusyNs, b.BusyNs));

    public static MigrationTotals operator -(in MigrationTotals a, in MigrationTotals b) => a + (-1 * b);

    /// <summary>As much as so many times the same, in whole nanoseconds, pages and bytes.</summary>
    public static MigrationTotals operator *(double times, in MigrationTotals one) => new(
        Whole(times * one.Ns), new PageCounts(Whole(times * one.Pages.Normal), Whole(times * one.Pages.Zero)),
        Whole(times * one.ReceivedPages), Whole(times * one.PayloadBytes), Whole(times * one.WireBytes), times * one.CompressNs,
        times * one.DecompressNs, times * one.SourceCpuNs, times * one.DestinationCpuNs,
        one.BusyNs?.Select(ns => times * ns).ToArray());

    private static double[]? Sum(double[]? a, double[]? b) => a is null ? b : b is null ? a : [.. a.Zip(b, (x, y) => x + y)];

    private static long Whole(double value) => (long)Math.Round(value);
}
