using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Idle;

/// <summary>What an idle scenario says; units and sources stand in the file.</summary>
internal sealed record IdleParameters(
    double ZeroShare, long SmallGuestBytes, double ResidentGrowth, double ExtentPages, double[] PageMix,
    double PageWritesPerSecond, int HotPages, double HotWriteShare)
{
    /// <summary>Reads and checks all parameters.</summary>
    public static IdleParameters Read(ScenarioParameters parameters)
    {
        double[] mix = [.. PageClass.All.Select(pageClass => parameters.Share($"page_mix.{pageClass.Name}"))];
        if (mix.Sum() <= 0)
            throw parameters.Wrong($"page_mix.{PageClass.All[0].Name}", "page_mix holds only zeros; give at least one class a share.");
        return new IdleParameters(
            parameters.Share("zero_share"),
            parameters.Integer("small_guest_mib", 1, 1 << 20) * Units.MiB,
            parameters.Share("resident_growth"),
            parameters.Number("extent_pages", 1, 1 << 20),
            mix,
            parameters.Number("page_writes_per_second", 0, 1e7),
            (int)parameters.Integer("hot_pages", 1, 1 << 20),
            parameters.Share("hot_write_share"));
    }

    /// <summary>
    /// Non-zero pages of a guest: a share of the memory up to the small guest's size, and a smaller share of all above it, since the
    /// kernel and its services do not grow with memory but the array of page structs does.
    /// </summary>
    public long ResidentPages(long memoryBytes)
    {
        double small = Math.Min(memoryBytes, SmallGuestBytes) * (1 - ZeroShare);
        double above = Math.Max(0, memoryBytes - SmallGuestBytes) * ResidentGrowth;
        return (long)Math.Round((small + above) / Page.SizeBytes);
    }
}
