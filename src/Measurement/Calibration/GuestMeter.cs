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
        PagePacket[] content = PagePacket.Choose(memory, MaxPackets, PagePacket.HasContent);
        (long normal, long extents) = CountContent(memory);
        MeasuredClass first = MeasureClass(catalog, "content", content, codecs, memory, restored, cancellation);
        // The pools are those of the rate that phases multiply.
        workload.UsePhases(false);
        Observation observation = Observe(workload, memory, cancellation);
        workload.UsePhases(true);
        PagePacket[] written = PagePacket.Choose(memory, MaxPackets,
            (block, page) => IsMarked(memory, observation.Written, block, page) && PagePacket.HasContent(block, page));
        MeasuredClass second = written.Length > 0
            ? MeasureClass(catalog, "written", written, codecs, memory, restored, cancellation)
            : first with { Name = "written" };
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
            ObservedMs = (int)Math.Round(Units.Ms(observation.Curve[^1].Ns)),
            Cores = observation.Cores,
            Phases = workload.Phases,
        };
    }

    private static MeasuredClass MeasureClass(
        MethodCatalog catalog, string name, PagePacket[] packets, IReadOnlyList<SoftwareCodec> codecs, GuestMemory memory,
        GuestMemory restored, CancellationToken cancellation)
    {
        List<CodecFigures> figures = [];
        foreach (SoftwareCodec codec in packets.Length > 0 ? codecs : [])
        {
            cancellation.ThrowIfCancellationRequested();
            OtherLoad.AwaitQuiet(cancellation);
            MethodRequest method = codec.Request with { Pages = new GuestSample(memory, SampleSeed) };
            figures.Add(CodecMeter.Measure(codec.Key, catalog.Create(method), memory, restored, packets));
        }

        return new MeasuredClass(name, packets.Sum(packet => packet.Offsets.Length), figures);
    }

    private static (long Normal, long Extents) CountContent(GuestMemory memory)
    {
        long normal = 0, extents = 0;
        foreach (RamBlock block in memory.Blocks)
        {
            bool wasNormal = false;
            for (long page = 0; page < block.PageCount; page++)
            {
                bool isNormal = !ZeroPageScan.IsZero(block.GetPage(page));
                if (isNormal) normal++;
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

    /// <summary>Lets the guest run and counts the different pages that it writes.</summary>
    private static Observation Observe(IWorkload workload, GuestMemory memory, CancellationToken cancellation)
    {
        ulong[][] written = [.. memory.Blocks.Select(block => new ulong[DirtyBitmap.WordCount(block.PageCount)])];
        foreach (RamBlock block in memory.Blocks) block.Dirty.Clear();
        List<(long Ns, long Pages)> curve = [];
        long pages = 0;
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
                curve.Add((WallClock.NowNs() - start, pages));
            }
        }
        finally
        {
            workload.Stop();
        }

        double cores = (Environment.CpuUsage.TotalTime - cpuBefore) / TimeSpan.FromMilliseconds(Units.Ms(WallClock.NowNs() - start));
        return new Observation(curve, written, Math.Min(cores, Environment.ProcessorCount));
    }

    private sealed record Observation(IReadOnlyList<(long Ns, long Pages)> Curve, ulong[][] Written, double Cores);
}
