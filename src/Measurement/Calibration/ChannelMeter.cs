using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods.None;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// What packets and bytes cost with a number of channels: guests of zero pages and guests of content, through the whole engine over
/// loopback TCP. A ping-pong between two threads, or one warm connection, costs up to twice as much or as little: it meets other caches,
/// windows and wake-ups than fresh connections with all threads of a migration around them.
/// </summary>
internal static class ChannelMeter
{
    private const long SmallGuestBytes = Units.MiB;
    private const byte Content = 0x5a;

    /// <summary>
    /// One channel's bytes cost up to twice as much in one run as in the next: medians of seven runs gave 0.12 to 0.18 ns, of 25 they give
    /// 0.13 to 0.16.
    /// </summary>
    internal const int Passes = 25;

    /// <summary>However slow the machine is: fewer say nothing about the next.</summary>
    internal const int FewestPasses = 5;

    /// <summary>Measures migrations with so many channels; some seconds per channel count for 256 MiB.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="guestBytes">Memory of the larger guests, beyond any cache.</param>
    /// <param name="scan">Cost of the zero-page scan.</param>
    /// <param name="patience">After so long, a kind of guest is not migrated again beyond <see cref="FewestPasses"/> times.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The machine does not have the memory.</exception>
    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    public static ChannelFigures Measure(int channels, long guestBytes, ScanCosts scan, TimeSpan patience, CancellationToken cancellation)
    {
        EngineTimes small = Migrate(SmallGuestBytes, 0, channels, patience, cancellation);
        EngineTimes zeros = Migrate(guestBytes, 0, channels, patience, cancellation).Less(small);
        EngineTimes content = Migrate(guestBytes, Content, channels, patience, cancellation).Less(small);
        double pages = (double)(guestBytes - SmallGuestBytes) / Page.SizeBytes, packets = pages / PacketHeader.PagesPerPacket;
        double zeroScanNs = pages * scan.ZeroPageNs;
        double packetNs = AtLeastOne((zeros.ChannelCpuNs - zeroScanNs) / packets);
        double receivedNs = AtLeastOne((zeros.DestinationCpuNs - zeroScanNs) / packets);
        return new ChannelFigures
        {
            Channels = channels,
            Migrations = Math.Min(small.Runs, Math.Min(zeros.Runs, content.Runs)),
            SetupNs = small.SetupNs,
            SwitchoverNs = small.DowntimeNs,
            MigrationPageNs = AtLeastOne((zeros.MigrationCpuNs + content.MigrationCpuNs) / 2 / pages),
            PacketNs = packetNs,
            DestinationPacketNs = receivedNs,
            CycleWaitNs = Math.Max(0, (zeros.WallNs - zeros.ChannelCpuNs) / packets),
            SendNsPerByte = Math.Max(0, (content.ChannelCpuNs - packets * packetNs - pages * scan.PageNs) / content.WireBytes),
            ReceiveNsPerByte = Math.Max(0, (content.DestinationCpuNs - packets * receivedNs) / content.WireBytes),
        };
    }

    /// <summary>Medians of some runs; the first is discarded.</summary>
    private static EngineTimes Migrate(long bytes, byte content, int channels, TimeSpan patience, CancellationToken cancellation)
    {
        using GuestSetup guest = new(new PlainGuest(bytes, content), destination: null, reuse: true);
        using LoopbackTcpTransport transport = new();
        NoneMethod method = new();
        WireMethods onTheWire = new([new WireMethod(method.Name, method.WireFlag)]);
        MigrationRun run = new(guest, method, onTheWire, new MigrationParameters { Channels = channels }, transport);
        OtherLoad.AwaitQuiet(cancellation);
        _ = run.Execute(cancellation);
        List<RunMeasurement> runs = [];
        long start = Stopwatch.GetTimestamp();
        while (runs.Count < FewestPasses || (runs.Count < Passes && Stopwatch.GetElapsedTime(start) < patience))
            runs.Add(run.Execute(cancellation));
        RunMeasurement? failed = runs.Find(one => one.Verified != true);
        return failed is null
            ? EngineTimes.Of(runs)
            : throw new ConnectionException($"a migration over the loopback interface failed: {failed.Reason}");
    }

    // A page or packet that comes out at nothing or less is noise; the model takes no zero.
    private static double AtLeastOne(double ns) => Math.Max(1, ns);

    private readonly record struct EngineTimes(
        int Runs, double WallNs, double SetupNs, double DowntimeNs, double MigrationCpuNs, double ChannelCpuNs, double DestinationCpuNs,
        double WireBytes)
    {
        public static EngineTimes Of(List<RunMeasurement> runs) => new(
            runs.Count,
            Median(runs, run => run.Sent.TotalNs),
            Median(runs, run => run.Sent.SetupNs),
            Median(runs, run => run.Sent.DowntimeNs),
            Median(runs, run => run.Sent.MigrationUsage.CpuNs),
            Median(runs, run => run.Sent.Usage.CpuNs - run.Sent.MigrationUsage.CpuNs),
            Median(runs, run => run.Received.Usage.CpuNs),
            Median(runs, run => run.Sent.WireBytes));

        /// <summary>What the larger guest has beyond the smaller one: threads and connections cost both the same.</summary>
        public EngineTimes Less(EngineTimes small) => this with
        {
            WallNs = WallNs - small.WallNs,
            MigrationCpuNs = MigrationCpuNs - small.MigrationCpuNs,
            ChannelCpuNs = ChannelCpuNs - small.ChannelCpuNs,
            DestinationCpuNs = DestinationCpuNs - small.DestinationCpuNs,
            WireBytes = WireBytes - small.WireBytes,
        };

        private static double Median(List<RunMeasurement> runs, Func<RunMeasurement, double> figure) => Core.Median.Of(runs.Select(figure));
    }
}
