using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd.Source;

namespace MultifdBench.Tests.Multifd;

/// <summary>Migrations whose guest goes on at the destination before its pages are there.</summary>
public sealed class PostcopyTests
{
    public static TheoryData<string, int, string, string> Combinations()
    {
        TheoryData<string, int, string, string> data = [];
        foreach (string method in BuiltIn.Methods.All.Select(method => method.Name))
        {
            data.Add(method, 1, "qemu-9.0", "multifd");
            data.Add(method, 4, "qemu-9.0", "legacy");
            data.Add(method, 2, "qemu-7.2", "none");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void WritingGuest_GoesOnAfterTwoPasses_AndEveryPageIsComparedOnce(string method, int channels, string layout, string zeroPages)
    {
        Availability here = BuiltIn.Methods.Probe(new MethodRequest(method));
        Assert.SkipUnless(here.IsAvailable, here.ToString());
        ScribblingGuest scribbling = new(pages: 1500, threads: 2) { IsNeverClean = true };
        using GuestSetup guest = new(scribbling, null, reuse: false);

        RunMeasurement run = Migrate(guest, Parameters(passes: 2) with
        {
            Channels = channels,
            WireLayout = WireLayouts.Parse(layout),
            ZeroPageDetection = ZeroPageDetections.Parse(zeroPages),
        }, new MemoryTransport(), method);

        Check(run);
        Assert.True(run.Sent.Rounds.Count >= 3, "two passes, and what was pushed");
        Assert.True(run.Sent.Pages.Total >= guest.Source.TotalPages, "every page is sent at least once");
    }

    [Theory]
    [InlineData("memory", ZeroPageDetection.Multifd)]
    [InlineData("memory", ZeroPageDetection.Legacy)]
    [InlineData("tcp", ZeroPageDetection.None)]
    public void SwitchAtTheBeginning_SendsEachPageOnceAndRaw(string transport, ZeroPageDetection zeroPages)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 3000, threads: 1), null, reuse: false);
        MigrationParameters parameters = Parameters(passes: 0) with { ZeroPageDetection = zeroPages };
        RunMeasurement run = Migrate(guest, parameters, Transports.Create(transport), "zlib");

        Check(run);
        Assert.Equal(guest.Source.TotalPages, run.Sent.Pages.Total);
        Assert.Equal(zeroPages == ZeroPageDetection.Legacy, run.Sent.Pages.Zero > 0);
        Assert.Equal(run.Sent.Pages.Normal * Page.SizeBytes, run.Sent.PayloadBytes);
        Assert.InRange(run.Sent.WireBytes, run.Sent.PayloadBytes, run.Sent.PayloadBytes + (guest.Source.TotalPages * 64));
        Combination cell = new() { Workload = "scribbling", MemoryMib = 12, Method = "zlib", Channels = 2 };
        RunRow row = run.Figures.ToRow(cell.NewRow(1, DateTimeOffset.UnixEpoch));
        Assert.Equal((true, run.PageFaults!.BlockedNs / 1e6), (row.Postcopy, row.PostcopyBlocktimeMs!.Value));
        Assert.InRange(row.DowntimeMs!.Value, 0, row.TotalTimeMs!.Value);
    }

    /// <summary>The return path is read while pages are sent: over one encrypted connection too.</summary>
    [Fact]
    public void EncryptedConnections_CarryItToo()
    {
        using RunCertificates certificates = new();
        using GuestSetup guest = new(new ScribblingGuest(pages: 3000, threads: 1), null, reuse: false);
        TlsTransport transport = new(Transports.Create("tcp"), certificates.Source, certificates.Destination);
        RunMeasurement run = Migrate(guest, Parameters(passes: 0), transport, "none");
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        Assert.Equal((true, guest.Source.TotalPages), (run.Sent.Convergence.IsPostcopy, run.Sent.Pages.Total));
    }

    [Fact]
    public void GuestsSecondRun_FindsItsMemoryAgain()
    {
        // Never clean: it would be over before the policy has looked.
        using GuestSetup guest = new(new ScribblingGuest(pages: 800, threads: 1) { IsNeverClean = true }, null, reuse: true);
        Check(Migrate(guest, Parameters(passes: 1), new MemoryTransport(), "none"));
        Check(Migrate(guest, Parameters(passes: 0), new MemoryTransport(), "none"));
        RunMeasurement precopy = Migrate(guest, new MigrationParameters(), new MemoryTransport(), "none");
        Assert.Equal(("", RunOutcome.Completed, true), (precopy.Reason, precopy.Outcome, precopy.Verified));
        Assert.Null(precopy.PageFaults);
    }

    [Fact]
    public void ChangedBit_IsFoundOut()
    {
        // A guest that asks for nothing: where the bit is does not depend on the moment.
        using GuestSetup guest = new(new ScribblingGuest(pages: 800, threads: 0), null, reuse: false);
        RunMeasurement run = Migrate(guest, Parameters(passes: 0), new FlippingTransport(2_000_000), "none");
        Assert.Equal((RunOutcome.Failed, false), (run.Outcome, run.Verified));
        Assert.StartsWith("destination memory differs from the source in 1 page(s)", run.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory", 300_000)]
    [InlineData("tcp", 300_000)]
    [InlineData("memory", 2_000_000)]
    public void PeerLostAfterTheSwitch_IsALostGuest(string transport, long bytes)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 6000, threads: 2), null, reuse: false);
        RunMeasurement run = Migrate(
            guest, Parameters(passes: 0), new CuttingTransport(Transports.Create(transport), 0, bytes), "none");

        Assert.Equal((RunOutcome.Failed, null, false), (run.Outcome, run.Verified, run.Sent.Completed));
        Assert.StartsWith("the guest is lost: it ran at the destination, and ", run.Reason, StringComparison.Ordinal);
        Assert.EndsWith(" of its pages were still to be sent from the source (the destination's host is gone)", run.Reason,
            StringComparison.Ordinal);
        Assert.InRange(run.Sent.LostPages!.Value, 1, guest.Source.TotalPages);
    }

    [Fact]
    public void PeerLostBeforeTheSwitch_LeavesTheGuestRunning()
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 6000, threads: 0), null, reuse: false);
        RunMeasurement run = Migrate(guest, Parameters(passes: 2), new CuttingTransport(new MemoryTransport(), 1, 200_000), "none");
        Assert.Equal((RunOutcome.Failed, null), (run.Outcome, run.Sent.LostPages));
        Assert.EndsWith("the destination's host is gone", run.Reason, StringComparison.Ordinal);
        Assert.False(((ScribblingGuest)guest.Workload).IsPaused, "the guest runs again");
    }

    [Fact]
    public void PolicyThatSwitchesWithoutTheCapability_FailsAndTheGuestRunsOn()
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 100, threads: 0), null, reuse: false);
        MigrationParameters parameters = Parameters(passes: 0);
        RunMeasurement run = Migrate(
            guest, parameters with { Precopy = parameters.Precopy with { PostcopyRam = false } }, new MemoryTransport(), "none");
        Assert.Equal((RunOutcome.Failed, "the policy switches to postcopy, and the migration was begun without postcopy-ram"),
            (run.Outcome, run.Reason));
        Assert.False(((ScribblingGuest)guest.Workload).IsPaused, "the guest runs again");
    }

    [Fact]
    public void GuestThatCannotFollow_IsRefusedBeforeTheRun()
    {
        ScribblingGuest nailed = new(pages: 100, threads: 0) { PostcopyRefusal = "it is nailed down" };
        using GuestSetup guest = new(nailed, null, reuse: false);
        GuestException refusal = Assert.Throws<GuestException>(() => Migrate(guest, Parameters(passes: 0), new MemoryTransport(), "none"));
        Assert.Equal("workload scribbling cannot be migrated by postcopy: it is nailed down", refusal.Message);
    }

    private static void Check(RunMeasurement run)
    {
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        Assert.True(run.Sent.Convergence.IsPostcopy);
        Assert.Equal(run.Sent.Pages, run.Received.Pages);
        Assert.Equal(run.Sent.PayloadBytes, run.Received.PayloadBytes);
        Assert.Equal(run.Sent.Pages.Total, run.Sent.Rounds.Sum(round => round.Pages.Total));
        Assert.Equal(run.Sent.WireBytes, run.Sent.Rounds.Sum(round => round.WireBytes));
        Assert.Equal(run.Sent.Pages.Normal, run.ToPageSizes("").Sum(bucket => bucket.Pages));
        PageFaultFigures faults = Assert.IsType<PageFaultFigures>(run.PageFaults);
        Assert.Equal(faults.Faults, faults.LatencyBuckets.Sum());
        Assert.InRange(faults.Requests, 0, faults.Faults);
        Assert.InRange(faults.BlockedNs, 0, run.Sent.TotalNs);
    }

    private static MigrationParameters Parameters(int passes) => new()
    {
        Precopy = new PrecopySettings { PostcopyRam = true, DowntimeLimitNs = 0, Management = () => new SwitchingPolicy(passes) },
    };

    private static RunMeasurement Migrate(GuestSetup guest, MigrationParameters parameters, ITransport transport, string method)
    {
        using (transport)
        {
            return Bounded.Run("migration", () => new MigrationRun(
                guest, BuiltIn.Methods.Create(new MethodRequest(method)), BuiltIn.OnTheWire, parameters, transport).Execute(default));
        }
    }

    /// <summary>Connections of which the first changes a bit of what its destination receives.</summary>
    private sealed class FlippingTransport(long at) : ITransport
    {
        private readonly MemoryTransport _inner = new();
        private bool _isMainMade;

        public (IConnection Source, IConnection Destination) Connect()
        {
            (IConnection source, IConnection destination) = _inner.Connect();
            if (_isMainMade) return (source, destination);
            _isMainMade = true;
            return (source, new Flipping(destination, at));
        }

        public void Dispose() => _inner.Dispose();
    }

    private sealed class Flipping(IConnection inner, long at) : IConnection
    {
        private long _received;

        public long CountedBytes => inner.CountedBytes;

        public void Send(ReadOnlySpan<byte> data) => inner.Send(data);

        public void Send(ReadOnlySpan<IoVector> parts) => inner.Send(parts);

        public int Receive(Span<byte> buffer) => Flip(buffer, inner.Receive(buffer));

        public int ReceiveSome(Span<byte> buffer) => Flip(buffer, inner.ReceiveSome(buffer));

        public void CloseSend() => inner.CloseSend();

        public void Abort() => inner.Abort();

        public void Dispose() => inner.Dispose();

        private int Flip(Span<byte> buffer, int received)
        {
            if (at >= _received && at < _received + received) buffer[(int)(at - _received)] ^= 1;
            _received += received;
            return received;
        }
    }
}
