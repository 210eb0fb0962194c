using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Core;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// Sockets between two hosts. All of them block: a gathering send goes past .NET, which makes a socket non-blocking at its first
/// asynchronous call.
/// </summary>
public static class TcpSockets
{
    // The system takes as many as net.core.somaxconn allows: a burst of strangers must not make it forget a channel.
    private const int Backlog = 4096;

    // A peer whose host is gone says nothing, not even that it is gone. After 10 s of silence the kernel asks, and gives up 15 s later.
    private const int KeepAliveIdleSeconds = 10;
    private const int KeepAliveIntervalSeconds = 5;
    private const int KeepAliveProbes = 3;

    /// <summary>Connects to the first address of a host that answers.</summary>
    /// <param name="address">Where.</param>
    /// <param name="limit">
    /// How long that may take; where the host has several addresses, each has an equal part of what the others left.
    /// </param>
    /// <exception cref="ConnectionException">Nobody listens there, or it cannot be reached in time.</exception>
    public static Socket Connect(HostAddress address, TimeSpan limit)
    {
        string reason = "it has no address";
        IReadOnlyList<IPEndPoint> endPoints = address.Resolve();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < endPoints.Count; i++)
        {
            IPEndPoint endPoint = endPoints[i];
            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            TimeSpan part = left > TimeSpan.Zero ? left / (endPoints.Count - i) : TimeSpan.Zero;
            Socket? socket = null;
            bool isLate = false;
            try
            {
                socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                // A blocking connect has no time limit of its own; closing the socket ends it, with whatever error the system has for that.
                using Timer timer = new(
                    late =>
                    {
                        Volatile.Write(ref isLate, true);
                        ((Socket)late!).Dispose();
                    },
                    socket, part, Timeout.InfiniteTimeSpan);
                socket.Connect(endPoint);
                Configure(socket);
                return socket;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                socket?.Dispose();
                reason = Volatile.Read(ref isLate)
                    ? Invariant.Text($"no answer in {limit.TotalSeconds:0.#} s")
                    : e is SocketException refused ? new SocketException(refused.ErrorCode).Message : e.Message;
            }
        }

        throw new ConnectionException($"cannot connect to {address}: {reason}");
    }

    /// <summary>Listens on the first address of a host.</summary>
    /// <exception cref="ConnectionException">The address is not this machine's, or the port is taken.</exception>
    public static Socket Listen(HostAddress address) => Listen(address.Resolve()[0], address.ToString());

    /// <summary>Listens.</summary>
    /// <param name="endPoint">Where; port 0 takes a free one.</param>
    /// <param name="name">The address as the user wrote it, for the message; null for what <paramref name="endPoint"/> reads as.</param>
    /// <exception cref="ConnectionException">The address is not this machine's, or the port is taken.</exception>
    public static Socket Listen(IPEndPoint endPoint, string? name = null)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new ConnectionException($"cannot listen on {name ?? endPoint.ToString()}: {e.Message}", e);
        }
    }

    /// <summary>What every socket of a migration between two hosts has: no delay, and keep-alive probes.</summary>
    public static void Configure(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }

    /// <summary>Ends one or both directions of a connection.</summary>
    internal static void Shutdown(Socket socket, SocketShutdown how) => Quietly(() => socket.Shutdown(how));

    /// <summary>
    /// Breaks a connection at once. A peer that is stuck in a send, because our receive buffer is full, does not hear of a shutdown; a
    /// close without linger sends a reset, which ends its call.
    /// </summary>
    internal static void Reset(Socket socket)
    {
        Shutdown(socket, SocketShutdown.Both);
        Quietly(() => socket.LingerState = new LingerOption(enable: true, seconds: 0));
        socket.Dispose();
    }

    private static void Quietly(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already closed by either side: that is what was wanted.
        }
    }
}
