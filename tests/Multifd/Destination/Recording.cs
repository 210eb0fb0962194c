using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Tests.Multifd.Destination;

/// <summary>The bytes of a whole small migration, to be replayed as they are or damaged.</summary>
internal sealed class Recording : IDisposable
{
    private readonly IMultifdMethod _method;
    private readonly GuestMemory _original;
    private readonly GuestMemory _restored;

    private Recording(IMultifdMethod method, GuestMemory original, byte[] main, byte[][] channels)
    {
        _method = method;
        _original = original;
        _restored = new GuestMemory(original.Layout);
        Main = main;
        Channels = channels;
    }

    public byte[] Main { get; }

    public byte[][] Channels { get; }

    public static Recording Make(string method, WireLayout layout)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 60, threads: 0), null, reuse: false);
        using RecordingTransport transport = new();
        MigrationParameters parameters = new()
        {
            Channels = 2,
            WireLayout = layout,
            ZeroPageDetection = layout == WireLayout.Qemu72 ? ZeroPageDetection.Legacy : ZeroPageDetection.Multifd,
        };
        IMultifdMethod configured = BuiltIn.Methods.Create(new MethodRequest(method));
        RunMeasurement run = new MigrationRun(guest, configured, BuiltIn.OnTheWire, parameters, transport)
            .Execute(TestContext.Current.CancellationToken);
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        GuestMemory original = new(guest.Source.Layout);
        original.CopyFrom(guest.Source);
        return new Recording(configured, original, transport.Main, transport.Channels);
    }

    public Replayed Replay() => Replay(Main, Channels);

    /// <summary>Plays bytes to a fresh destination whose connections end where the bytes do.</summary>
    public Replayed Replay(byte[] main, byte[][] channels, IMultifdMethod? method = null)
    {
        _restored.Clear();
        ByteConnection connection = new(main);
        MigrationDestination destination =
            new(_restored, method ?? _method, BuiltIn.OnTheWire, connection, [.. channels.Select(bytes => new ByteConnection(bytes))]);
        Bounded.Run("replay", () =>
        {
            destination.Start();
            destination.Join();
        });
        return new Replayed(destination.Faults.First, connection.Sent, _restored.Compare(_original));
    }

    /// <summary>The channels with one of them replaced.</summary>
    public byte[][] With(int channel, byte[] bytes)
    {
        byte[][] channels = [.. Channels];
        channels[channel] = bytes;
        return channels;
    }

    public void Dispose()
    {
        _original.Dispose();
        _restored.Dispose();
    }
}

/// <summary>How a replay ended.</summary>
internal sealed record Replayed(Exception? Fault, byte[] Answer, MemoryDifference? Difference)
{
    public string Message => Fault?.Message ?? "";
}
