using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Host.Machine;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// Measures the engine's parts on this host, some seconds in all. No workload and no codec takes part, so that a model fed with them has not seen the
/// runs that it predicts.
/// </summary>
public static class EngineMeter
{
    /// <summary>Memory of the guests that are migrated for it, unless said otherwise.</summary>
    public const long DefaultGuestBytes = 256 * Units.MiB;

    private const long ScannedBytes = 64 * Units.MiB;
    private const int Passes = 9;

    /// <summary>Measures all of them.</summary>
    /// <param name="channels">The numbers of channels that will be predicted; at least one.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="guestBytes">Memory of the guests that are migrated: beyond any cache, and above 1 MiB.</param>
    /// <exception cref="UsageException">The machine has not three times that to spare.</exception>
    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EngineCosts Measure(IEnumerable<int> channels, CancellationToken cancellation, long guestBytes = DefaultGuestBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(guestBytes, Units.MiB);
        OtherLoad.AwaitQuiet(cancellation);
        ScanCosts scan = MeasureScan();
        Dictionary<int, ChannelFigures> figures = [];
        // One channel is always measured: only there is a wait not hidden behind another channel's work.
        foreach (int count in channels.Prepend(1).Distinct()) figures.Add(count, ChannelMeter.Measure(count, guestBytes, scan, cancellation));
        return new EngineCosts
        {
            Scan = scan,
            HandOverWaitNs = figures[1].CycleWaitNs,
            WindowBytes = SocketWindow.Measure(),
            SyncNsPerGib = MeasureSync(),
            GuestBytes = guestBytes,
            Migrations = ChannelMeter.Passes,
            ByChannels = [.. figures.Values],
        };
    }

    private static ScanCosts MeasureScan()
    {
        MemoryBudget.Demand(ScannedBytes, "memory to calibrate on");
        using GuestMemory memory = new([new RamBlockSpec("scan", ScannedBytes)]);
        memory.Clear();
        RamBlock block = memory.Blocks[0];
        double zeroNs = Scan(block, isZero: true);
        for (long page = 0; page < block.PageCount; page++) block.GetPage(page)[0] = 1;
        return new ScanCosts(zeroNs, Scan(block, isZero: false));
    }

    /// <summary>The median of several passes, as the runs that a model predicts are medians: the machine is theirs no more than ours.</summary>
    private static double Scan(RamBlock block, bool isZero)
    {
        double[] perPage = new double[Passes];
        for (int pass = 0; pass < Passes; pass++)
        {
            long found = 0;
            long before = ThreadCpuClock.NowNs();
            for (long page = 0; page < block.PageCount; page++) found += ZeroPageScan.IsZero(block.GetPage(page)) ? 1 : 0;
            perPage[pass] = (ThreadCpuClock.NowNs() - before) / (double)block.PageCount;
            if (found != (isZero ? block.PageCount : 0)) throw new InvalidOperationException("the scan does not tell zero pages from others");
        }

        return Median.Of(perPage);
    }

    private static double MeasureSync()
    {
        DirtyBitmap log = new(Units.GiB / Page.SizeBytes);
        ulong[] bitmap = new ulong[DirtyBitmap.WordCount(log.PageCount)];
        double[] passNs = new double[Passes];
        for (int pass = 0; pass < Passes; pass++)
        {
            long before = ThreadCpuClock.NowNs();
            log.SyncInto(bitmap);
            passNs[pass] = ThreadCpuClock.NowNs() - before;
        }

        return Median.Of(passNs);
    }
}
