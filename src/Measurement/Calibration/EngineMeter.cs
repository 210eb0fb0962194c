using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// Measures the engine's parts on this host, some seconds in all. No workload and no codec takes part, so that a model fed with them has
/// not seen the runs that it predicts.
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
    /// <param name="patience">
    /// On a slow machine: after so long, a guest is not migrated again for one figure, five times apart; there are three per number of
    /// channels. Null for no limit.
    /// </param>
    /// <param name="measured">Told what is known after each number of channels.</param>
    /// <exception cref="UsageException">The machine does not have three times that to spare.</exception>
    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EngineCosts Measure(
        IEnumerable<int> channels, CancellationToken cancellation, long guestBytes = DefaultGuestBytes, TimeSpan? patience = null,
        Action<EngineCosts>? measured = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(guestBytes, Units.MiB);
        OtherLoad.AwaitQuiet(cancellation);
        EngineCosts costs = new()
        {
            Scan = MeasureScan(),
            HandOverWaitNs = 0,
            WindowBytes = SocketWindow.Measure(),
            SyncNsPerGib = MeasureSync(),
            Tls = TlsMeter.Measure(cancellation),
            GuestBytes = guestBytes,
            ByChannels = [],
        };
        // One channel is always measured, and first: only there is a wait not hidden behind another channel's work.
        foreach (int count in channels.Prepend(1).Distinct())
        {
            ChannelFigures figures = ChannelMeter.Measure(count, guestBytes, costs.Scan, patience ?? TimeSpan.MaxValue, cancellation);
            costs =
                costs with
                {
                    ByChannels = [.. costs.ByChannels, figures],
                    HandOverWaitNs = count == 1 ? figures.CycleWaitNs : costs.HandOverWaitNs,
                };
            measured?.Invoke(costs);
        }

        return costs;
    }

    private static ScanCosts MeasureScan()
    {
        MemoryBudget.Demand(ScannedBytes, "memory to calibrate on");
        using GuestMemory memory = new([new RamBlockSpec("scan", ScannedBytes)]);
        RamBlock block = memory.Blocks[0];
        double zeroNs = Scan(block, isZero: true);
        for (long page = 0; page < block.PageCount; page++) block.GetPage(page)[0] = 1;
        return new ScanCosts(zeroNs, Scan(block, isZero: false));
    }

    /// <summary>
    /// The median of several passes, as the runs that a model predicts are medians: the machine is theirs no more than ours.
    /// </summary>
    private static double Scan(RamBlock block, bool isZero)
    {
        double[] perPage = new double[Passes];
        for (int pass = 0; pass < Passes; pass++)
        {
            long found = 0;
            long before = ThreadCpuClock.NowNs();
            for (long page = 0; page < block.PageCount; page++) found += ZeroPageScan.IsZero(block.GetPage(page)) ? 1 : 0;
            perPage[pass] = (ThreadCpuClock.NowNs() - before) / (double)block.PageCount;
            if (found != (isZero ? block.PageCount : 0))
                throw new InvalidOperationException("the scan does not tell zero pages from others");
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
