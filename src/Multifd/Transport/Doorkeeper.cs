using System.Net.Sockets;
using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// Accepts connections and reads the first bytes of all of them at once, until each has said what it is. Strangers are a fact of networks:
/// whoever says nothing costs one of a bounded number of places for a bounded time, and no thread, and holds up nobody else. When every
/// place is taken, the one that has waited longest loses its own, for a peer that means it speaks at once.
/// </summary>
public sealed class Doorkeeper : IDisposable
{
    /// <summary>Connections that may wait unheard: more than any migration has.</summary>
    public const int MaxWaiting = 512;

    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly IVisitorHost _host;
    private readonly long _patienceNs;
    private readonly Thread _thread;
    // In the order in which they came.
    private readonly LinkedList<Visitor> _waiting = [];
    private volatile bool _isStopped;

    /// <summary>Starts to accept.</summary>
    /// <param name="listener">A listening socket, owned from here on.</param>
    /// <param name="patience">How long a visitor may take to say what it is.</param>
    /// <param name="host">Who decides.</param>
    public Doorkeeper(Socket listener, TimeSpan patience, IVisitorHost host)
    {
        _listener = listener;
        _host = host;
        _patienceNs = (long)(patience.TotalMilliseconds * Units.NsPerMs);
        _thread = new Thread(Run) { IsBackground = true, Name = "net/door" };
        _thread.Start();
    }

    /// <summary>
    /// Stops listening, at once for the system, and closes the connections of all who still wait. Returns when no call to the host is left.
    /// Idempotent.
    /// </summary>
    public void Dispose()
    {
        _isStopped = true;
        _listener.Dispose();
        _thread.Join();
    }

    private void Run()
    {
        while (!_isStopped) Look();
        while (_waiting.First is { } last) Lose(last, VisitorLoss.DoorClosed);
    }

    private void Look()
    {
        try
        {
            Select([_listener, .. _waiting.Select(visitor => visitor.Socket)], NextPause());
            long beganNs = WallClock.NowNs();
            for (int i = 0; i < MaxWaiting && _listener.Poll(TimeSpan.Zero, SelectMode.SelectRead); i++) Accept();
            Hear();
            LoseSilent();
            _host.Looked(beganNs, _waiting);
        }
        catch (ObjectDisposedException) when (_isStopped)
        {
            // The listener was closed to end this.
        }
        catch (SocketException) when (_isStopped)
        {
            // Likewise, in the middle of a call.
        }
    }

    private void Accept()
    {
        try
        {
            Socket socket = _listener.Accept();
            // Who has spoken or left meanwhile needs no place.
            if (_waiting.Count >= MaxWaiting) Hear();
            if (_waiting.Count >= MaxWaiting) Lose(_waiting.First!, VisitorLoss.Displaced);
            _waiting.AddLast(new Visitor(socket, _host.MaxBytes, _host.FirstBytes, WallClock.NowNs()));
        }
        catch (SocketException e) when (!_isStopped)
        {
            // The peer has gone again, or too many files are open: then a place is needed more than whoever holds it silently.
            if (e.SocketErrorCode is SocketError.TooManyOpenSockets && _waiting.First is { } oldest)
            {
                Lose(oldest, VisitorLoss.Displaced);
                return;
            }

            _host.CannotAccept(e.Message);
            Thread.Sleep(PauseAfterRefusal);
        }
    }

    private void Hear()
    {
        if (_waiting.Count == 0) return;
        HashSet<Socket> speaking = [.. Select([.. _waiting.Select(visitor => visitor.Socket)], TimeSpan.Zero)];
        for (LinkedListNode<Visitor>? node = _waiting.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (speaking.Contains(node.Value.Socket)) Hear(node);
        }
    }

    private void Hear(LinkedListNode<Visitor> node)
    {
        Visitor visitor = node.Value;
        if (!visitor.Receive())
        {
            Lose(node, VisitorLoss.Left);
            return;
        }

        while (visitor.Bytes.Length == visitor.WantedBytes)
        {
            int wanted = _host.Hear(visitor);
            if (wanted == 0)
            {
                _waiting.Remove(node);
                return;
            }

            visitor.WantedBytes = wanted;
        }
    }

    private void LoseSilent()
    {
        long nowNs = WallClock.NowNs();
        while (_waiting.First is { } oldest && nowNs - oldest.Value.CameNs >= _patienceNs) Lose(oldest, VisitorLoss.Silent);
    }

    private void Lose(LinkedListNode<Visitor> node, VisitorLoss loss)
    {
        _waiting.Remove(node);
        _host.Lose(node.Value, loss);
        node.Value.Socket.Dispose();
    }

    private TimeSpan NextPause()
    {
        TimeSpan pause = _host.Pause;
        if (_waiting.First is not { } oldest) return pause;
        var left = TimeSpan.FromMilliseconds(Math.Max(0, Units.Ms(oldest.Value.CameNs + _patienceNs - WallClock.NowNs())));
        return left < pause ? left : pause;
    }

    private static List<Socket> Select(List<Socket> sockets, TimeSpan limit)
    {
        Socket.Select(sockets, null, null, limit);
        return sockets;
    }
}
