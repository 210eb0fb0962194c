using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Areas;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Idle;

/// <summary>What an idle scenario says; units and sources are in the file.</summary>
internal sealed record IdleParameters(
    double ZeroShare, long SmallGuestBytes, double PageStructGrowth, string GrowingArea, ZeroRuns ZeroRuns, IReadOnlyList<Area> Areas,
    double PageWritesPerSecond, int HotPages, double HotWriteShare)
{
    private const string AreasKey = "areas";
    private const string GrowingAreaKey = "growing_area";

    /// <summary>Reads and checks all parameters.</summary>
    public static IdleParameters Read(ScenarioParameters parameters)
    {
        var idle = new IdleParameters(
            parameters.Share("zero_share"),
            parameters.Integer("small_guest_mib", 1, 1 << 20) * Units.MiB,
            parameters.Share("resident_growth"),
            parameters.Word(GrowingAreaKey),
            new ZeroRuns(parameters.Share("short_zero_run_share"), parameters.Number("short_zero_run_pages", 1, 1 << 20)),
            Area.ReadAll(parameters, AreasKey),
            parameters.Number("page_writes_per_second", 0, 1e7),
            (int)parameters.Integer("hot_pages", 1, 1 << 20),
            parameters.Share("hot_write_share"));
        if (idle.Areas.All(area => area.Name != idle.GrowingArea))
        {
            string names = string.Join(", ", idle.Areas.Select(area => area.Name));
            throw parameters.Wrong(GrowingAreaKey, $"{GrowingAreaKey} '{idle.GrowingArea}' is none of the areas; use one of {names}.");
        }

        return idle;
    }

    /// <summary>
    /// Non-zero pages of a guest: a share of the memory up to the small guest's size, and a smaller share of all above it, since the
    /// kernel and its services do not grow with memory but the array of page structs does.
    /// </summary>
    public long ResidentPages(long memoryBytes) => BasePages(memoryBytes) + GrownPages(memoryBytes);

    /// <summary>The same by area, in order of addresses.</summary>
    public IReadOnlyList<(Area Area, long Pages)> AreaPages(long memoryBytes)
    {
        long[] pages = AreaPlan.Divide([.. Areas.Select(area => area.Share)], BasePages(memoryBytes));
        return [.. Areas.Select((area, i) => (area, pages[i] + (area.Name == GrowingArea ? GrownPages(memoryBytes) : 0)))];
    }

    private long BasePages(long memoryBytes) =>
        (long)Math.Round(Math.Min(memoryBytes, SmallGuestBytes) * (1 - ZeroShare) / Page.SizeBytes);

    private long GrownPages(long memoryBytes) =>
        (long)Math.Round(Math.Max(0, memoryBytes - SmallGuestBytes) * PageStructGrowth / Page.SizeBytes);
}
