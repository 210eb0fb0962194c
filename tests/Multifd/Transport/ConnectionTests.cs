using CsCheck;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd.Transport;

/// <summary>What every transport promises: order, ends, and that nobody waits for a peer that is gone.</summary>
public sealed class ConnectionTests
{
    public static TheoryData<string> Names => [.. Transports.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void AnySizesOfWritesAndReads_KeepEveryByteInOrder(string transport)
    {
        using ITransport connections = Transports.Create(transport);
        Gen<int[]> sizes = Gen.OneOf(Gen.Int[0, 300], Gen.Int[1, 100_000], Gen.Const(512 * 1024), Gen.Const(700_000)).Array[1, 12];
        Gen.Select(sizes, sizes, Gen.Bool).Sample((writes, reads, some) => Stress(connections, writes, reads, some), seed: "0N0XIzNsQ0O2",
            iter: 60, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ManySmallMessages_KeepEveryByteInOrder(string transport)
    {
        using ITransport connections = Transports.Create(transport);
        Stress(connections, [.. Enumerable.Range(0, 20_000).Select(i => 1 + (i * 7919 % 97))], [12, 1332, 5], some: false);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void GatheringSend_IsOneStream(string transport)
    {
        using ITransport connections = Transports.Create(transport);
        (IConnection source, IConnection destination) = connections.Connect();
        using (source)
        using (destination)
        {
            byte[] data = Pattern(3 * 4096);
            fixed (byte* start = data)
            {
                IoVector[] parts = [new((nint)start, 4096), new((nint)start + 4096, 0), new((nint)start + 4096, 8000),
                    new((nint)start + 12_096, 192)];
                source.Send(parts.AsSpan());
            }

            byte[] received = new byte[data.Length];
            Assert.Equal(data.Length, destination.Receive(received));
            Assert.Equal(data, received);
            Assert.Equal(data.Length, source.CountedBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void CloseSend_LeavesWhatWasSentAndTheOtherDirection(string transport)
    {
        using ITransport connections = Transports.Create(transport);
        (IConnection source, IConnection destination) = connections.Connect();
        using (source)
        using (destination)
        {
            source.Send(Pattern(10));
            source.CloseSend();
            byte[] buffer = new byte[20];
            Assert.Equal(10, destination.Receive(buffer));
            Assert.Equal(0, destination.Receive(buffer));
            Assert.Equal(0, destination.ReceiveSome(buffer));
            destination.Send(Pattern(3));
            Assert.Equal(3, source.Receive(buffer.AsSpan(0, 3)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Abort_WakesAReaderOnEitherSide(string transport)
    {
        foreach (bool ownSide in (bool[])[true, false])
        {
            using ITransport connections = Transports.Create(transport);
            (IConnection source, IConnection destination) = connections.Connect();
            using (source)
            using (destination)
            {
                Thread reader = Blocked(() => destination.Receive(new byte[10]));
                (ownSide ? destination : source).Abort();
                Assert.True(reader.Join(TimeSpan.FromSeconds(10)), "the reader is still waiting");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Abort_WakesAWriterWhoseBuffersAreFull(string transport)
    {
        foreach (bool ownSide in (bool[])[true, false])
        {
            using ITransport connections = Transports.Create(transport);
            (IConnection source, IConnection destination) = connections.Connect();
            using (source)
            using (destination)
            {
                Exception? seen = null;
                Thread writer = Blocked(() => seen = Record.Exception(() => source.Send(new byte[64 << 20])));
                (ownSide ? source : destination).Abort();
                Assert.True(writer.Join(TimeSpan.FromSeconds(10)),
                    $"the writer is still waiting after {(ownSide ? "its own side" : "the peer")} was aborted");
                Assert.IsType<ConnectionException>(seen);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SendAfterThePeerIsGone_Fails(string transport)
    {
        using ITransport connections = Transports.Create(transport);
        (IConnection source, IConnection destination) = connections.Connect();
        using (source)
        {
            destination.Dispose();
            // The first send may still find room in a socket's buffer.
            Bounded.Run("sends", () => Assert.Throws<ConnectionException>(() =>
            {
                for (int i = 0; i < 1000; i++) source.Send(new byte[100_000]);
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dispose_LetsThePeerReadWhatWasSent(string transport)
    {
        using ITransport connections = Transports.Create(transport);
        (IConnection source, IConnection destination) = connections.Connect();
        using (destination)
        {
            source.Send(Pattern(1000));
            source.Dispose();
            Assert.Equal(1000, destination.Receive(new byte[2000]));
        }
    }

    [Fact]
    public void NobodyListening_IsAClearFailure()
    {
        System.Net.IPEndPoint free;
        using (System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp))
        {
            socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
            free = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port);
        }

        Assert.Contains($"cannot connect to {free}", Assert.Throws<ConnectionException>(() => TcpConnection.Connect(free)).Message,
            StringComparison.Ordinal);
    }

    private static void Stress(ITransport connections, int[] writes, int[] reads, bool some)
    {
        (IConnection source, IConnection destination) = connections.Connect();
        using (source)
        using (destination)
        {
            byte[] data = Pattern(writes.Sum());
            BackgroundThread writer = BackgroundThread.Start(() =>
            {
                int sent = 0;
                foreach (int size in writes)
                {
                    source.Send(data.AsSpan(sent, size));
                    sent += size;
                }

                source.CloseSend();
            });
            byte[] received = Bounded.Run("reader", () => ReadAll(destination, [.. reads.Where(size => size > 0), 100], some));
            Assert.True(writer.Join(TimeSpan.FromSeconds(10)), "the writer is still waiting");
            Assert.True(data.AsSpan().SequenceEqual(received), $"{data.Length} bytes sent, {received.Length} received, or other ones");
        }
    }

    private static byte[] ReadAll(IConnection connection, int[] sizes, bool some)
    {
        MemoryStream received = new();
        for (int i = 0; ; i++)
        {
            byte[] buffer = new byte[sizes[i % sizes.Length]];
            int count = some ? connection.ReceiveSome(buffer) : connection.Receive(buffer);
            received.Write(buffer, 0, count);
            if (count == 0) return received.ToArray();
        }
    }

    /// <summary>Starts a thread that makes a call, and waits until the thread waits in it.</summary>
    private static Thread Blocked(Action call)
    {
        string? task = null;
        Thread thread = new(() =>
        {
            Volatile.Write(ref task, File.ResolveLinkTarget("/proc/thread-self", returnFinalTarget: false)?.FullName ?? "");
            Record.Exception(call);
        })
        {
            IsBackground = true,
        };
        Assert.SkipUnless(OperatingSystem.IsLinux(), "that a thread waits in a call of the system is read from Linux's /proc");
        thread.Start();
        Bounded.Until("the thread waits in its call", () => Volatile.Read(ref task) is { } folder && IsWaiting(folder));
        return thread;
    }

    /// <summary>Whether a thread sleeps until something happens: S behind the name in brackets [proc_pid_stat(5)].</summary>
    private static bool IsWaiting(string task)
    {
        string stat = File.ReadAllText(Path.Combine(task, "stat"));
        return stat[stat.LastIndexOf(')') + 2] == 'S';
    }

    private static byte[] Pattern(int length)
    {
        byte[] data = new byte[length];
        new System.Random(length).NextBytes(data);
        return data;
    }
}
