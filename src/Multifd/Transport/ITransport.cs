using System.Net;
using System.Net.Sockets;

namespace MultifdBench.Multifd.Transport;

/// <summary>Makes the connections of a migration inside one process: pairs of a source's and a destination's end.</summary>
public interface ITransport : IDisposable
{
    /// <summary>One new connection, both ends.</summary>
    /// <exception cref="ConnectionException">
    /// The system refuses another connection, for example because too many files are open.
    /// </exception>
    (IConnection Source, IConnection Destination) Connect();
}

/// <summary>Connections through memory; nothing but the engine and the method costs time.</summary>
public sealed class MemoryTransport : ITransport
{
    /// <inheritdoc/>
    public (IConnection Source, IConnection Destination) Connect() => MemoryConnection.CreatePair();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

/// <summary>Connections through TCP on the loopback interface.</summary>
public sealed class LoopbackTcpTransport : ITransport
{
    /// <summary>The host that is connected to.</summary>
    public const string HostName = "127.0.0.1";

    private readonly Socket _listener;

    /// <summary>Listens on a free port of 127.0.0.1; nothing outside this machine can connect.</summary>
    /// <exception cref="ConnectionException">The interface is down, as it is in a fresh network namespace.</exception>
    public LoopbackTcpTransport() => _listener = TcpSockets.Listen(new IPEndPoint(IPAddress.Loopback, 0));

    /// <inheritdoc/>
    public (IConnection Source, IConnection Destination) Connect()
    {
        TcpConnection source = TcpConnection.Connect(_listener.LocalEndPoint!);
        try
        {
            return (source, new TcpConnection(_listener.Accept()));
        }
        catch (SocketException e)
        {
            source.Dispose();
            throw new ConnectionException($"cannot accept a connection on {_listener.LocalEndPoint}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
