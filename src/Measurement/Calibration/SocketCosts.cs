using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Calibration;

/// <summary>What a TCP connection of the loopback interface costs its two threads.</summary>
/// <param name="SendNsPerByte">CPU of the sender, the kernel's part of the way included.</param>
/// <param name="ReceiveNsPerByte">CPU of the receiver.</param>
/// <param name="WindowBytes">Bytes that were taken while nobody read.</param>
internal readonly record struct SocketCosts(double SendNsPerByte, double ReceiveNsPerByte, long WindowBytes)
{
    // As large as a packet of 128 pages; more of them than any cache holds.
    private const int MessageBytes = 128 * 4096;
    private const int Messages = 256;
    private const int WarmUpMessages = 32;
    private const int ProbeBytes = 4096;
    private static readonly TimeSpan StandstillTime = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    public static SocketCosts Measure()
    {
        using LoopbackTcpTransport transport = new();
        (double sendNs, double receiveNs) = MeasureCopies(transport);
        return new SocketCosts(sendNs, receiveNs, MeasureWindow(transport));
    }

    private static (double SendNs, double ReceiveNs) MeasureCopies(LoopbackTcpTransport transport)
    {
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            double receiveNs = 0;
            Thread receiver = new(() => receiveNs = CpuPerByte(buffer => destination.Receive(buffer))) { IsBackground = true, Name = "calibration" };
            receiver.Start();
            double sendNs = CpuPerByte(buffer => source.Send(buffer));
            receiver.Join();
            return (sendNs, receiveNs);
        }
    }

    private static double CpuPerByte(Action<byte[]> transfer)
    {
        // Other pages every time, as a guest's are.
        byte[][] buffers = [.. Enumerable.Range(0, WarmUpMessages).Select(_ => GC.AllocateArray<byte>(MessageBytes, pinned: true))];
        foreach (byte[] buffer in buffers) transfer(buffer);
        long before = ThreadCpuClock.NowNs();
        for (int i = 0; i < Messages; i++) transfer(buffers[i % buffers.Length]);
        return (ThreadCpuClock.NowNs() - before) / ((double)Messages * MessageBytes);
    }

    /// <summary>Sends to a peer that does not read until nothing moves any more, and then breaks the connection.</summary>
    private static long MeasureWindow(LoopbackTcpTransport transport)
    {
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
