using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.Tls;
using MultifdBench.Methods.None;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Tests.Measurement.Calibration;

/// <summary>What the meter says of TLS against migrations that it has not seen.</summary>
public sealed class TlsMeterTests
{
    private const long GuestBytes = 32 * Units.MiB;
    private const int Channels = 1;
    private const int Runs = 3;

    /// <summary>
    /// CPU time that TLS adds to a migration of method none, either side, within a factor of 2.5: other programs share the caches and the
    /// cores of a machine that runs tests.
    /// </summary>
    [Fact]
    public void TheModelsCosts_AreThoseOfAMigration()
    {
        if (!ThreadCpuClock.IsAvailable) Assert.Skip("this system has no CPU clock of a thread");
        TlsFigures measured = TlsMeter.Measure(TestContext.Current.CancellationToken);
        TlsCosts model = new(measured.EncryptNsPerByte, measured.DecryptNsPerByte, measured.EncryptNsPerRecord,
            measured.DecryptNsPerRecord, measured.HandshakeNs, RecordsPerPage: 0);
        const long Packets = GuestBytes / Page.SizeBytes / PacketHeader.PagesPerPacket;
        const long Bytes = GuestBytes + Packets * PacketHeader.SizeBytes;
        long records = model.Records(Packets, Packets * PacketHeader.PagesPerPacket, Bytes);
        double handshakes = (1 + Channels) * model.HandshakeNs;
        (double source, double destination) = Extra();
        Assert.InRange(source / (handshakes + model.EncryptNs(Bytes, records)), 0.4, 2.5);
        Assert.InRange(destination / (handshakes + model.DecryptNs(Bytes, records)), 0.4, 2.5);
    }

    [Fact]
    public void Cancellation_EndsIt()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => TlsMeter.Measure(cancelled.Token));
    }

    /// <summary>CPU time of either side with TLS less that in the clear, medians, ns.</summary>
    private static (double Source, double Destination) Extra()
    {
        using GuestSetup guest = new(new PlainGuest(GuestBytes, 0x5a), destination: null, reuse: true);
        using TlsEnds ends = TlsEnds.Of(new TlsChoice("", ""));
        using LoopbackTcpTransport clear = new();
        using TlsTransport encrypted = new(new LoopbackTcpTransport(), ends.Source, ends.Destination);
        List<(RunMeasurement Clear, RunMeasurement Encrypted)> runs =
            [.. Enumerable.Range(0, Runs).Select(_ => (Migrate(guest, clear), Migrate(guest, encrypted)))];
        double Middle(Func<RunMeasurement, double> cpu) =>
            Median.Of(runs.Select(run => cpu(run.Encrypted))) - Median.Of(runs.Select(run => cpu(run.Clear)));
        return (Middle(run => run.Sent.Usage.CpuNs), Middle(run => run.Received.Usage.CpuNs));
    }

    private static RunMeasurement Migrate(GuestSetup guest, ITransport transport)
    {
        NoneMethod method = new();
        WireMethods onTheWire = new([new WireMethod(method.Name, method.WireFlag)]);
        RunMeasurement run = new MigrationRun(guest, method, onTheWire, new MigrationParameters { Channels = Channels }, transport)
            .Execute(TestContext.Current.CancellationToken);
        Assert.True(run.Verified, run.Reason);
        return run;
    }
}
