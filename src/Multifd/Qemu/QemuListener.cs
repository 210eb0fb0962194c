using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Qemu;

/// <summary>
/// Accepts the connections of one source: tells them apart by their first bytes, in whatever order they come, and finds out how many there
/// are. It closes when it has them all, so that a second source is refused by the system and hears of it at once.
/// </summary>
/// <remarks>
/// A source makes all its connections before it sends the first barrier on the main one (each channel has to send its SYNC first), so by
/// then all that are channels have said so, or will within the time that a network needs to send a lost segment again. Who says nothing by
/// then is a stranger and is not waited for. Used by one thread at a time.
/// </remarks>
public sealed class QemuListener : IInbound, IVisitorHost
{
    private const int PollMs = 10;

    // Visitors that may shake hands at once, each with a thread: more than any migration has.
    private const int MaxUnveiling = 300;
    private const long LoopbackGraceNs = 50 * Units.NsPerMs;
    private const long NetworkGraceNs = Units.NsPerSecond;

    private readonly int? _channelCount;
    private readonly TurnedAway _strangers;
    private readonly Func<string, ConnectionRecording?>? _record;
    private readonly TlsEnd? _tls;
    private readonly TimeSpan _patience;
    private readonly List<IConnection> _unveiling = [];
    private readonly Doorkeeper _door;
    private readonly object _gate = new();
    private readonly List<(byte Id, InboundConnection Connection)> _channels = [];
    private InboundConnection? _main;
    private Exception? _problem;
    private long _lookedNs;
    private long _lastChannelNs;
    private bool _mayBeMore;
    private int _silent;
    private bool _isListening = true;

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <param name="channelCount">The source's <c>multifd-channels</c>, or null to take as many as there are.</param>
    /// <param name="note">Takes a line for the user about a connection that was turned away, from any thread.</param>
    /// <param name="record">
    /// Opens the recording of a connection, by name: <c>main</c>, <c>channel-N</c>, or gives none; called once for each. It must not throw.
    /// </param>
    /// <param name="patience">How long a connection may take to say what it is while the source is waited for; null for 30 s.</param>
    /// <param name="tls">This side of TLS; null for connections in the clear. Either is taken, never both.</param>
    /// <exception cref="ConnectionException">The address cannot be listened on.</exception>
    public QemuListener(IPEndPoint endPoint, int? channelCount, Action<string> note, Func<string, ConnectionRecording?>? record = null,
        TimeSpan? patience = null, TlsEnd? tls = null)
    {
        _patience = patience ?? TimeSpan.FromSeconds(30);
        _tls = tls?.WithLimit(_patience).WithoutTickets();
        _channelCount = channelCount;
        _strangers = new TurnedAway(note);
        _record = record;
        Socket listener = TcpSockets.Listen(endPoint);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _door = new Doorkeeper(listener, _patience, this);
    }

    /// <summary>Where it listens, the port that was taken included.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>False once it has all connections of a source; any further one is refused by the system.</summary>
    public bool IsListening => Volatile.Read(ref _isListening);

    /// <summary>How long to wait for channels that are missing once the main stream has reached its first barrier.</summary>
    public TimeSpan ChannelTimeout { get; init; } = TimeSpan.FromSeconds(10);

    int IVisitorHost.MaxBytes => InitPacket.SizeBytes;

    // The main stream's own reader wants everything behind its magic; a channel's 64 bytes are one packet.
    int IVisitorHost.FirstBytes => sizeof(uint);

    // A source that has connected waits for the next look at the door; nobody waits before.
    TimeSpan IVisitorHost.Pause => TimeSpan.FromMilliseconds(Volatile.Read(ref _main) is null ? 20 * PollMs : 1);

    // What was sent before a byte on another connection has arrived on this machine before it; between machines a lost segment comes late.
    private long GraceNs => IPAddress.IsLoopback(EndPoint.Address) ? LoopbackGraceNs : NetworkGraceNs;

    /// <inheritdoc/>
    public InboundConnection AcceptMain(CancellationToken cancellation)
    {
        lock (_gate)
        {
            while (_main is null) Wait(cancellation);
            return _main;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<InboundConnection> AcceptChannels(CancellationToken cancellation)
    {
        long startNs = WallClock.NowNs();
        lock (_gate)
        {
            while (!AreAllHere(startNs)) Wait(cancellation);
            if (_channels.Count > _channelCount)
                throw new WireException($"{_channels.Count} multifd channels have connected, {_channelCount} were expected; "
                    + "multifd-channels must be equal on both sides");
        }

        Close();
        return [.. _channels.Select(channel => channel.Connection)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        lock (_gate)
        {
            // Their threads end with them.
            foreach (IConnection connection in _unveiling) connection.Abort();
        }

        foreach ((_, InboundConnection connection) in _channels) connection.Dispose();
        _main?.Dispose();
    }

    int IVisitorHost.Hear(Visitor visitor)
    {
        if (_tls is null) return Hear(new Arrival(visitor.Peer, new TcpConnection(visitor.Socket), visitor.Bytes));
        if (TlsRecord.IsHandshake(visitor.Bytes.Span)) Unveil(visitor, _tls);
        else
        {
            uint magic = BinaryPrimitives.ReadUInt32BigEndian(visitor.Bytes.Span);
            string whose = magic is MainStream.Magic or InitPacket.Magic ? "a QEMU source's without TLS: give it tls-creds" : "not TLS";
            Note(visitor.Peer, $"begins with 0x{magic:x8}, which is {whose}");
            visitor.Socket.Dispose();
        }

        return 0;
    }

    /// <summary>Shakes hands with a visitor and hears what it says then; that takes a thread for as long.</summary>
    private void Unveil(Visitor visitor, TlsEnd tls)
    {
        lock (_gate)
        {
            if (_unveiling.Count >= MaxUnveiling)
            {
                Note(visitor.Peer, $"came while {MaxUnveiling} others shake hands");
                visitor.Socket.Dispose();
                return;
            }
        }

        TcpConnection socket = new(visitor.Socket);
        IConnection connection = new TlsConnection(new InboundConnection(socket, visitor.Bytes.ToArray()), tls);
        lock (_gate) _unveiling.Add(connection);
        new Thread(() => Unveil(visitor.Peer, connection)) { IsBackground = true, Name = "net/tls" }.Start();
    }

    private void Unveil(EndPoint? peer, IConnection connection)
    {
        try
        {
            byte[] opening = new byte[InitPacket.SizeBytes];
            int heard = 0, wanted = sizeof(uint);
            while (wanted > 0)
            {
                int received = connection.Receive(opening.AsSpan(heard, wanted - heard));
                heard += received;
                if (heard < wanted)
                {
                    Note(peer, $"ended after {heard} bytes");
                    connection.Dispose();
                    return;
                }

                wanted = Hear(new Arrival(peer, connection, opening.AsMemory(0, heard)));
            }
        }
        catch (Exception e) when (e is TlsException or ConnectionException)
        {
            Note(peer, $"was turned away: {e.Message}");
            connection.Dispose();
        }
        finally
        {
            lock (_gate)
            {
                _unveiling.Remove(connection);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Hears what a connection begins with.</summary>
    /// <returns>How many bytes it must be heard with, if it cannot be told yet; else 0.</returns>
    private int Hear(Arrival arrival)
    {
        lock (_gate)
        {
            switch (BinaryPrimitives.ReadUInt32BigEndian(arrival.Opening.Span))
            {
                case MainStream.Magic when _main is null:
                    Volatile.Write(ref _main, Admit(arrival, "main"));
                    break;
                case MainStream.Magic:
                    _problem ??=
                        new WireException($"two sources at once: a second main stream from {arrival.Peer} while the first source connects; "
                            + "migrate them one after the other, or to two ports");
                    TurnAway(arrival, "is a second source's");
                    break;
                case InitPacket.Magic when arrival.Opening.Length < InitPacket.SizeBytes:
                    return InitPacket.SizeBytes;
                case InitPacket.Magic:
                    AdmitChannel(arrival);
                    break;
                case uint magic:
                    string remedy = magic >> 16 == 0x1603 ? "; it is TLS: give --tls-creds here, or leave out tls-creds at the source" : "";
                    TurnAway(arrival, $"begins with 0x{magic:x8}, which is neither a main stream nor a multifd channel{remedy}");
                    break;
            }

            Monitor.PulseAll(_gate);
            return 0;
        }
    }

    void IVisitorHost.Lose(Visitor visitor, VisitorLoss loss)
    {
        if (loss == VisitorLoss.Left) Note(visitor.Peer, $"ended after {visitor.Bytes.Length} bytes");
        else _silent++;
    }

    // The others are still served.
    void IVisitorHost.CannotAccept(string reason) => _strangers.Note($"a connection could not be accepted: {reason}");

    void IVisitorHost.Looked(long beganNs, IReadOnlyCollection<Visitor> waiting)
    {
        lock (_gate)
        {
            _lookedNs = beganNs;
            // Who shakes hands may be a channel until it has said what it is.
            _mayBeMore = _unveiling.Count > 0 || waiting.Any(visitor => MayBeChannel(visitor, beganNs));
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Decided by what had come when the door was last looked at, so that a slow machine changes nothing.</summary>
    private bool AreAllHere(long startNs)
    {
        if (_problem is not null) throw _problem;
        bool isTimeUp = _lookedNs - startNs > ChannelTimeout.TotalMilliseconds * Units.NsPerMs;
        if (!IsComplete()) return isTimeUp ? throw new WireException(WhatIsMissing()) : false;
        long settledNs = _lookedNs - Math.Max(startNs, _lastChannelNs);
        // With a known number only what waits already is looked at once more: it is one too many.
        return isTimeUp || (_channelCount is not null ? settledNs > 0 : settledNs >= GraceNs && !_mayBeMore);
    }

    private bool IsComplete() => _channels.Count > 0 && MissingIds().Length == 0;

    private int[] MissingIds() => [.. Enumerable.Range(0, ExpectedCount).Except(_channels.Select(channel => (int)channel.Id))];

    private int ExpectedCount => _channelCount ?? (_channels.Max(channel => channel.Id) + 1);

    private string WhatIsMissing()
    {
        string wait = $"within {ChannelTimeout.TotalSeconds:0} s of the main stream's set-up";
        return _channels.Count == 0
            ? $"no multifd channel has connected {wait}; turn on the capability multifd at the source"
            : $"{_channels.Count} of {ExpectedCount} multifd channels have connected {wait} (missing: {string.Join(", ", MissingIds())}); "
                + "multifd-channels must be equal on both sides";
    }

    /// <summary>Whether a connection that has not said what it is may still turn out to be a channel.</summary>
    private bool MayBeChannel(Visitor visitor, long nowNs)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(magic, InitPacket.Magic);
        ReadOnlySpan<byte> bytes = visitor.Bytes.Span;
        return bytes.IsEmpty ? nowNs - visitor.CameNs < GraceNs : magic.StartsWith(bytes[..Math.Min(bytes.Length, magic.Length)]);
    }

    private void Wait(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Monitor.Wait(_gate, 5 * PollMs);
    }

    private void Close()
    {
        _door.Dispose();
        if (!IsListening) return;
        Volatile.Write(ref _isListening, false);
        _strangers.Conclude();
        if (_silent > 0) _strangers.Note($"{_silent} connections that did not say what they are were closed");
    }

    private void AdmitChannel(Arrival arrival)
    {
        try
        {
            // Ids are checked by the channel itself, once it is known how many there are.
            byte id = InitPacket.Read(arrival.Opening.Span, byte.MaxValue + 1).ChannelId;
            _channels.Add((id, Admit(arrival, $"channel-{id}")));
            _lastChannelNs = WallClock.NowNs();
        }
        catch (WireException e)
        {
            TurnAway(arrival, $"is no channel of this migration ({e.Message})");
        }
    }

    private InboundConnection Admit(Arrival arrival, string name) => new(arrival.Connection, arrival.Opening, _record?.Invoke(name));

    private void TurnAway(Arrival arrival, string why)
    {
        Note(arrival.Peer, why);
        arrival.Connection.Dispose();
    }

    private void Note(EndPoint? peer, string why) => _strangers.Note($"the connection from {peer} {why}; it was closed");

    /// <summary>A connection and what it begins with.</summary>
    private sealed record Arrival(EndPoint? Peer, IConnection Connection, ReadOnlyMemory<byte> Opening);
}
