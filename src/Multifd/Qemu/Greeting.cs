using System.Net;
using System.Net.Sockets;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Qemu;

/// <summary>A connection that has not said yet what it is: its first bytes as they come in, and no byte more.</summary>
internal sealed class Greeting(Socket socket)
{
    private readonly byte[] _bytes = new byte[InitPacket.SizeBytes];
    private int _count;

    public Socket Socket => socket;

    /// <summary>Who connected; null when it has gone again.</summary>
    public EndPoint? Peer { get; } = socket.RemoteEndPoint;

    /// <summary>What has arrived: at first the 4 bytes of a magic, then the 64 of a channel's initial packet.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _count);

    /// <summary>Takes what has arrived of the first bytes; false when the peer has closed or lost the connection.</summary>
    public bool Receive()
    {
        // The main stream's own reader wants everything behind its magic; a channel's 64 bytes are one packet.
        int wanted = _count < sizeof(uint) ? sizeof(uint) : _bytes.Length;
        try
        {
            int received = socket.Receive(_bytes, _count, wanted - _count, SocketFlags.None);
            _count += received;
            return received > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
