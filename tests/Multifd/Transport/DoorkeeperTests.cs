using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd.Transport;

/// <summary>Connections that have not said what they are: all of them heard at once, bounded in number and in time.</summary>
public sealed class DoorkeeperTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly List<Socket> _peers = [];
    private readonly ScriptedHost _host = new();

    public void Dispose() => _peers.ForEach(peer => peer.Dispose());

    [Fact]
    public void SpeakerBehindManySilentOnes_IsHeard()
    {
        using Doorkeeper door = Open(Long, out IPEndPoint address);
        for (int i = 0; i < 100; i++) Connect(address);
        Connect(address).Send("go"u8);
        Assert.Equal("go", Take(_host.Heard));
        Assert.Empty(_host.Losses);
    }

    [Fact]
    public void BytesBeyondTheFirst_AreAskedForAndNoneIsTakenTooMany()
    {
        using Doorkeeper door = Open(Long, out IPEndPoint address);
        Socket peer = Connect(address);
        peer.Send("mo"u8);
        peer.Send("r"u8);
        peer.Send("e and the rest"u8);
        Assert.Equal("more", Take(_host.Heard));
        byte[] rest = new byte[100];
        Assert.Equal(13, Bounded.Run("rest", () => _host.Last!.Receive(rest)));
    }

    [Fact]
    public void OneTooMany_TakesThePlaceOfWhoWaitedLongest()
    {
        using Doorkeeper door = Open(Long, out IPEndPoint address);
        Socket first = Connect(address);
        for (int i = 0; i < Doorkeeper.MaxWaiting - 1; i++) Connect(address);
        Connect(address).Send("go"u8);
        Assert.Equal("go", Take(_host.Heard));
        Assert.Equal((first.LocalEndPoint, VisitorLoss.Displaced), Take(_host.Losses));
        Assert.Equal(0, Bounded.Run("close", () => first.Receive(new byte[1])));
    }

    [Fact]
    public void SilentOne_LosesItsPlaceAfterTheStatedPatience()
    {
        using Doorkeeper door = Open(TimeSpan.FromMilliseconds(50), out IPEndPoint address);
        Socket peer = Connect(address);
        peer.Send("g"u8);
        Assert.Equal((peer.LocalEndPoint, VisitorLoss.Silent), Take(_host.Losses));
    }

    [Fact]
    public void ThousandThatCameAndWent_LeaveNothingBehind()
    {
        using Doorkeeper door = Open(Long, out IPEndPoint address);
        for (int i = 0; i < 1000; i++) Connect(address).Dispose();
        Connect(address).Send("go"u8);
        Assert.Equal("go", Take(_host.Heard));
        for (int i = 0; i < 1000; i++) Assert.Equal(VisitorLoss.Left, Take(_host.Losses).Loss);
    }

    /// <summary>Also in the middle of a pause of minutes.</summary>
    [Fact]
    public void ClosedDoor_RefusesAtOnceAndForgetsWhoWaits()
    {
        using Doorkeeper door = Open(Long, out IPEndPoint address);
        Socket waiting = Connect(address);
        Bounded.Until("it is in", () => _host.Waiting == 1);
        Bounded.Run("dispose", door.Dispose);
        Assert.Equal((waiting.LocalEndPoint, VisitorLoss.DoorClosed), Take(_host.Losses));
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => Connect(address)).SocketErrorCode);
    }

    private static T Take<T>(BlockingCollection<T> from) => Bounded.Run("wait", () => from.Take());

    private Doorkeeper Open(TimeSpan patience, out IPEndPoint address)
    {
        Socket listener = TcpSockets.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        address = (IPEndPoint)listener.LocalEndPoint!;
        return new Doorkeeper(listener, patience, _host);
    }

    private Socket Connect(IPEndPoint address)
    {
        Socket peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _peers.Add(peer);
        peer.Connect(address);
        return peer;
    }

    /// <summary>Lets in who says "go" or "more".</summary>
    private sealed class ScriptedHost : IVisitorHost
    {
        public BlockingCollection<string> Heard { get; } = [];

        public BlockingCollection<(EndPoint? Peer, VisitorLoss Loss)> Losses { get; } = [];

        public Socket? Last { get; private set; }

        public int Waiting { get; private set; }

        public int MaxBytes => 4;

        public int FirstBytes => 2;

        public TimeSpan Pause => TimeSpan.FromMinutes(10);

        public int Hear(Visitor visitor)
        {
            string text = System.Text.Encoding.ASCII.GetString(visitor.Bytes.Span);
            if (text == "mo") return 4;
            Last = visitor.Socket;
            Heard.Add(text);
            return 0;
        }

        public void Lose(Visitor visitor, VisitorLoss loss) => Losses.Add((visitor.Peer, loss));

        public void CannotAccept(string reason) => throw new InvalidOperationException(reason);

        public void Looked(long beganNs, IReadOnlyCollection<Visitor> waiting) => Waiting = waiting.Count;
    }
}
