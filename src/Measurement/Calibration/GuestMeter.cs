using System.Numerics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Accounting;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// Measures a guest without migrating it: its content, codecs on a sample of its pages, and what it writes in a second. Not thread-safe.
/// </summary>
public static class GuestMeter
{
    private const long SampleSeed = 1; // every codec of a guest sees the same pages

    // 16,384 pages: a second of zlib.
    private const int MaxPackets = 128;
    private const int Deciles = 10;
    private static readonly int[] ObservedAtMs = [5, 10, 20, 40, 80, 160, 320, 640];

    // Migrations of larger guests take seconds, and what they dirty meanwhile is not to be guessed from the first half second.
    private const long LargeGuestBytes = 512 * Units.MiB;
    private static readonly int[] LargeObservedAtMs = [.. ObservedAtMs, 1280, 2560];

    /// <summary>Measures a guest.</summary>
    /// <param name="workload">The guest; stopped on return, and not disposed.</param>
    /// <param name="catalog">The methods.</param>
    /// <param name="codecs">What to measure on its pages; their requests must be available here.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The machine does not have memory for the guest twice.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GuestProfile Measure(
        IWorkload workload, MethodCatalog catalog, IReadOnlyList<SoftwareCodec> codecs, CancellationToken cancellation)
    {
        MemoryBudget.Demand(2 * workload.Layout.Sum(block => block.LengthBytes), "memory to measure the guest");
        using GuestMemory memory = new(workload.Layout);
        using GuestMemory restored = new(workload.Layout);
        workload.Fill(memory);
        PagePacket[] filled = PagePacket.Choose(memory, MaxPackets, PagePacket.HasContent);
        ulong[][] content = Bitmaps(memory);
        (long normal, long extents) = CountContent(memory, content);
        MeasuredClass first = MeasureClass(catalog, "content", filled, codecs, memory, restored, cancellation);
        // The pools are those of the rate that phases multiply.
        workload.UsePhases(false);
        Observation observation = Observe(workload, memory, content, cancellation);
        workload.UsePhases(true);
        PagePacket[] written = PagePacket.Choose(memory, MaxPackets,
            (block, page) => IsMarked(memory, observation.Written, block, page) && PagePacket.HasContent(block, page));
        MeasuredClass second = written.Length > 0
            ? MeasureClass(catalog, "written", written, codecs, memory, restored, cancellation)
            : first.Named("written");
        (IReadOnlyList<MeasuredPool> pools, double residual) = DirtyPoolFit.Fit(observation.Curve);
        return new GuestProfile
        {
            Workload = workload.Name,
            Pages = memory.TotalPages,
            NormalPages = normal,
            ExtentPages = extents == 0 ? 1 : Math.Max(1, normal / extents),
            Classes = [first, second],
            Pools = pools,
            PoolResidualPages = residual,
            GrowthPagesPerSecond = observation.GrownPages * 1e9 / observation.Curve[^1].Ns,
            ObservedMs = (int)Math.Round(Units.Ms(observation.Curve[^1].Ns)),
            Cores = observation.Cores,
            Phases = workload.Phases,
        };
    }

    private static MeasuredClass MeasureClass(
        MethodCatalog catalog, string name, PagePacket[] packets, IReadOnlyList<SoftwareCodec> codecs, GuestMemory memory,
        GuestMemory restored, CancellationToken cancellation)
    {
        List<CodecPasses> figures = [];
        foreach (SoftwareCodec codec in packets.Length > 0 ? codecs : [])
        {
            cancellation.ThrowIfCancellationRequested();
            OtherLoad.AwaitQuiet(cancellation);
            MethodRequest method = codec.Request with { Pages = new GuestSample(memory, SampleSeed) };
            figures.Add(CodecMeter.Measure(codec.Key, catalog.Create(method), memory, restored, packets));
        }

        return new MeasuredClass(name, packets.Sum(packet => packet.Offsets.Length), [.. figures.Select(codec => codec.Whole)])
        {
            Deciles = DecilesOf(name, packets, figures),
        };
    }

    /// <summary>
    /// As many packets in each, in the order of what the codecs make of them: a codec's ratio is never the same as another's, and it is
    /// their mean rank that orders packets, so that a class is one of packets and not of what one codec is good at.
    /// </summary>
    private static MeasuredClass[] DecilesOf(string name, PagePacket[] packets, List<CodecPasses> codecs)
    {
        if (packets.Length < Deciles || codecs.Count == 0) return [];
        double[] ranks = new double[packets.Length];
        foreach (CodecPasses codec in codecs)
        {
            IEnumerable<int> bySize = Enumerable.Range(0, packets.Length).OrderBy(codec.BytesPerPage);
            foreach ((int rank, int packet) in bySize.Index()) ranks[packet] += rank;
        }

        int[] order = [.. Enumerable.Range(0, packets.Length).OrderBy(packet => ranks[packet])];
        return
        [
            .. from i in Enumerable.Range(0, Deciles)
               let own = order[(i * order.Length / Deciles)..((i + 1) * order.Length / Deciles)]
               select new MeasuredClass(MeasuredClass.DecileName(name, i), own.Sum(packet => packets[packet].Offsets.Length),
                   [.. codecs.Select(codec => codec.Of(own))]),
        ];
    }

    private static ulong[][] Bitmaps(GuestMemory memory) =>
        [.. memory.Blocks.Select(block => new ulong[DirtyBitmap.WordCount(block.PageCount)])];

    /// <summary>Counts pages with content and their runs, and marks them.</summary>
    private static (long Normal, long Extents) CountContent(GuestMemory memory, ulong[][] marked)
    {
        long normal = 0, extents = 0;
        foreach ((int i, RamBlock block) in memory.Blocks.Index())
        {
            bool wasNormal = false;
            for (long page = 0; page < block.PageCount; page++)
            {
                bool isNormal = !ZeroPageScan.IsZero(block.GetPage(page));
                if (isNormal) normal++;
                if (isNormal) marked[i][page >> 6] |= 1UL << (int)(page & 63);
                if (isNormal && !wasNormal) extents++;
                wasNormal = isNormal;
            }
        }

        return (normal, extents);
    }

    private static bool IsMarked(GuestMemory memory, ulong[][] bitmaps, RamBlock block, long page)
    {
        for (int i = 0; i < bitmaps.Length; i++)
        {
            if (ReferenceEquals(memory.Blocks[i], block)) return (bitmaps[i][page >> 6] >> (int)(page & 63) & 1) != 0;
        }

        return false;
    }

    /// <summary>
    /// Lets the guest run and counts the different pages that it writes: those with content, which the pools are of, apart from zero pages
    /// that get some.
    /// </summary>
    private static Observation Observe(IWorkload workload, GuestMemory memory, ulong[][] content, CancellationToken cancellation)
    {
        ulong[][] written = Bitmaps(memory);
        foreach (RamBlock block in memory.Blocks) block.Dirty.Clear();
        List<(long Ns, long Pages)> curve = [];
        long pages = 0, grown = 0;
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        workload.Start(memory);
        long start = WallClock.NowNs();
        try
        {
            foreach (int ms in memory.TotalBytes >= LargeGuestBytes ? LargeObservedAtMs : ObservedAtMs)
            {
                cancellation.ThrowIfCancellationRequested();
                Thread.Sleep(TimeSpan.FromMilliseconds(Math.Max(0, ms - Units.Ms(WallClock.NowNs() - start))));
                for (int i = 0; i < written.Length; i++) pages += memory.Blocks[i].Dirty.SyncInto(written[i]);
                long ns = WallClock.NowNs() - start;
                grown = CountOutside(written, content);
                curve.Add((ns, pages - grown));
            }
        }
        finally
        {
            workload.Stop();
        }

        double cores = (Environment.CpuUsage.TotalTime - cpuBefore) / TimeSpan.FromMilliseconds(Units.Ms(WallClock.NowNs() - start));
        return new Observation(curve, written, grown, Math.Min(cores, Environment.ProcessorCount));
    }

    private static long CountOutside(ulong[][] bitmaps, ulong[][] of)
    {
        long count = 0;
        for (int i = 0; i < bitmaps.Length; i++)
        {
            for (int word = 0; word < bitmaps[i].Length; word++) count += BitOperations.PopCount(bitmaps[i][word] & ~of[i][word]);
        }

        return count;
    }

    private sealed record Observation(IReadOnlyList<(long Ns, long Pages)> Curve, ulong[][] Written, long GrownPages, double Cores);
}
