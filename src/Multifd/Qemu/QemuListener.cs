using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Qemu;

/// <summary>
/// Accepts the connections of one source: tells them apart by their first bytes, in whatever order they come, and finds out how many there
/// are. It closes when it has them all, so that a second source is refused by the system and hears of it at once.
/// </summary>
/// <remarks>
/// A source makes all its connections before it sends the first barrier on the main one (each channel has to send its SYNC first), so by then
/// they wait here to be accepted. Used by one thread at a time.
/// </remarks>
public sealed class QemuListener : IInbound
{
    // More than the most channels that QEMU has, so that none is turned away while nobody accepts.
    private const int Backlog = 512;
    private const int PollMs = 50;

    private readonly Socket _listener;
    private readonly int? _channelCount;
    private readonly Action<string> _note;
    private readonly Func<string, ConnectionRecording>? _record;
    private readonly List<Greeting> _greetings = [];
    private readonly List<(byte Id, InboundConnection Connection)> _channels = [];
    private InboundConnection? _main;
    private Exception? _problem;
    private bool _isListening = true;

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <param name="channelCount">The source's <c>multifd-channels</c>, or null to take as many as there are.</param>
    /// <param name="note">Takes a line for the user about a connection that was turned away.</param>
    /// <param name="record">Opens the recording of a connection, by name: <c>main</c>, <c>channel-N</c>; null for none.</param>
    /// <exception cref="ConnectionException">The address cannot be listened on.</exception>
    public QemuListener(IPEndPoint endPoint, int? channelCount, Action<string> note, Func<string, ConnectionRecording>? record = null)
    {
        _channelCount = channelCount;
        _note = note;
        _record = record;
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(endPoint);
            _listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            throw new ConnectionException($"cannot listen on {endPoint}: {e.Message}", e);
        }

        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Where it listens, the port that was taken included.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>False once it has all connections of a source; any further one is refused by the system.</summary>
    public bool IsListening => Volatile.Read(ref _isListening);

    /// <summary>How long to wait for channels that are missing once the main stream has reached its first barrier.</summary>
    public TimeSpan ChannelTimeout { get; init; } = TimeSpan.FromSeconds(10);

    // What was sent before a byte on another connection has arrived on this machine before it; between machines it may be a little late.
    private int QuietMs => IPAddress.IsLoopback(EndPoint.Address) ? PollMs : 4 * PollMs;

    /// <inheritdoc/>
    public InboundConnection AcceptMain(CancellationToken cancellation)
    {
        while (_main is null)
        {
            cancellation.ThrowIfCancellationRequested();
            Poll(PollMs);
        }

        return _main;
    }

    /// <inheritdoc/>
    public IReadOnlyList<InboundConnection> AcceptChannels(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_problem is not null) throw _problem;
            // With a known number only what waits already is looked at once more: it is one too many.
            if (Poll(_channelCount <= _channels.Count ? 0 : QuietMs)) continue;
            if (_greetings.Count == 0 && IsComplete()) break;
            if (Stopwatch.GetElapsedTime(start) > ChannelTimeout) throw new WireException(WhatIsMissing());
        }

        if (_channels.Count > _channelCount)
            throw new WireException($"{_channels.Count} multifd channels have connected, {_channelCount} were expected; multifd-channels must be equal on both sides");
        Close();
        return [.. _channels.Select(channel => channel.Connection)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        foreach (Greeting greeting in _greetings) greeting.Socket.Dispose();
        foreach ((_, InboundConnection connection) in _channels) connection.Dispose();
        _main?.Dispose();
    }

    private void Close()
    {
        _listener.Dispose();
        Volatile.Write(ref _isListening, false);
    }

    private bool IsComplete() => _channels.Count > 0 && _channels.Count >= (_channelCount ?? (_channels.Max(channel => channel.Id) + 1));

    private string WhatIsMissing()
    {
        string wait = $"within {ChannelTimeout.TotalSeconds:0} s of the main stream's set-up";
        if (_channels.Count == 0) return $"no multifd channel has connected {wait}; turn on the capability multifd at the source";
        int expected = _channelCount ?? (_channels.Max(channel => channel.Id) + 1);
        IEnumerable<int> missing = Enumerable.Range(0, expected).Except(_channels.Select(channel => (int)channel.Id));
        return $"{_channels.Count} of {expected} multifd channels have connected {wait} (missing: {string.Join(", ", missing)}); multifd-channels must be equal on both sides";
    }

    /// <summary>Takes what is there, or waits for it.</summary>
    /// <returns>False when nothing happened.</returns>
    private bool Poll(int waitMs)
    {
        List<Socket> ready = [_listener, .. _greetings.Select(greeting => greeting.Socket)];
        Socket.Select(ready, null, null, TimeSpan.FromMilliseconds(waitMs));
        foreach (Socket socket in ready)
        {
            if (socket == _listener) Accept();
            else Hear(_greetings.Single(greeting => greeting.Socket == socket));
        }

        return ready.Count > 0;
    }

    private void Accept()
    {
        try
        {
            _greetings.Add(new Greeting(_listener.Accept()));
        }
        catch (SocketException e)
        {
            // The peer has gone again, or too many files are open; the others are still served.
            _note($"a connection could not be accepted: {e.Message}");
        }
    }

    private void Hear(Greeting greeting)
    {
        if (!greeting.Receive())
        {
            TurnAway(greeting, $"ended after {greeting.Bytes.Length} bytes");
            return;
        }

        if (greeting.Bytes.Length < sizeof(uint)) return;
        switch (BinaryPrimitives.ReadUInt32BigEndian(greeting.Bytes.Span))
        {
            case MainStream.Magic when _main is null:
                _main = Admit(greeting, "main");
                break;
            case MainStream.Magic:
                _problem ??= new WireException($"two sources at once: a second main stream from {greeting.Peer} while the first source connects; migrate them one after the other, or to two ports");
                TurnAway(greeting, "is a second source's");
                break;
            case InitPacket.Magic when greeting.Bytes.Length < InitPacket.SizeBytes:
                break;
            case InitPacket.Magic:
                AdmitChannel(greeting);
                break;
            case uint magic:
                string remedy = magic >> 16 == 0x1603 ? "; it looks like TLS: leave out tls-creds at the source" : "";
                TurnAway(greeting, $"begins with 0x{magic:x8}, which is neither a main stream nor a multifd channel{remedy}");
                break;
        }
    }

    private void AdmitChannel(Greeting greeting)
    {
        try
        {
            // Ids are checked by the channel itself, once it is known how many there are.
            byte id = InitPacket.Read(greeting.Bytes.Span, byte.MaxValue + 1).ChannelId;
            _channels.Add((id, Admit(greeting, $"channel-{id}")));
        }
        catch (WireException e)
        {
            TurnAway(greeting, $"is no channel of this migration ({e.Message})");
        }
    }

    private InboundConnection Admit(Greeting greeting, string name)
    {
        _greetings.Remove(greeting);
        return new InboundConnection(new TcpConnection(greeting.Socket), greeting.Bytes, OpenRecording(name));
    }

    private ConnectionRecording? OpenRecording(string name)
    {
        try
        {
            return _record?.Invoke(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problem ??= new ConnectionException($"the recording of {name} cannot be made: {e.Message}", e);
            return null;
        }
    }

    private void TurnAway(Greeting greeting, string why)
    {
        _note($"the connection from {greeting.Peer} {why}; it was closed");
        _greetings.Remove(greeting);
        greeting.Socket.Dispose();
    }
}
