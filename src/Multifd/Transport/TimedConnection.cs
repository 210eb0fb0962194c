using System.Diagnostics;
using System.Net.Sockets;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// A TCP connection whose calls end at a time, for the exchanges of two hosts ahead of a migration and after it. One thread sends and one
/// receives at a time.
/// </summary>
/// <param name="socket">A connected socket; owned.</param>
/// <param name="opening">Bytes that have been received on it already; they are received again.</param>
public sealed class TimedConnection(Socket socket, ReadOnlyMemory<byte> opening = default) : IConnection
{
    private ReadOnlyMemory<byte> _opening = opening;
    private long _sent;

    /// <summary>When sending ends, as of <see cref="Stopwatch.GetTimestamp"/>; null for never.</summary>
    public long? SendDeadline { get; set; }

    /// <summary>When receiving ends, likewise.</summary>
    public long? ReceiveDeadline { get; set; }

    /// <inheritdoc/>
    public long CountedBytes => Volatile.Read(ref _sent);

    /// <summary>Whether a failure is that the time was up.</summary>
    public static bool IsTimeOut(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock }) return true;
        }

        return false;
    }

    /// <summary>No call has a deadline from here on.</summary>
    public void Release()
    {
        SendDeadline = ReceiveDeadline = null;
        socket.ReceiveTimeout = 0;
        socket.SendTimeout = 0;
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> data)
    {
        int bytes = data.Length;
        try
        {
            while (!data.IsEmpty)
            {
                // A peer that takes a byte now and then is as good as silent.
                if (SendDeadline is { } deadline) socket.SendTimeout = MillisecondsLeft(deadline);
                data = data[socket.Send(data)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new ConnectionException($"the connection to the peer was lost: {e.Message}", e);
        }

        Volatile.Write(ref _sent, _sent + bytes);
    }

    /// <inheritdoc/>
    public unsafe void Send(ReadOnlySpan<IoVector> parts)
    {
        foreach (IoVector part in parts) Send(new ReadOnlySpan<byte>((void*)part.Address, checked((int)part.LengthBytes)));
    }

    /// <inheritdoc/>
    public int ReceiveSome(Span<byte> buffer)
    {
        if (!_opening.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _opening.Length);
            _opening.Span[..count].CopyTo(buffer);
            _opening = _opening[count..];
            return count;
        }

        try
        {
            if (ReceiveDeadline is { } deadline) socket.ReceiveTimeout = MillisecondsLeft(deadline);
            return socket.Receive(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new ConnectionException($"the connection to the peer was lost: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void CloseSend() => TcpSockets.Shutdown(socket, SocketShutdown.Send);

    /// <inheritdoc/>
    public void Abort() => TcpSockets.Reset(socket);

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    /// <exception cref="SocketException">None is left.</exception>
    private static int MillisecondsLeft(long deadline)
    {
        TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
        return left > TimeSpan.Zero ? Math.Max(1, (int)left.TotalMilliseconds) : throw new SocketException((int)SocketError.TimedOut);
    }
}
