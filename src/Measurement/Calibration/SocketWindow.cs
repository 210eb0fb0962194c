using MultifdBench.Core;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Calibration;

/// <summary>How much a TCP connection of the loopback interface takes while nobody reads.</summary>
internal static class SocketWindow
{
    private const int ProbeBytes = 4096;
    private static readonly TimeSpan StandstillTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends to a peer that does not read until nothing moves any more, and then breaks the connection.</summary>
    /// <returns>Bytes.</returns>
    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    public static long Measure()
    {
        using LoopbackTcpTransport transport = new();
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            Thread sender = new(() => SendUntilBroken(source)) { IsBackground = true, Name = "calibration" };
            sender.Start();
            long taken = -1;
            while (taken != source.CountedBytes)
            {
                taken = source.CountedBytes;
                Thread.Sleep(StandstillTime);
            }

            source.Abort();
            sender.Join();
            return Math.Max(taken, 4 * Units.KiB);
        }
    }

    private static void SendUntilBroken(IConnection connection)
    {
        byte[] probe = new byte[ProbeBytes];
        try
        {
            while (true) connection.Send(probe);
        }
        catch (ConnectionException)
        {
            // Broken on purpose: a send that waits for a reader ends no other way.
        }
    }
}
