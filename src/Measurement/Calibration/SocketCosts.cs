using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Calibration;

/// <summary>What a TCP connection of the loopback interface costs its two threads.</summary>
/// <param name="SendNsPerByte">CPU of the sender, the kernel's part of the way included: the median of some batches.</param>
/// <param name="ReceiveNsPerByte">CPU of the receiver, likewise.</param>
/// <param name="MessageNs">CPU of a header's worth of bytes for a thread that waits for them or sends them to one that waits: mean of both.</param>
/// <param name="WindowBytes">Bytes that were taken while nobody read.</param>
internal readonly record struct SocketCosts(double SendNsPerByte, double ReceiveNsPerByte, double MessageNs, long WindowBytes)
{
    // As large as a packet of 128 pages; more of them than any cache holds.
    private const int MessageBytes = 128 * 4096;
    private const int Messages = 64;
    private const int Batches = 5;
    private const int Connections = 7;
    private const int Trips = 200;
    private const int WarmUpMessages = 32;
    private const int ProbeBytes = 4096;
    private static readonly TimeSpan StandstillTime = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    public static SocketCosts Measure()
    {
        using LoopbackTcpTransport transport = new();
        // Which core a thread lands on makes a factor of two; every connection has threads of its own.
        (double SendNs, double ReceiveNs)[] copies = [.. Enumerable.Range(0, Connections).Select(_ => MeasureCopies(transport))];
        double sendNs = EngineMeter.Median(copies.Select(copy => copy.SendNs)), receiveNs = EngineMeter.Median(copies.Select(copy => copy.ReceiveNs));
        return new SocketCosts(sendNs, receiveNs, MeasureMessages(transport), MeasureWindow(transport));
    }

    private static (double SendNs, double ReceiveNs) MeasureCopies(LoopbackTcpTransport transport)
    {
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            double sendNs = 0, receiveNs = 0;
            Thread receiver = new(() => receiveNs = CpuPerByte(buffer => destination.Receive(buffer))) { IsBackground = true, Name = "calibration" };
            Thread sender = new(() => sendNs = CpuPerByte(buffer => source.Send(buffer))) { IsBackground = true, Name = "calibration" };
            receiver.Start();
            sender.Start();
            sender.Join();
            receiver.Join();
            return (sendNs, receiveNs);
        }
    }

    private static double CpuPerByte(Action<byte[]> transfer)
    {
        // Other pages every time, as a guest's are.
        byte[][] buffers = [.. Enumerable.Range(0, WarmUpMessages).Select(_ => GC.AllocateArray<byte>(MessageBytes, pinned: true))];
        foreach (byte[] buffer in buffers) transfer(buffer);
        return MedianBatch(i => transfer(buffers[i % buffers.Length]), Messages) / MessageBytes;
    }

    /// <summary>CPU of one call, ns.</summary>
    private static double MedianBatch(Action<int> call, int calls)
    {
        double[] perCall = new double[Batches];
        for (int batch = 0; batch < Batches; batch++)
        {
            long before = ThreadCpuClock.NowNs();
            for (int i = 0; i < calls; i++) call(i);
            perCall[batch] = (ThreadCpuClock.NowNs() - before) / (double)calls;
        }

        return EngineMeter.Median(perCall);
    }

    /// <summary>A header there and another back, so that each side sleeps until the other has sent, as channels with little to do are.</summary>
    private static double MeasureMessages(LoopbackTcpTransport transport)
    {
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            double partnerNs = 0;
            Thread partner = new(() => partnerNs = Converse(destination, isFirst: false)) { IsBackground = true, Name = "calibration" };
            partner.Start();
            double ownNs = Converse(source, isFirst: true);
            partner.Join();
            // Each side sends one and receives one.
            return (ownNs + partnerNs) / 4;
        }
    }

    private static double Converse(IConnection connection, bool isFirst)
    {
        byte[] message = new byte[PacketHeader.SizeBytes];
        return MedianBatch(
            _ =>
            {
                if (isFirst) connection.Send(message);
                // As a channel does: what all layouts have in common, and then the rest.
                connection.Receive(message.AsSpan(0, PacketHeader.CommonSizeBytes));
                connection.Receive(message.AsSpan(PacketHeader.CommonSizeBytes));
                if (!isFirst) connection.Send(message);
            },
            Trips);
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
