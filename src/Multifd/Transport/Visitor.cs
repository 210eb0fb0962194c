using System.Net;
using System.Net.Sockets;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// A connection that came in and has not said yet what it is: its first bytes as they arrive, and no byte more than was asked for.
/// </summary>
public sealed class Visitor
{
    private readonly byte[] _bytes;
    private int _count;

    internal Visitor(Socket socket, int maxBytes, int wantedBytes, long cameNs)
    {
        Socket = socket;
        Peer = socket.RemoteEndPoint;
        CameNs = cameNs;
        WantedBytes = wantedBytes;
        _bytes = new byte[maxBytes];
    }

    /// <summary>The connection.</summary>
    public Socket Socket { get; }

    /// <summary>Who connected; null when it had gone before that could be asked.</summary>
    public EndPoint? Peer { get; }

    /// <summary>What has arrived.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _count);

    /// <summary>When it was accepted, on <see cref="Accounting.WallClock"/>.</summary>
    internal long CameNs { get; }

    /// <summary>How many bytes it is to be heard with.</summary>
    internal int WantedBytes { get; set; }

    /// <summary>Takes what has arrived of the wanted bytes; false when the peer has closed or lost the connection.</summary>
    internal bool Receive()
    {
        try
        {
            int received = Socket.Receive(_bytes, _count, WantedBytes - _count, SocketFlags.None);
            _count += received;
            return received > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Why a visitor was not let in.</summary>
public enum VisitorLoss
{
    /// <summary>It closed the connection, or lost it.</summary>
    Left,

    /// <summary>It did not say what it is in time.</summary>
    Silent,

    /// <summary>It had waited longest when there was no place for one more.</summary>
    Displaced,

    /// <summary>The door was closed.</summary>
    DoorClosed,
}

/// <summary>Whoever decides on visitors. All calls come from the doorkeeper's one thread and must not block.</summary>
public interface IVisitorHost
{
    /// <summary>The most bytes that it ever wants of a visitor.</summary>
    int MaxBytes { get; }

    /// <summary>Bytes that tell what a visitor is, at first.</summary>
    int FirstBytes { get; }

    /// <summary>The longest pause between two looks at what has come.</summary>
    TimeSpan Pause { get; }

    /// <summary>Hears a visitor of whom all wanted bytes are here.</summary>
    /// <returns>How many bytes it must be heard with, if it cannot be told yet; 0 when the connection is the host's from here on.</returns>
    int Hear(Visitor visitor);

    /// <summary>A visitor that was not let in; its connection is closed behind this call.</summary>
    void Lose(Visitor visitor, VisitorLoss loss);

    /// <summary>The system refuses another connection and nobody waits whose place could be given away.</summary>
    void CannotAccept(string reason);

    /// <summary>
    /// Everything that had come by <paramref name="beganNs"/>, on <see cref="Accounting.WallClock"/>, was accepted and, as far as it
    /// speaks, heard.
    /// </summary>
    void Looked(long beganNs, IReadOnlyCollection<Visitor> waiting);
}
