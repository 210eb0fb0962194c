using System.Net;
using System.Net.Sockets;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>What to do to one connection; bytes are counted behind its opening.</summary>
/// <param name="CutForth">Breaks it after so many bytes from the source.</param>
/// <param name="CutBack">Breaks it after so many bytes from the destination.</param>
/// <param name="FlipAt">Flips a bit of this byte from the source.</param>
internal sealed record Tampering(long CutForth = long.MaxValue, long CutBack = long.MaxValue, long FlipAt = -1);

/// <summary>Stands between a source and a destination and does something to one of their connections.</summary>
internal sealed class Meddler : IDisposable
{
    private readonly Socket _listener = TcpSockets.Listen(new HostAddress("127.0.0.1", 0));
    private readonly IPEndPoint _target;
    private readonly Func<ConnectionOpening, Tampering> _tampering;

    /// <param name="target">The destination.</param>
    /// <param name="tampering">What to do to a connection, known by its opening.</param>
    public Meddler(IPEndPoint target, Func<ConnectionOpening, Tampering> tampering)
    {
        _target = target;
        _tampering = tampering;
        Start(Accept);
    }

    public HostAddress Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint!).Port);

    public void Dispose() => _listener.Dispose();

    /// <summary>Runs on a thread of its own what a broken connection may end: tests like these are about such.</summary>
    public static void Start(Action body) => BackgroundThread.Start(body, "meddler");

    private void Accept()
    {
        while (true)
        {
            Socket source = _listener.Accept();
            Start(() => Join(source));
        }
    }

    private void Join(Socket source)
    {
        Socket destination = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        source.NoDelay = true;
        destination.Connect(_target);
        byte[] opening = new byte[ConnectionOpening.SizeBytes];
        for (int filled = 0; filled < opening.Length;) filled += source.Receive(opening.AsSpan(filled));
        destination.Send(opening);
        Tampering tampering = _tampering(ConnectionOpening.Read(opening));
        Start(() => Pump(destination, source, tampering.CutBack, flipAt: -1));
        Pump(source, destination, tampering.CutForth, tampering.FlipAt);
    }

    private static void Pump(Socket from, Socket to, long cut, long flipAt)
    {
        byte[] buffer = new byte[64 * 1024];
        for (long at = 0; at < cut;)
        {
            int received;
            try
            {
                received = from.Receive(buffer, 0, (int)Math.Min(buffer.Length, cut - at), SocketFlags.None);
                if (flipAt >= at && flipAt < at + received) buffer[flipAt - at] ^= 1;
                // A side that has gone is found by either call, and in both cases the other side must hear of it.
                to.Send(buffer.AsSpan(0, received));
            }
            catch (SocketException)
            {
                break;
            }

            if (received == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            at += received;
        }

        foreach (Socket socket in (Socket[])[from, to])
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
        }
    }
}
