using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;

namespace MultifdBench.Tests.Multifd.Source;

/// <summary>A migration that does not come to its end: the guest goes on at the source as if nothing had happened.</summary>
public sealed class SourceFailureTests
{
    // All within the first packet (512 KiB), which the first channel always gets: how many more it gets is the scheduler's choice.
    private static IMultifdMethod Method(string name) => BuiltIn.Methods.Create(new MethodRequest(name));

    private static readonly long[] Moments = [1, 60, 64, 70, 1408, 1500, 30_000, 200_000, 500_000];

    public static TheoryData<string, int, long> Deaths()
    {
        TheoryData<string, int, long> data = [];
        foreach (string transport in Transports.Names)
        {
            foreach (long bytes in Moments) data.Add(transport, 1, bytes);
            foreach (long bytes in (long[])[1, 8, 40, 100, 130]) data.Add(transport, 0, bytes);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public void DestinationDies_GuestRunsOnWithItsMemory(string transport, int connection, long bytes)
    {
        // More than what a connection's buffers hold, so that the source is stuck in a send when the destination dies.
        using GuestSetup guest = new(new ScribblingGuest(pages: 6000, threads: 0), null, reuse: false);
        using GuestMemory before = Copy(guest.Source);
        using CuttingTransport cutting = new(Transports.Create(transport), connection, bytes);
        MigrationParameters parameters = new() { Channels = 2, ZeroPageDetection = ZeroPageDetection.None };

        RunMeasurement run = Bounded.Run("migration",
            () => new MigrationRun(guest, Method("none"), BuiltIn.OnTheWire, parameters, cutting).Execute(default));

        Assert.Equal(RunOutcome.Failed, run.Outcome);
        Assert.Contains("the destination's host is gone", run.Reason, StringComparison.Ordinal);
        Assert.False(run.Sent.Completed);
        Assert.Null(run.Verified);
        Assert.False(((ScribblingGuest)guest.Workload).IsPaused, "the guest runs again");
        Assert.Null(guest.Source.Compare(before));
        Assert.True(run.Sent.TotalNs < 10_000_000_000, "a dead destination is noticed at once, not at the timeout");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("tcp")]
    public void RunAfterAFailedOne_FindsEveryPage(string transport)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 1500, threads: 1), null, reuse: true);
        using (CuttingTransport cutting = new(Transports.Create(transport), 1, 500_000))
        {
            // One channel: of two, a busy machine may give the other all packets.
            RunMeasurement failed = Bounded.Run("migration", () => Run(guest, new MigrationParameters { Channels = 1 }, cutting));
            Assert.Equal(RunOutcome.Failed, failed.Outcome);
        }

        using ITransport whole = Transports.Create(transport);
        RunMeasurement again = Bounded.Run("migration", () => Run(guest, new MigrationParameters { Channels = 2 }, whole));
        Assert.Equal(("", RunOutcome.Completed, true), (again.Reason, again.Outcome, again.Verified));
    }

    [Theory]
    [InlineData("memory", "qemu-9.0")]
    [InlineData("tcp", "qemu-7.2")]
    public void GuestThatNeverConverges_TimesOutAndRunsOn(string transport, string layout)
    {
        // A window of 100 ms lets a packet through, and one more for each channel whose counter lags: three at most. The first pass has
        // 94, so that it takes three seconds at least.
        using GuestSetup guest = new(new ScribblingGuest(pages: 12_000, threads: 1, pausesUs: 0), null, reuse: false);
        using ITransport connections = Transports.Create(transport);
        MigrationParameters parameters = new()
        {
            Channels = 2,
            WireLayout = MultifdBench.Multifd.Wire.WireLayouts.Parse(layout),
            ZeroPageDetection = ZeroPageDetection.None,
            Precopy = new PrecopySettings { DowntimeLimitNs = 0, MaxBandwidthBytesPerSecond = 2 << 20, TimeoutNs = 1_000_000_000 },
        };
        RunMeasurement run = Bounded.Run("migration", () => Run(guest, parameters, connections));
        Assert.Equal((RunOutcome.Timeout, "timeout is 1s"), (run.Outcome, run.Reason));
        Assert.Null(run.Verified);
        Assert.False(((ScribblingGuest)guest.Workload).IsPaused, "the guest runs again");
        Assert.True(guest.Workload.Operations > 0);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("tcp")]
    public void Cancellation_ThrowsAndTheGuestRunsOn(string transport)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 3000, threads: 1), null, reuse: false);
        using ITransport connections = Transports.Create(transport);
        using CancellationTokenSource cancel = new();
        MigrationParameters parameters =
            new() { Channels = 2, Precopy = new PrecopySettings { DowntimeLimitNs = 0, MaxBandwidthBytesPerSecond = 8 << 20 } };
        cancel.CancelAfter(200);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Bounded.Run("migration",
                () => new MigrationRun(guest, Method("zlib"), BuiltIn.OnTheWire, parameters, connections)
                    .Execute(cancel.Token)));
        Assert.False(((ScribblingGuest)guest.Workload).IsPaused, "the guest runs again");
    }

    [Fact]
    public void CancelledBeforeItStarts_TouchesNothing()
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 10, threads: 0), null, reuse: false);
        using MemoryTransport transport = new();
        Assert.ThrowsAny<OperationCanceledException>(
            () => new MigrationRun(guest, Method("none"), BuiltIn.OnTheWire, new MigrationParameters(), transport)
                .Execute(new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Guest_IsStoppedOnce_AndResumedOnlyAfterAFailure(bool dies)
    {
        // More than may be on its way to a destination that reads nothing: the source does not come to its end.
        using GuestMemory memory = new([new("pc.ram", 4096 * Page.SizeBytes)]);
        using GuestMemory target = new(memory.Layout);
        LoggingGuest guest = new();
        using ITransport transport = dies ? new CuttingTransport(new MemoryTransport(), 1, 1500) : new MemoryTransport();
        (IConnection Source, IConnection Destination)[] pairs = [transport.Connect(), transport.Connect()];
        MigrationParameters parameters = new() { Channels = 1, ZeroPageDetection = ZeroPageDetection.None };
        var method = Method("none");
        MigrationDestination destination = new(target, method, BuiltIn.OnTheWire, pairs[0].Destination, [pairs[1].Destination]);
        MigrationSource source = new(memory, guest, method, parameters, pairs[0].Source, [pairs[1].Source]);
        destination.Start();
        SourceResult result = Bounded.Run("source", () => source.Run(default));
        Bounded.Run("destination", destination.Join);
        Assert.Equal(!dies, result.Completed);
        Assert.Equal(dies ? ["resume"] : ["pause", "migrated"], guest.Calls);
    }

    /// <summary>Two running copies of a guest would be worse than any failure.</summary>
    [Fact]
    public void FailureBehindTheAcknowledgement_LeavesTheGuestWhereItIs()
    {
        using GuestMemory memory = new([new("pc.ram", 16 * Page.SizeBytes)]);
        using GuestMemory target = new(memory.Layout);
        LoggingGuest guest = new();
        using MemoryTransport transport = new();
        (IConnection Source, IConnection Destination)[] pairs = [transport.Connect(), transport.Connect()];
        MigrationParameters parameters = new() { Channels = 1 };
        var method = Method("none");
        MigrationDestination destination = new(target, method, BuiltIn.OnTheWire, pairs[0].Destination, [pairs[1].Destination]);
        MigrationSource source = new(memory, guest, method, parameters, pairs[0].Source, [new BreakingAtItsEnd(pairs[1].Source)]);
        destination.Start();
        SourceResult result = Bounded.Run("source", () => source.Run(default));
        Bounded.Run("destination", destination.Join);
        Assert.NotNull(source.Faults.First);
        Assert.Equal((true, null), (result.Completed, source.Failure));
        Assert.Equal(["pause", "migrated"], guest.Calls);
    }

    [Fact]
    public void Sleep_EndsWithTheFirstFailure()
    {
        FaultLatch faults = new();
        ChannelGate gate = new(faults);
        BackgroundThread sleeper =
            BackgroundThread.Start(() => Assert.Throws<InvalidOperationException>(() => gate.Sleep(600 * Units.NsPerSecond)));
        Bounded.Until("it sleeps", () => gate.IsAwaited);
        faults.Report(new InvalidOperationException("broken"));
        Bounded.Run("sleep", sleeper.Join);
    }

    private static RunMeasurement Run(GuestSetup guest, MigrationParameters parameters, ITransport transport) =>
        new MigrationRun(guest, Method("none"), BuiltIn.OnTheWire, parameters, transport).Execute(default);

    private static GuestMemory Copy(GuestMemory memory)
    {
        GuestMemory copy = new(memory.Layout);
        copy.CopyFrom(memory);
        return copy;
    }

    private sealed class LoggingGuest : IGuest
    {
        public List<string> Calls { get; } = [];

        public void Pause() => Calls.Add("pause");

        public void Resume() => Calls.Add("resume");

        public void Throttle(int percentage)
        {
            // To let it run freely is no news to a guest that was never throttled.
            if (percentage > 0) Calls.Add($"throttle {percentage}");
        }

        public long Operations => 0;

        public string? PostcopyRefusal => null;

        public void ContinueOn(GuestMemory memory) => Calls.Add("continue on");

        public void Migrated() => Calls.Add("migrated");
    }

    /// <summary>A connection that breaks when nothing more is to be sent, and then lets the peer read its end all the same.</summary>
    private sealed class BreakingAtItsEnd(IConnection connection) : IConnection
    {
        public long CountedBytes => connection.CountedBytes;

        public void Send(ReadOnlySpan<byte> data) => connection.Send(data);

        public void Send(ReadOnlySpan<IoVector> parts) => connection.Send(parts);

        public int Receive(Span<byte> buffer) => connection.Receive(buffer);

        public int ReceiveSome(Span<byte> buffer) => connection.ReceiveSome(buffer);

        public void CloseSend()
        {
            connection.CloseSend();
            throw new ConnectionException("the peer was in a hurry");
        }

        public void Abort() => connection.Abort();

        public void Dispose() => connection.Dispose();
    }
}
