using System.Net;
using System.Net.Sockets;
using System.Text;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>Connections on a port, whoever makes them and in whatever order.</summary>
public sealed class QemuListenerTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _notes = [];
    private readonly List<Socket> _sockets = [];

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    [Fact]
    public void ChannelsAheadOfTheMainStream_AreToldApart()
    {
        using QemuListener listener = Listen();
        Connect(listener, Init(2));
        Connect(listener, Init(0));
        Connect(listener, "QEVM and more"u8.ToArray());
        Connect(listener, [.. Init(1), 7]);
        InboundConnection main = listener.AcceptMain(TestContext.Current.CancellationToken);
        byte[] text = new byte[13];
        Assert.Equal(13, main.Receive(text));
        Assert.Equal("QEVM and more", Encoding.ASCII.GetString(text));
        IReadOnlyList<InboundConnection> channels = listener.AcceptChannels(TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2], channels.Select(ReadId).Order());
        Assert.Equal(13 + (3 * InitPacket.SizeBytes), main.ReceivedBytes + channels.Sum(channel => channel.ReceivedBytes));
        Assert.Empty(_notes);
    }

    [Fact]
    public void FirstBytesOneByOne_AreWaitedFor()
    {
        using QemuListener listener = Listen(channels: 1);
        Connect(listener, "QEVM"u8.ToArray());
        Socket slow = Connect(listener, []);
        _ = listener.AcceptMain(TestContext.Current.CancellationToken);
        slow.NoDelay = true;
        foreach (byte value in Init(0)) slow.Send([value]);
        Assert.Single(listener.AcceptChannels(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Strangers_AreTurnedAwayAndNamed()
    {
        using QemuListener listener = Listen(channels: 1);
        Connect(listener, "GET / HTTP/1.1\r\n"u8.ToArray());
        Connect(listener, [0x16, 3, 1, 2]);
        Connect(listener, [0x11, 0x22]).Shutdown(SocketShutdown.Send);
        byte[] otherVersion = Init(0);
        otherVersion[7] = 2;
        Connect(listener, otherVersion);
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, Init(0));
        _ = listener.AcceptMain(TestContext.Current.CancellationToken);
        Assert.Single(listener.AcceptChannels(TestContext.Current.CancellationToken));
        Assert.Equal(4, _notes.Count);
        Assert.Contains(_notes, note => note.Contains("version is 2, expected 1", StringComparison.Ordinal));
        Assert.Contains(_notes,
            note => note.Contains("begins with 0x47455420, which is neither a main stream nor a multifd channel",
                StringComparison.Ordinal));
        Assert.Contains(_notes, note => note.Contains("it is TLS: give --tls-creds here", StringComparison.Ordinal));
        Assert.Contains(_notes, note => note.Contains("ended after 2 bytes", StringComparison.Ordinal));
    }

    /// <summary>
    /// A port scanner, a health check: whether the number of channels is known or not, and whether they come before the source or between
    /// its connections.
    /// </summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(3, 2)]
    [InlineData(3, null)]
    [InlineData(200, null)]
    public void IdleStrangers_AreNoChannelsAndAreNotWaitedFor(int strangers, int? channels)
    {
        using QemuListener listener =
            new(new IPEndPoint(IPAddress.Loopback, 0), channels, _notes.Add) { ChannelTimeout = TimeSpan.FromMinutes(10) };
        for (int i = 0; i < strangers; i++) Connect(listener, []);
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, Init(1));
        for (int i = 0; i < strangers; i++) Connect(listener, []);
        Connect(listener, Init(0));
        Assert.Equal([0, 1], Bounded.Run("source", () => Accept(listener)).Select(ReadId).Order());
        Assert.Equal([$"{2 * strangers} connections that did not say what they are were closed"], _notes);
    }

    [Fact]
    public void StrangerInTheMiddleOfAChannelsMagic_IsWaitedForNoLongerThanMissingChannelsAre()
    {
        using QemuListener listener = Listen();
        Connect(listener, Init(7)[..5]);
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, Init(0));
        Assert.Single(Bounded.Run("source", () => Accept(listener)));
    }

    [Fact]
    public void ThousandThatCameAndWent_AreCountedAndTheSourceIsServed()
    {
        using QemuListener listener = Listen(channels: 1);
        for (int i = 0; i < 1000; i++) Connect(listener, []).Dispose();
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, Init(0));
        Assert.Single(Bounded.Run("source", () => Accept(listener)));
        Assert.Equal(TurnedAway.MaxLines + 1, _notes.Count);
        Assert.Equal($"{1000 - TurnedAway.MaxLines} more connections were turned away", _notes[^1]);
    }

    [Fact]
    public void SameChannelTwice_IsNoOtherChannel()
    {
        using QemuListener listener = new(new IPEndPoint(IPAddress.Loopback, 0), 2, _notes.Add) { ChannelTimeout = Soon };
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, Init(0));
        Connect(listener, Init(0));
        Assert.Contains("(missing: 1)", Assert.Throws<WireException>(() => Accept(listener)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoMainStreams_AreTwoSources()
    {
        using QemuListener listener = Listen();
        // Whether the second one is there when the first is taken, or comes later, is the same.
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, "QEVM"u8.ToArray());
        _ = listener.AcceptMain(TestContext.Current.CancellationToken);
        Connect(listener, "QEVM"u8.ToArray());
        Assert.Contains("two sources at once",
            Assert.Throws<WireException>(() => listener.AcceptChannels(TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MoreChannelsThanExpected_AreNamed()
    {
        using QemuListener listener = Listen(channels: 1);
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, Init(0));
        Connect(listener, Init(1));
        _ = listener.AcceptMain(TestContext.Current.CancellationToken);
        Assert.Contains("2 multifd channels have connected, 1 were expected",
            Assert.Throws<WireException>(() => listener.AcceptChannels(TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GapInTheIds_IsAMissingChannel()
    {
        using QemuListener listener = Listen();
        Connect(listener, "QEVM"u8.ToArray());
        Connect(listener, Init(0));
        Connect(listener, Init(2));
        _ = listener.AcceptMain(TestContext.Current.CancellationToken);
        string message = Assert.Throws<WireException>(() => listener.AcceptChannels(TestContext.Current.CancellationToken)).Message;
        Assert.Contains("2 of 3 multifd channels have connected", message, StringComparison.Ordinal);
        Assert.Contains("(missing: 1)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void PortInUse_IsAConnectionException()
    {
        using QemuListener listener = Listen();
        Assert.Contains($"cannot listen on {listener.EndPoint}",
            Assert.Throws<ConnectionException>(() => new QemuListener(listener.EndPoint, null, _notes.Add)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_EndsTheWaiting()
    {
        using QemuListener listener = Listen();
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => listener.AcceptMain(cancelled.Token));
    }

    [Fact]
    public void Recordings_HoldEverythingThatArrived()
    {
        Dictionary<string, MemoryStream> recordings = [];
        using QemuListener listener = new(new IPEndPoint(IPAddress.Loopback, 0), 1, _notes.Add,
            name => new ConnectionRecording(recordings[name] = new MemoryStream(), TextWriter.Null, new FaultLatch()));
        Connect(listener, "QEVM and more"u8.ToArray()).Shutdown(SocketShutdown.Send);
        Connect(listener, [.. Init(0), 1, 2, 3]).Shutdown(SocketShutdown.Send);
        InboundConnection main = listener.AcceptMain(TestContext.Current.CancellationToken);
        InboundConnection channel = listener.AcceptChannels(TestContext.Current.CancellationToken).Single();
        byte[] buffer = new byte[100];
        while (main.ReceiveSome(buffer) > 0)
        {
        }

        Assert.Equal(InitPacket.SizeBytes + 3, channel.Receive(buffer));
        Assert.Equal("QEVM and more"u8.ToArray(), recordings["main"].ToArray());
        Assert.Equal([.. Init(0), 1, 2, 3], recordings["channel-0"].ToArray());
    }

    /// <summary>A recording is a side output: the migration goes on, and whoever records is told.</summary>
    [Fact]
    public void FullDisk_EndsTheRecordingsAndNotTheMigration()
    {
        FaultLatch faults = new();
        MemoryStream whole = new();
        using InboundConnection other =
            new(new ByteConnection([1, 2, 3]), default, new ConnectionRecording(whole, TextWriter.Null, faults));
        using (InboundConnection connection =
            new(new ByteConnection([1, 2, 3]), default, new ConnectionRecording(new FullDisk(), TextWriter.Null, faults)))
            Assert.Equal(3, connection.Receive(new byte[3]));
        Assert.IsType<IOException>(faults.First);
        Assert.Equal(3, other.Receive(new byte[3]));
        Assert.Empty(whole.ToArray());
    }

    [Fact]
    public void DiskThatIsFullWhenTheTimesAreClosed_EndsNothingElse()
    {
        FaultLatch faults = new();
        using (InboundConnection connection = new(new ByteConnection([1, 2, 3]), default,
            new ConnectionRecording(new MemoryStream(), new StreamWriter(new FullDisk()), faults)))
            connection.Receive(new byte[3]);
        Assert.IsType<IOException>(faults.First);
    }

    private static byte[] Init(byte id)
    {
        byte[] bytes = new byte[InitPacket.SizeBytes];
        new InitPacket(Guid.Empty, id).Write(bytes);
        return bytes;
    }

    private static IReadOnlyList<InboundConnection> Accept(QemuListener listener)
    {
        _ = listener.AcceptMain(CancellationToken.None);
        return listener.AcceptChannels(CancellationToken.None);
    }

    private static int ReadId(InboundConnection channel)
    {
        byte[] bytes = new byte[InitPacket.SizeBytes];
        Assert.Equal(bytes.Length, channel.Receive(bytes));
        return InitPacket.Read(bytes, 256).ChannelId;
    }

    private QemuListener Listen(int? channels = null) => new(new IPEndPoint(IPAddress.Loopback, 0), channels,
        _notes.Add)
    {
        ChannelTimeout = channels is null ? Soon : TimeSpan.FromSeconds(30),
    };

    private Socket Connect(QemuListener listener, byte[] bytes)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        socket.Connect(listener.EndPoint);
        if (bytes.Length > 0) socket.Send(bytes);
        return socket;
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device.");
    }
}
