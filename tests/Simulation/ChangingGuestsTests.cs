using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

/// <summary>Simulated guests that take memory into use, or need cores that the migration uses too.</summary>
public sealed class ChangingGuestsTests
{
    private const long Second = Units.NsPerSecond;
    private const long Pages = 1 << 20;

    private static GuestModel Idle => Models.Guest(dirtyPages: 1, writesPerSecond: 0, pages: Pages) with { NormalPages = Pages / 4 };

    /// <summary>Every page that gets content is sent with it: before it was sent as zero, or once more.</summary>
    [Fact]
    public void ZeroPagesThatGetContent_AreSentWithIt()
    {
        GuestPages pages = new(Idle with { GrowthPagesPerSecond = 10_000 }, nowNs: 3 * Second);
        // Half of memory is on its way: a quarter of content, and a third of the zero pages.
        Dictionary<PageKind, long> sent = Send(pages, Pages / 2);
        long newly = pages.Sync(5 * Second);
        foreach ((PageKind kind, long count) in Send(pages, long.MaxValue)) sent[kind] = sent.GetValueOrDefault(kind) + count;
        Assert.Equal(newly, sent[PageKind.Again]);
        Assert.Equal(Pages, sent[PageKind.First] + sent[PageKind.Zero]);
        Assert.Equal(Pages / 4 + 20_000, sent[PageKind.First] + sent[PageKind.Again]);
        Assert.Equal(0, pages.Remaining);
    }

    [Fact]
    public void MemoryIsTakenIntoUse_UntilNoneIsLeft()
    {
        GuestPages pages = new(Idle with { GrowthPagesPerSecond = 1e6 }, nowNs: 0);
        Send(pages, long.MaxValue);
        Assert.Equal(Pages * 3 / 4, pages.Sync(100 * Second));
        Send(pages, long.MaxValue);
        Assert.Equal(0, pages.Sync(200 * Second));
    }

    [Fact]
    public void AGuestThatGrows_HasMoreToSend_HoweverItIsReckoned()
    {
        GuestModel grows = Idle with { GrowthPagesPerSecond = 50_000 };
        SimulationResult still = Run(Idle), whole = Run(grows), brief = Run(grows, skips: true);
        Assert.InRange(brief.TotalNs / (double)whole.TotalNs, 0.99, 1.01);
        Assert.InRange(brief.WireBytes / (double)whole.WireBytes, 0.99, 1.01);
        double seconds = (whole.TotalNs - whole.DowntimeNs) / (double)Second;
        Assert.InRange(whole.Pages.Normal - still.Pages.Normal, 0.85 * 50_000 * seconds, 1.02 * 50_000 * seconds);
    }

    /// <summary>Rounds without headway are the same for ever as long as the guest grows; once it is whole, they may shrink.</summary>
    [Theory]
    [InlineData(false, 1 << 20)]
    [InlineData(true, 1 << 24)]
    public void RoundsStandForTheNextOnes_UntilTheGuestIsWhole(bool isLarge, long pages)
    {
        GuestModel grows = Idle with { Pages = pages, GrowthPagesPerSecond = 40_000 };
        Assert.Equal(!isLarge, grows.GrowsUp(120 * Second));
        SimulationResult whole = Run(grows, gbps: 1), brief = Run(grows, gbps: 1, skips: true);
        Assert.Equal(whole.Outcome, brief.Outcome);
        Assert.Equal(isLarge ? RunOutcome.Timeout : RunOutcome.Completed, brief.Outcome);
        Assert.InRange(brief.WireBytes / (double)whole.WireBytes, 0.98, 1.02);
    }

    /// <summary>Two channels of a slow codec, the migration thread and the guest want more cores than there are.</summary>
    [Fact]
    public void AGuestWithoutCores_WritesMoreSlowly_AndMakesTheMigrationSlower()
    {
        GuestModel free = Models.Guest(60_000, 20_000), busy = free with { LoadCores = 2 };
        SimulationResult alone = Run(free, cores: 2, method: "zlib"), together = Run(busy, cores: 2, method: "zlib");
        Assert.True(together.TotalNs > 1.3 * alone.TotalNs, $"{together.TotalNs} ns, {alone.TotalNs} ns without the guest's threads");
        Assert.True(together.DirtyPagesPerSecond < 0.8 * alone.DirtyPagesPerSecond,
            $"{together.DirtyPagesPerSecond} pages/s, {alone.DirtyPagesPerSecond} pages/s with cores of its own");
        // Where there are cores for all, nobody notices.
        Assert.Equal(Run(free, cores: 32, method: "zlib").TotalNs, Run(busy, cores: 32, method: "zlib").TotalNs);
        // One that needs more cores than there are has what there is: it wrote so fast on them.
        Assert.Equal(together.TotalNs, Run(busy with { LoadCores = 64 }, cores: 2, method: "zlib").TotalNs);
    }

    [Theory]
    [InlineData("growth", "pages_per_second", "1/s", 5_000, 0)]
    [InlineData("load", "cores", "cores", 0, 1.5)]
    public void ScenarioFiles_SayBoth(string part, string name, string unit, double growth, double cores)
    {
        string value = Invariant.Text($"{growth + cores}");
        GuestModel guest = Read($"  {part}.{name}: {{ value: {value}, unit: {unit}, kind: assumed, source: test }}");
        Assert.Equal((growth, cores, cores == 0), (guest.GrowthPagesPerSecond, guest.LoadCores, guest.IsConstant));
        Assert.Equal((3 * growth, cores), (guest.WithDirtyFactor(3).GrowthPagesPerSecond, guest.WithDirtyFactor(3).LoadCores));
        string wrong = $"  {part}.{name}: {{ value: -1, unit: {unit}, kind: assumed, source: test }}";
        Assert.Contains($"{part}.{name} is -1 {unit}; 0 to ", Assert.Throws<UsageException>(() => Read(wrong)).Message,
            StringComparison.Ordinal);
    }

    private static GuestModel Read(string parameter)
    {
        using Results.TemporaryFolder folder = new();
        File.WriteAllText(folder["test.yaml"], $"name: test\nsummary: a test\nextends: seed-idle\nparameters:\n{parameter}\n");
        return Models.ReadGuest(folder["test.yaml"], Units.GiB);
    }

    private static Dictionary<PageKind, long> Send(GuestPages pages, long most)
    {
        Dictionary<PageKind, long> sent = [];
        for (long left = most; left > 0;)
        {
            PageStretch run = pages.Take(Math.Min(128, left));
            if (run.Count == 0) break;
            sent[run.Kind] = sent.GetValueOrDefault(run.Kind) + run.Count;
            left -= run.Count;
        }

        return sent;
    }

    private static SimulationResult Run(GuestModel guest, bool skips = false, double cores = 224, string method = "none", double gbps = 10)
    {
        HostModel host = Models.Host("spr-v4", ("cpu.cores", cores), (NetworkModel.BandwidthKey, gbps));
        return Models.Run(host, guest, Models.Setup(method, 2) with { SkipsSteadyParts = skips });
    }
}
