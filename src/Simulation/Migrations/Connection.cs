using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// One TCP connection: packets pass the links of its path one after the other, in order, and may be under way or unread up to the window; a
/// sender beyond it waits.
/// </summary>
internal sealed class Connection : IEventTarget
{
    private const int Arrived = -1;

    private readonly VirtualClock _events;
    private readonly IReadOnlyList<Link> _path;
    private readonly long _latencyNs;
    private readonly long _windowBytes;
    private readonly Queue<Packet>[] _waiting;
    private readonly bool[] _busy;
    private readonly Queue<Packet> _flying = new();

    public Connection(VirtualClock events, IReadOnlyList<Link> path, long latencyNs, long windowBytes)
    {
        _events = events;
        _path = path;
        _latencyNs = latencyNs;
        _windowBytes = windowBytes;
        _waiting = [.. path.Select(_ => new Queue<Packet>())];
        _busy = new bool[path.Count];
    }

    /// <summary>Told when a sender that was refused may go on.</summary>
    public IEventTarget? Sender { get; set; }

    /// <summary>Told when a packet can be read.</summary>
    public IEventTarget? Receiver { get; set; }

    /// <summary>Packets that can be read.</summary>
    public Queue<Packet> Received { get; } = new();

    /// <summary>Bytes sent so far.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Bytes that were sent and not read.</summary>
    public long UnreadBytes { get; private set; }

    /// <summary>Whether a sender may return from its send: what it has sent fits the window.</summary>
    public bool HasRoom => UnreadBytes <= _windowBytes;

    /// <summary>Puts a packet on its way.</summary>
    public void Send(in Packet packet)
    {
        SentBytes += packet.WireBytes;
        UnreadBytes += packet.WireBytes;
        _waiting[0].Enqueue(packet);
        if (!_busy[0]) Transmit(0);
    }

    /// <summary>Gives the room of a packet back once the receiver has taken its bytes.</summary>
    public void Acknowledge(in Packet packet)
    {
        bool hadRoom = HasRoom;
        UnreadBytes -= packet.WireBytes;
        if (!hadRoom && HasRoom) Sender?.OnEvent(1);
    }

    /// <inheritdoc/>
    void IEventTarget.OnEvent(int code)
    {
        if (code == Arrived)
        {
            Received.Enqueue(_flying.Dequeue());
            Receiver?.OnEvent(1);
            return;
        }

        Packet packet = _waiting[code].Dequeue();
        _busy[code] = false;
        if (_waiting[code].Count > 0) Transmit(code);
        Forward(packet, code + 1);
    }

    private void Forward(in Packet packet, int hop)
    {
        if (hop == _path.Count)
        {
            _flying.Enqueue(packet);
            _events.After(_latencyNs, this, Arrived);
            return;
        }

        _waiting[hop].Enqueue(packet);
        if (!_busy[hop]) Transmit(hop);
    }

    private void Transmit(int hop)
    {
        _busy[hop] = true;
        Link link = _path[hop];
        link.Resource.Start(_waiting[hop].Peek().WireBytes / link.BytesPerNs, link.BytesPerNs, this, hop);
    }
}

/// <summary>One link of a path: alone, a flow has all of it.</summary>
/// <param name="Resource">Its capacity in bytes per nanosecond.</param>
/// <param name="BytesPerNs">The capacity.</param>
public readonly record struct Link(SharedResource Resource, double BytesPerNs);
