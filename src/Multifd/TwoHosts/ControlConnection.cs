using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using MultifdBench.Core;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.TwoHosts;

/// <summary>
/// A connection on which the two hosts of a migration agree, ahead of it and after it: an opening each way, then frames (type, length,
/// body). Lengths are bounded, and silence is an error. One thread uses it; <see cref="Abort"/> may be called from any. Under TLS nothing
/// of it is in the clear, the opening included.
/// </summary>
public sealed class ControlConnection : IDisposable
{
    /// <summary>How long a peer may be silent unless told otherwise.</summary>
    public static readonly TimeSpan DefaultSilence = TimeSpan.FromSeconds(30);

    private const int HeaderBytes = 8;

    // Between a connection that breaks and the word that says why: a round trip and some scheduling.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private const int MaxReasonLetters = 2000;

    // A peer that only ever says that it is working is not believed for ever: at one frame in a fifth of the silence, two hours and a half.
    private const int MaxWorkingFrames = 1500;

    // Frames of any other kind that are let pass while the end is awaited.
    private const int MaxLastFrames = 16;

    private readonly Socket _raw;
    private readonly TimedConnection _socket;
    private readonly IConnection _bytes;
    private readonly TimeSpan _silence;
    private readonly Lock _sending = new();
    private bool _hasFailed;

    /// <summary>Takes over a connection; nothing is sent or received yet.</summary>
    /// <param name="socket">A connected socket, owned from here on.</param>
    /// <param name="silence">How long the peer may say nothing while something is awaited.</param>
    /// <param name="tls">Which side of TLS this is; null for in the clear.</param>
    /// <param name="opening">Bytes that have been received on it already; they are received again.</param>
    public ControlConnection(Socket socket, TimeSpan silence, TlsEnd? tls = null, ReadOnlyMemory<byte> opening = default)
    {
        _raw = socket;
        _silence = silence;
        _socket = new TimedConnection(socket, opening);
        _bytes = tls is null ? _socket : new TlsConnection(_socket, tls.WithLimit(silence));
        Peer = socket.RemoteEndPoint?.ToString() ?? "unknown";
    }

    /// <summary>The peer's address, for messages.</summary>
    public string Peer { get; }

    /// <summary>Whether the peer has closed the connection and nothing of it is left to be received.</summary>
    public bool IsClosedByPeer
    {
        get
        {
            try
            {
                return _raw.Poll(TimeSpan.Zero, SelectMode.SelectRead) && _raw.Available == 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>
    /// Whether the peer has said something or closed the connection; waits a moment for it, which its word may be late by.
    /// </summary>
    public bool IsSpeaking
    {
        get
        {
            try
            {
                return _raw.Poll(Moment, SelectMode.SelectRead);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Sends an opening.</summary>
    /// <exception cref="ConnectionException">The peer is gone.</exception>
    public void SendOpening(ConnectionOpening opening)
    {
        Span<byte> bytes = stackalloc byte[ConnectionOpening.SizeBytes];
        opening.Write(bytes);
        SendAll(bytes, Deadline());
    }

    /// <summary>Receives the peer's opening; null when it closed the connection without a word, as a probe for an open port does.</summary>
    /// <exception cref="WireException">The peer is no program of this kind.</exception>
    /// <exception cref="ConnectionException">The peer is gone or silent.</exception>
    public ConnectionOpening? ReceiveOpening()
    {
        long deadline = Deadline();
        Span<byte> bytes = stackalloc byte[ConnectionOpening.SizeBytes];
        // A foreign peer may send less than an opening and wait for an answer: its first bytes are enough to tell.
        int received = ReceiveUpTo(bytes[..ConnectionOpening.MagicBytes], "its opening", deadline);
        if (received == 0) return null;
        if (received == ConnectionOpening.MagicBytes)
        {
            ConnectionOpening.CheckMagic(bytes);
            received += ReceiveUpTo(bytes[ConnectionOpening.MagicBytes..], "its opening", deadline);
        }

        if (received < bytes.Length)
            throw new WireException($"the peer closed the connection after {received} of the {bytes.Length} bytes of its opening");
        return ConnectionOpening.Read(bytes);
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="ConnectionException">The peer is gone, or has taken nothing for the time of silence.</exception>
    public void Send(ControlFrameType type, ReadOnlySpan<byte> body = default)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], (uint)body.Length);
        long deadline = Deadline();
        lock (_sending)
        {
            SendAll(header, deadline);
            SendAll(body, deadline);
        }
    }

    /// <summary>Refuses, best effort: a peer that is gone needs no reason.</summary>
    public void TryRefuse(string reason)
    {
        try
        {
            Send(ControlFrameType.Refused, Encoding.UTF8.GetBytes(reason[..Math.Min(reason.Length, MaxReasonLetters)]));
        }
        catch (ConnectionException)
        {
            // The refusal is reported on this side whether or not it arrives.
        }
    }

    /// <summary>Receives the next frame, <see cref="ControlFrameType.Working"/> left out.</summary>
    /// <param name="what">What is awaited, for messages.</param>
    /// <param name="maxBodyBytes">The longest body that is accepted; a longer one is refused before memory is taken for it.</param>
    /// <exception cref="RefusedException">The peer refused; the message is its reason.</exception>
    /// <exception cref="WireException">A frame that is too long or not known.</exception>
    /// <exception cref="ConnectionException">The peer is gone or silent.</exception>
    public ControlFrame Receive(string what, int maxBodyBytes)
    {
        try
        {
            return ReceiveFrame(what, maxBodyBytes);
        }
        catch (Exception e) when (e is WireException or ConnectionException)
        {
            _hasFailed = true;
            throw;
        }
    }

    private ControlFrame ReceiveFrame(string what, int maxBodyBytes)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        for (int i = 0; i < MaxWorkingFrames; i++)
        {
            long deadline = Deadline();
            ReceiveAll(header, what, deadline);
            var type = (ControlFrameType)BinaryPrimitives.ReadUInt16BigEndian(header);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
            int max = type == ControlFrameType.Refused ? MaxReasonLetters * 4 : maxBodyBytes;
            if (!Enum.IsDefined(type)) throw new WireException($"{Peer} sent a frame of type {(ushort)type} in place of {what}");
            if (length > max) throw new WireException($"{Peer} sent a frame of {length} bytes in place of {what}, which has at most {max}");
            byte[] body = new byte[length];
            ReceiveAll(body, what, deadline);
            if (type == ControlFrameType.Refused) throw new RefusedException(Printable(Encoding.UTF8.GetString(body)));
            if (type != ControlFrameType.Working) return new ControlFrame(type, body);
        }

        throw new ConnectionException($"{Peer} has been at work for {MaxWorkingFrames} messages without sending {what}");
    }

    /// <summary>Receives a frame of one type.</summary>
    /// <inheritdoc cref="Receive(string, int)"/>
    public byte[] Receive(ControlFrameType type, string what, int maxBodyBytes)
    {
        ControlFrame frame = Receive(what, maxBodyBytes);
        return frame.Type == type ? frame.Body : throw new WireException($"{Peer} sent a frame of type {frame.Type} in place of {what}");
    }

    /// <summary>
    /// Says <see cref="ControlFrameType.Working"/> at intervals until disposed, for work that takes longer than the silence allowed.
    /// </summary>
    public IDisposable KeepTalking()
    {
        TimeSpan interval = _silence / 5;
        return new Timer(_ => SayWorking(), null, interval, interval);
    }

    /// <summary>
    /// Waits until the peer has closed the connection, which is how it says that it is done. Whatever it sends meanwhile is of no interest.
    /// A peer that has been waited for in vain already is not waited for again.
    /// </summary>
    public void WaitForClose()
    {
        if (_hasFailed) return;
        try
        {
            for (int i = 0; i < MaxLastFrames; i++) Receive("the end of the connection", MaxReasonLetters);
        }
        catch (Exception e) when (e is ConnectionException or WireException or RefusedException)
        {
            // Closed, or not worth waiting for.
        }
    }

    /// <summary>Ends calls that block on either side. Idempotent.</summary>
    public void Abort() => _raw.Dispose();

    /// <summary>Hands the connection over to whoever goes on with it, without time limits.</summary>
    public IConnection Release()
    {
        _socket.Release();
        // In the clear a connection of its own: it sends pages without a copy, and the opening is not among the bytes that it counts.
        return _bytes is TlsConnection ? _bytes : new TcpConnection(_raw);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _bytes.Dispose();

    /// <summary>A text of the peer's as one line that may stand in a message.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Take(MaxReasonLetters).Select(letter => char.IsControl(letter) ? ' ' : letter));

    private void SayWorking()
    {
        try
        {
            Send(ControlFrameType.Working);
        }
        catch (ConnectionException)
        {
            // Whoever awaits something on this connection next meets it too, and reports it.
        }
    }

    private void SendAll(ReadOnlySpan<byte> bytes, long deadline)
    {
        try
        {
            _socket.SendDeadline = deadline;
            _bytes.Send(bytes);
        }
        catch (ConnectionException e)
        {
            throw TimedConnection.IsTimeOut(e)
                ? new ConnectionException(Invariant.Text($"{Peer} has taken nothing for {_silence.TotalSeconds:0.#} s"), e)
                : new ConnectionException($"the control connection to {Peer} was lost: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private void ReceiveAll(Span<byte> buffer, string what, long deadline)
    {
        if (ReceiveUpTo(buffer, what, deadline) < buffer.Length)
            throw new ConnectionException($"{Peer} closed the control connection before it sent {what}");
    }

    private int ReceiveUpTo(Span<byte> buffer, string what, long deadline)
    {
        try
        {
            // The limit is for the whole frame: a peer that sends a byte now and then is as good as silent.
            _socket.ReceiveDeadline = deadline;
            return _bytes.Receive(buffer);
        }
        catch (ConnectionException e)
        {
            throw TimedConnection.IsTimeOut(e)
                ? new ConnectionException(
                    Invariant.Text($"{Peer} has been silent for {_silence.TotalSeconds:0.#} s; {what} was awaited"), e)
                : new ConnectionException(
                    $"the control connection to {Peer} was lost before {what} arrived: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private long Deadline() => Stopwatch.GetTimestamp() + (long)(_silence.TotalSeconds * Stopwatch.Frequency);
}
