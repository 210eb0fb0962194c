using System.Net;
using System.Net.Sockets;

namespace MultifdBench.Multifd.Transport;

/// <summary>A TCP connection with blocking calls, as a thread per channel wants them.</summary>
public sealed class TcpConnection : IConnection
{
    private readonly Socket _socket;
    private ZeroCopyQueue? _zeroCopy;
    private long _sent;

    /// <summary>Takes over a connected socket.</summary>
    public TcpConnection(Socket socket)
    {
        _socket = socket;
        // Headers are sent apart from payloads at times; waiting for an acknowledgement would cost a round trip each.
        _socket.NoDelay = true;
    }

    /// <inheritdoc/>
    public long CountedBytes => Volatile.Read(ref _sent);

    /// <summary>Connects to a listening destination.</summary>
    /// <exception cref="ConnectionException">Nobody listens there, or it cannot be reached.</exception>
    public static TcpConnection Connect(EndPoint destination)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(destination.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(destination);
            return new TcpConnection(socket);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new ConnectionException($"cannot connect to {destination}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> data)
    {
        try
        {
            for (int sent = 0; sent < data.Length;) sent += _socket.Send(data[sent..]);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Lost(e);
        }

        Volatile.Write(ref _sent, _sent + data.Length);
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<IoVector> parts)
    {
        long bytes;
        try
        {
            bytes = OperatingSystem.IsLinux() ? LinuxGather.Send(_socket, parts) : SendEach(parts);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Lost(e);
        }

        Volatile.Write(ref _sent, _sent + bytes);
    }

    /// <inheritdoc/>
    public void UseZeroCopy() => _zeroCopy = ZeroCopyQueue.Enable(_socket);

    /// <inheritdoc/>
    public void SendZeroCopy(ReadOnlySpan<IoVector> parts)
    {
        ZeroCopyQueue queue = _zeroCopy ?? throw new InvalidOperationException("the connection has no zero-copy sends");
        long bytes;
        try
        {
            bytes = queue.Send(parts);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Lost(e);
        }

        Volatile.Write(ref _sent, _sent + bytes);
    }

    /// <inheritdoc/>
    public bool? FlushZeroCopy()
    {
        try
        {
            return _zeroCopy?.Flush();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Lost(e);
        }
    }

    /// <inheritdoc/>
    public int ReceiveSome(Span<byte> buffer)
    {
        try
        {
            return _socket.Receive(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Lost(e);
        }
    }

    /// <inheritdoc/>
    public void CloseSend() => TcpSockets.Shutdown(_socket, SocketShutdown.Send);

    /// <inheritdoc/>
    public void Abort() => TcpSockets.Reset(_socket);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static ConnectionException Lost(Exception cause) => new($"the connection to the peer was lost: {cause.Message}", cause);

    private unsafe long SendEach(ReadOnlySpan<IoVector> parts)
    {
        long bytes = 0;
        foreach (IoVector part in parts)
        {
            var data = new ReadOnlySpan<byte>((void*)part.Address, checked((int)part.LengthBytes));
            for (int sent = 0; sent < data.Length;) sent += _socket.Send(data[sent..]);
            bytes += data.Length;
        }

        return bytes;
    }
}
