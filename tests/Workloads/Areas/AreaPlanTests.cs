using MultifdBench.Workloads.Areas;
using MultifdBench.Workloads.Pages;

namespace MultifdBench.Tests.Workloads.Areas;

public sealed class AreaPlanTests
{
    private static readonly ZeroRuns Runs = new(ShortShare: 0.04, ShortPages: 11);

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    public void Pages_AreExactAndInOrder(ulong seed)
    {
        (Area, long)[] areas =
        [
            (Area("a", gap: 0, "code", "messages"), 3000), (Area("b", gap: 0.5, "code"), 500), (Area("c", gap: 0.5, "heap"), 1),
        ];
        Extent[] extents = AreaPlan.Plan(areas, 20_000, Runs, seed);
        Assert.Equal(3501, extents.Sum(extent => extent.Pages));
        Assert.Equal(3000 / 4 * 3 + 500, extents.Where(extent => extent.Kind.Name == "code").Sum(extent => extent.Pages));
        for (int i = 1; i < extents.Length; i++) Assert.True(extents[i].FirstPage >= extents[i - 1].FirstPage + extents[i - 1].Pages);
        Assert.True(extents[^1].FirstPage + extents[^1].Pages <= 20_000);
        Assert.Equal(extents, AreaPlan.Plan(areas, 20_000, Runs, seed));
    }

    [Fact]
    public void LongGaps_AreBeforeTheAreasThatSaySo()
    {
        (Area, long)[] areas =
        [
            (Area("a", gap: 0, "code"), 2000), (Area("b", gap: 0.75, "heap"), 100), (Area("c", gap: 0.25, "sparse"), 100),
        ];
        Extent[] extents = AreaPlan.Plan(areas, 20_000, Runs, 1);
        long Gap(string kind)
        {
            int first = Array.FindIndex(extents, extent => extent.Kind.Name == kind);
            return extents[first].FirstPage - extents[first - 1].FirstPage - extents[first - 1].Pages;
        }

        long shortPages = 20_000 - 2200 - Gap("heap") - Gap("sparse");
        Assert.InRange(Gap("heap"), 0.75 * 0.96 * 17_800, (0.75 * 0.96 * 17_800) + 200);
        Assert.InRange(Gap("sparse"), 0.25 * 0.96 * 17_800, (0.25 * 0.96 * 17_800) + 200);
        Assert.InRange(shortPages, 500, 0.04 * 17_800);
    }

    [Fact]
    public void Copies_HaveTheContentOfAnEarlierRun()
    {
        Extent[] none = AreaPlan.Plan([(Area("a", gap: 0, "code"), 4000)], 4000, Runs, 1);
        Assert.Equal(none.Length, none.Select(extent => extent.Content).Distinct().Count());
        Extent[] half = AreaPlan.Plan([(Area("a", gap: 0, "code") with { Copies = 0.5 }, 4000)], 4000, Runs, 1);
        Assert.InRange(half.Select(extent => extent.Content).Distinct().Count() / (double)half.Length, 0.42, 0.58);
        Assert.Equal(half.Max(extent => extent.Content) + 1, half.Select(extent => extent.Content).Distinct().Count());
    }

    [Fact]
    public void NoPages_AreNoExtents()
    {
        Assert.Empty(AreaPlan.Plan([(Area("a", gap: 1, "code"), 0)], 100, Runs, 1));
        Assert.Equal([3, 0, 7], AreaPlan.Divide([0.3, 0, 0.7], 10));
        Assert.Equal([0, 5], AreaPlan.Divide([0, 0], 5));
    }

    private static Area Area(string name, double gap, params string[] kinds) => new(
        name, 1, ExtentPages: 5, Tails: 0, Copies: 0, Free: 0, gap,
        [.. kinds.Select((kind, i) => (PageKind.Find(kind)!, i == 0 ? 3.0 : 1.0))]);
}
