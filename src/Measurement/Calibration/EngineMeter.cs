using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// Micro-benchmarks of the engine's parts on this host, some seconds in all. No workload and no codec takes part, so that a model fed with them has not
/// seen the runs that it predicts.
/// </summary>
public static class EngineMeter
{
    private const long ScannedBytes = 64 * Units.MiB;
    private const long SmallGuestBytes = Units.MiB;
    private const int Passes = 9;
    private const int PagesPerPacket = 128;

    /// <summary>Measures all of them.</summary>
    /// <exception cref="UsageException">The machine has not 200 MiB to spare.</exception>
    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EngineCosts Measure(CancellationToken cancellation)
    {
        (double zeroNs, double pageNs) = MeasureScan();
        cancellation.ThrowIfCancellationRequested();
        HandOver handOver = HandOver.Measure();
        SocketCosts socket = SocketCosts.Measure();
        RunMeasurement[] small = MigrateNothing(SmallGuestBytes, cancellation);
        RunMeasurement[] large = MigrateNothing(ScannedBytes, cancellation);
        double pages = (ScannedBytes - SmallGuestBytes) / (double)Page.SizeBytes;
        double sourceNs = Median(large.Select(run => (double)run.Sent.Usage.CpuNs)) - Median(small.Select(run => (double)run.Sent.Usage.CpuNs));
        return new EngineCosts
        {
            ZeroPageNs = zeroNs,
            PageNs = pageNs,
            // Of two all-zero guests the larger one costs the source scan, hand-over, headers and bitmap of more pages. Known are all but the migration
            // thread's own part.
            MigrationPageNs = Math.Max(1, sourceNs / pages - zeroNs - (handOver.CpuNs / 2 + socket.MessageNs) / PagesPerPacket),
            HandOverCpuNs = handOver.CpuNs,
            HandOverWaitNs = Math.Max(0, handOver.WallNs - handOver.CpuNs),
            SendNsPerByte = socket.SendNsPerByte,
            ReceiveNsPerByte = socket.ReceiveNsPerByte,
            MessageNs = socket.MessageNs,
            WindowBytes = socket.WindowBytes,
            SyncNsPerGib = MeasureSync(),
            SetupNs = Median(small.Select(run => (double)run.Sent.SetupNs)),
            SwitchoverNs = Median(small.Select(run => (double)run.Sent.DowntimeNs)),
        };
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static (double ZeroNs, double PageNs) MeasureScan()
    {
        MemoryBudget.Demand(ScannedBytes, "memory to calibrate on");
        using GuestMemory memory = new([new RamBlockSpec("scan", ScannedBytes)]);
        memory.Clear();
        RamBlock block = memory.Blocks[0];
        double zeroNs = Scan(block, isZero: true);
        for (long page = 0; page < block.PageCount; page++) block.GetPage(page)[0] = 1;
        return (zeroNs, Scan(block, isZero: false));
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

        return Median(perPage);
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

        return Median(passNs);
    }

    /// <summary>A guest of zeros that does nothing, through the whole engine; the first run is discarded.</summary>
    private static RunMeasurement[] MigrateNothing(long bytes, CancellationToken cancellation)
    {
        using GuestSetup guest = new(new EmptyGuest(bytes), destination: null, reuse: false);
        using LoopbackTcpTransport transport = new();
        MigrationParameters parameters = new() { Channels = 1 };
        MigrationRun run = new(guest, MethodCatalog.Create(new MethodRequest("none")), parameters, transport);
        RunMeasurement[] runs = [.. Enumerable.Range(0, Passes + 1).Select(_ => run.Execute(cancellation)).Skip(1)];
        RunMeasurement? failed = Array.Find(runs, one => one.Verified != true);
        return failed is null ? runs : throw new ConnectionException($"a migration over the loopback interface failed: {failed.Reason}");
    }

    private sealed class EmptyGuest(long bytes) : IWorkload
    {
        public string Name => "empty";

        public IReadOnlyList<RamBlockSpec> Layout { get; } = [new RamBlockSpec("empty", bytes)];

        public long Operations => 0;

        public void Fill(GuestMemory memory)
        {
        }

        public void Rewind()
        {
        }

        public void Start(GuestMemory memory)
        {
        }

        public void Stop()
        {
        }

        public void Pause()
        {
        }

        public void Resume()
        {
        }

        public void Dispose()
        {
        }
    }
}
