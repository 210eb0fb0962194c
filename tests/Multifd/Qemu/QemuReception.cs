using System.Net;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>Our end of a migration from QEMU: listens on a free port and receives on a thread of its own.</summary>
internal sealed class QemuReception : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly QemuListener _listener;
    private readonly QemuDestination _destination;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Task<ReceivedMigration> _received;

    /// <summary>An address of its own: whoever takes a port of 127.0.0.1 that has become free meanwhile is not in the way.</summary>
    private static readonly IPAddress Address = IPAddress.Parse("127.0.5.1");

    public QemuReception(string method, int? channels = null, TimeSpan? channelTimeout = null, TlsEnd? tls = null)
    {
        _listener = new QemuListener(new IPEndPoint(Address, 0), channels,
            Notes.Add, tls: tls)
        {
            ChannelTimeout = channelTimeout ?? TimeSpan.FromSeconds(30),
        };
        _destination = new QemuDestination(BuiltIn.Methods.Create(new MethodRequest(method)), BuiltIn.OnTheWire,
            _listener)
        {
            IdleTimeout = TimeSpan.FromSeconds(60),
            FirstTouch = FirstTouch.AtFirstWrite,
        };
        _received = Task.Factory.StartNew(() => _destination.Receive(_cancellation.Token), _cancellation.Token,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Waits until all connections of a source have been taken.</summary>
    public void WaitForConnections() => Bounded.Run("the source connects", () =>
    {
        while (_listener.IsListening) Thread.Sleep(10);
    });

    /// <summary>What the listener had to say; complete after <see cref="Join"/>.</summary>
    public List<string> Notes { get; } = [];

    public ReceivedMigration Join() =>
        _received.Wait(Patience) ? _received.Result : throw new TimeoutException($"still receiving after {Patience.TotalSeconds} s");

    /// <summary>Offset of the first page of <c>pc.ram</c> that differs from the source's memory, or −1.</summary>
    public static long FirstDifference(byte[] memory, ReceivedMigration received)
    {
        RamBlock block = received.Memory!.Blocks.Single(block => block.Name == "pc.ram");
        Assert.Equal(memory.Length, block.LengthBytes);
        for (int page = 0; page < block.PageCount; page++)
        {
            if (!block.GetPage(page).SequenceEqual(memory.AsSpan(page * Page.SizeBytes, Page.SizeBytes))) return page * Page.SizeBytes;
        }

        return -1;
    }

    public void Dispose()
    {
        _cancellation.Cancel();
        // The failure of a test that never joined must not hide the test's own.
        Task.WhenAny(_received).Wait(Patience);
        _listener.Dispose();
        _destination.Dispose();
        _cancellation.Dispose();
    }
}
