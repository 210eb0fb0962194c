using MultifdBench.Guest;
using MultifdBench.Tests.Workloads.Bands;
using MultifdBench.Workloads;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

/// <summary>A PostgreSQL server against a real one under pgbench at scale 30: image, sample, and a trace of 15 s.</summary>
public sealed class PostgresTests() : ServerGuestTests("postgres", SampleData.Postgres, Image, (5.770, 6.4854), Server)
{
    private static readonly RealMemory Image = new(
        0.012, 10.15, 9.42, 13.1, 16.6, [4.50, 7.31, 11.2, 11.9, 12.0, 17.4, 18.7, 18.8, 19.2], 0, 0.002);

    private static readonly Lazy<ServerSample> Server = new(() => ServerSample.Of("postgres"));

    /// <summary>At the trace's mean rate. Its first 10 s were quieter than that: those are held in phases.</summary>
    [Fact]
    public void DirtyPages_FollowTheTrace() =>
        Server.Value.CheckDirtyPages(0.1, (0.1, 229.2), (0.3, 397.7), (1, 852.5), (3, 1899), (15, 6856));

    /// <summary>
    /// The two rates follow from the pages of 10 and of 15 s; means of shorter intervals over all of the trace are held, and the spreads of
    /// those that noise does not reach.
    /// </summary>
    [Fact]
    public void DirtyPagesInPhases_FollowTheTrace_AndSpreadAsItsIntervals()
    {
        Band band = new();
        HashSet<int>[] tenths = TenthsOfSeconds(150);
        foreach ((int length, double mean, double? spread) in ((int, double, double?)[])
            [(1, 229.2, null), (3, 397.7, null), (10, 852.5, 374.9), (30, 1899, 852.4), (100, 3207, null), (150, 6856, null)])
        {
            double[] counts = [.. tenths.Chunk(length).Where(interval => interval.Length == length)
                .Select(interval => (double)interval.SelectMany(pages => pages).Distinct().Count())];
            double average = counts.Average();
            band.Relative($"pages in {length} tenths of a second", mean, average, 0.1);
            double deviation = Math.Sqrt(counts.Average(count => (count - average) * (count - average)));
            if (spread is not null) band.Relative($"spread in {length} tenths of a second", spread.Value, deviation, 0.2);
        }

        band.Check();
    }

    /// <summary>The server's pages that are dirtied in each tenth of a second, by the test's own clock.</summary>
    private static HashSet<int>[] TenthsOfSeconds(int count)
    {
        const int stepMs = 5;
        ManualTime clock = new();
        using GuestWorkload guest = Guests.Create("postgres-bursts", mib: 512, overrides: ("zero_share", "0.1"));
        using var workload = new GuestWorkload(guest.Name, guest.Layout, guest.Program, clock, guest.Phases);
        using GuestMemory memory = Guests.Filled(workload);
        (long first, long pages) = SyntheticGuest.Of(workload)!.ServerPages(memory);
        DirtyBitmap dirty = memory.Blocks[0].Dirty;
        workload.Resume();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            dirty.Clear();
            for (int ms = 0; ms < 100; ms += stepMs)
            {
                clock.Advance(stepMs);
                while (workload.RunBatch(memory) > 0)
                {
                    // All that is due.
                }
            }

            return Enumerable.Range(0, (int)pages).Where(page => dirty.IsMarked(first + page)).ToHashSet();
        })];
    }
}
