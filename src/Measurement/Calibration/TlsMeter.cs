using System.Runtime.InteropServices;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Tls;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// What encryption costs here: packets over a TCP connection of the loopback interface with TLS and in the clear, in turn, CPU time of
/// either side's thread. The difference is TLS: the cipher, the copies around it, and the smaller pieces that the socket gets. Packets of
/// pages have full records and packets without a payload have one small record each, which tells bytes from records. Below a second where
/// nothing else runs.
/// </summary>
internal static class TlsMeter
{
    private const int Passes = 7;
    private const int PagesBytes = PacketHeader.PagesPerPacket * Page.SizeBytes;

    // 16 MiB: beyond the caches that a channel has to itself.
    private const int PagePackets = 32;
    private const int EmptyPackets = 1024;

    /// <summary>Measures both sides.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ConnectionException">The loopback interface cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TlsFigures Measure(CancellationToken cancellation)
    {
        using TlsEnds ends = TlsEnds.Of(new TlsChoice("", ""));
        using LoopbackTcpTransport clear = new();
        using TlsTransport encrypted = new(new LoopbackTcpTransport(), ends.Source, ends.Destination);
        byte[] sent = GC.AllocateUninitializedArray<byte>(PagePackets * PagesBytes, pinned: true);
        byte[] received = GC.AllocateUninitializedArray<byte>(sent.Length, pinned: true);
        sent.AsSpan().Fill(0x5a);
        List<PassTimes> passes = [];
        // The first pass pays for what is compiled and loaded, and is dropped.
        for (int pass = 0; pass <= Passes; pass++)
        {
            cancellation.ThrowIfCancellationRequested();
            SideTimes inClear = Run(clear, sent, received);
            SideTimes inTls = Run(encrypted, sent, received);
            if (!received.AsSpan().SequenceEqual(sent)) throw new InvalidOperationException("an encrypted connection has changed bytes");
            if (pass > 0) passes.Add(new PassTimes(inClear, inTls));
        }

        (double encryptByte, double encryptRecord) = Solve(passes, static times => times.Source);
        (double decryptByte, double decryptRecord) = Solve(passes, static times => times.Destination);
        return new TlsFigures
        {
            Version = passes[0].Encrypted.Version,
            EncryptNsPerByte = encryptByte,
            DecryptNsPerByte = decryptByte,
            EncryptNsPerRecord = encryptRecord,
            DecryptNsPerRecord = decryptRecord,
            HandshakeNs = Median.Of(passes.Select(pass => pass.Encrypted.HandshakeNs)),
        };
    }

    /// <summary>
    /// Two packets, two unknowns: one of a header alone is a record, one of pages as many records as its bytes fill. What comes out below
    /// nothing is noise.
    /// </summary>
    private static (double NsPerByte, double NsPerRecord) Solve(List<PassTimes> passes, Func<SideTimes, SideTime> side)
    {
        double Extra(Func<SideTime, double> figure) =>
            Median.Of(passes.Select(pass => figure(side(pass.Encrypted)))) - Median.Of(passes.Select(pass => figure(side(pass.Clear))));
        double emptyNs = Math.Max(0, Extra(static time => time.EmptyPacketNs));
        double pagesNs = Math.Max(0, Extra(static time => time.PagesPacketNs));
        const double Bytes = PacketHeader.SizeBytes + PagesBytes;
        double records = TlsRecord.CountFor((long)Bytes);
        double perByte = Math.Max(0, (pagesNs - records * emptyNs) / (Bytes - records * PacketHeader.SizeBytes));
        // Where small records cost less than their share of full ones, all is in the bytes, or all in the records.
        if (perByte * PacketHeader.SizeBytes > emptyNs) return (pagesNs / Bytes, 0);
        return perByte == 0 ? (0, pagesNs / records) : (perByte, emptyNs - perByte * PacketHeader.SizeBytes);
    }

    /// <summary>One connection: hands are shaken, then packets without a payload, then packets of pages.</summary>
    private static SideTimes Run(ITransport transport, byte[] sent, byte[] received)
    {
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            (long handshakeNs, SideTime time) atDestination = default;
            Exception? failure = null;
            Thread receiver = new(() =>
            {
                try
                {
                    atDestination = Receive(destination, received);
                }
                catch (Exception e) when (e is ConnectionException or TlsException)
                {
                    failure = e;
                    source.Abort();
                }
            })
            {
                IsBackground = true,
                Name = "calibration",
            };
            receiver.Start();
            (long handshakeNs, SideTime atSource) = Send(source, destination, receiver, sent);
            receiver.Join();
            if (failure is not null) throw new ConnectionException($"the loopback interface cannot be used: {failure.Message}", failure);
            return new SideTimes(atSource, atDestination.time, (handshakeNs + atDestination.handshakeNs) / 2.0,
                source.Tls?.Version ?? "");
        }
    }

    private static (long HandshakeNs, SideTime Time) Send(
        IConnection connection, IConnection destination, Thread receiver, byte[] sent)
    {
        try
        {
            byte[] header = GC.AllocateArray<byte>(PacketHeader.SizeBytes, pinned: true);
            long start = ThreadCpuClock.NowNs();
            connection.Send(header);
            long shaken = ThreadCpuClock.NowNs();
            for (int i = 0; i < EmptyPackets; i++) connection.Send(header);
            long empty = ThreadCpuClock.NowNs();
            Span<IoVector> parts = stackalloc IoVector[2];
            for (int i = 0; i < PagePackets; i++)
            {
                // Both arrays are pinned, and the second part lies within the array: there are as many packets as fit.
                parts[0] = new IoVector(Marshal.UnsafeAddrOfPinnedArrayElement(header, 0), PacketHeader.SizeBytes);
                parts[1] = new IoVector(Marshal.UnsafeAddrOfPinnedArrayElement(sent, i * PagesBytes), PagesBytes);
                connection.Send(parts);
            }

            return (shaken - start, new SideTime((empty - shaken) / (double)EmptyPackets,
                (ThreadCpuClock.NowNs() - empty) / (double)PagePackets));
        }
        catch
        {
            destination.Abort();
            receiver.Join();
            throw;
        }
    }

    private static (long HandshakeNs, SideTime Time) Receive(IConnection connection, byte[] received)
    {
        Span<byte> header = stackalloc byte[PacketHeader.SizeBytes];
        long start = ThreadCpuClock.NowNs();
        connection.Receive(header);
        long shaken = ThreadCpuClock.NowNs();
        for (int i = 0; i < EmptyPackets; i++) connection.Receive(header);
        long empty = ThreadCpuClock.NowNs();
        for (int i = 0; i < PagePackets; i++)
        {
            connection.Receive(header);
            connection.Receive(received.AsSpan(i * PagesBytes, PagesBytes));
        }

        return (shaken - start, new SideTime((empty - shaken) / (double)EmptyPackets,
            (ThreadCpuClock.NowNs() - empty) / (double)PagePackets));
    }

    /// <summary>CPU of one side, ns.</summary>
    private readonly record struct SideTime(double EmptyPacketNs, double PagesPacketNs);

    /// <summary>CPU of both, the mean of their handshakes, and what was agreed on.</summary>
    private readonly record struct SideTimes(SideTime Source, SideTime Destination, double HandshakeNs, string Version);

    private readonly record struct PassTimes(SideTimes Clear, SideTimes Encrypted);
}
