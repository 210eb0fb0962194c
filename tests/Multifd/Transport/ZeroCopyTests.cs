using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MultifdBench.Core;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Tests.Multifd.Transport;

/// <summary>Sends without a copy, over the loopback interface, where the kernel copies in the end.</summary>
public sealed class ZeroCopyTests
{
    [Fact]
    public void Bytes_ArriveInOrder_BetweenOrdinaryOnes_AndTheFlushSaysThatTheyWereCopied()
    {
        SkipWithoutIt();
        using LoopbackTcpTransport transport = new();
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            source.UseZeroCopy();
            Assert.Null(source.FlushZeroCopy());
            byte[] bytes = GC.AllocateUninitializedArray<byte>(3 << 20, pinned: true);
            new Random(1).NextBytes(bytes);
            byte[] received = new byte[bytes.Length + 2];
            Task reader = Task.Factory.StartNew(() => destination.Receive(received), TaskCreationOptions.LongRunning);
            source.Send([7]);
            nint start = Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
            source.SendZeroCopy([new IoVector(start, 1 << 20), new IoVector(start + (1 << 20), 2 << 20)]);
            source.Send([8]);
            Assert.True(source.FlushZeroCopy());
            Assert.Null(source.FlushZeroCopy());
            Bounded.Run("reading", reader.Wait);
            Assert.Equal((7, 8), (received[0], received[^1]));
            Assert.True(received.AsSpan(1, bytes.Length).SequenceEqual(bytes));
            Assert.Equal(bytes.Length + 2, source.CountedBytes);
        }
    }

    /// <summary>A peer that takes nothing: whoever waits for it, in a send or in a flush, is freed by an abort.</summary>
    [Fact]
    public void Abort_EndsASendAndAFlush()
    {
        SkipWithoutIt();
        using LoopbackTcpTransport transport = new();
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            source.UseZeroCopy();
            byte[] bytes = GC.AllocateUninitializedArray<byte>(64 << 10, pinned: true);
            long rounds = 0;
            Task sender = Task.Factory.StartNew(
                () =>
                {
                    while (true)
                    {
                        source.SendZeroCopy([new IoVector(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0), (nuint)bytes.Length)]);
                        source.FlushZeroCopy();
                        Interlocked.Increment(ref rounds);
                    }
                },
                TaskCreationOptions.LongRunning);
            long last = -1;
            Bounded.Until("the peer's buffers are full", () =>
            {
                long now = Interlocked.Read(ref rounds);
                bool isStuck = now == last;
                last = now;
                Thread.Sleep(50);
                return isStuck;
            });
            source.Abort();
            AggregateException end = Assert.Throws<AggregateException>(() => Bounded.Run("sending", sender.Wait));
            Assert.IsType<ConnectionException>(end.InnerException);
        }
    }

    /// <summary>
    /// More in one send than may be locked at all, by a thread whose memory the kernel counts: root's is not, unless the thread gives that
    /// privilege up.
    /// </summary>
    [Fact]
    public void MoreThanMayBeLocked_IsAnErrorWithTheRemedy()
    {
        SkipWithoutIt();
        string[] limits = File.ReadAllLines("/proc/self/limits");
        long? limit = ProcessLimits.Soft(limits, "Max locked memory");
        Assert.SkipUnless(limit is < 64 * Units.MiB, "this process may lock any amount of memory, or a lot");
        using LoopbackTcpTransport transport = new();
        (IConnection source, IConnection destination) = transport.Connect();
        using (source)
        using (destination)
        {
            source.UseZeroCopy();
            byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)limit!.Value) + (1 << 20), pinned: true);
            Exception? failure = null;
            Thread thread = new(() =>
            {
                GiveUpCapabilities();
                IoVector all = new(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0), (nuint)bytes.Length);
                failure = Record.Exception(() => source.SendZeroCopy([all]));
            });
            thread.Start();
            Bounded.Run("a send that cannot be", thread.Join);
            Assert.Equal(
                "zero-copy-send: the kernel may hold no more memory for sends on their way: raise the limit of locked memory (ulimit -l), "
                + "or net.core.optmem_max, or use fewer channels", Assert.IsType<ZeroCopyException>(failure).Message);
        }
    }

    [Fact]
    public void OtherConnections_RefuseIt()
    {
        (IConnection source, IConnection destination) = new MemoryTransport().Connect();
        using (source)
        using (destination)
        {
            Assert.Equal("zero-copy-send needs a TCP connection in the clear",
                Assert.Throws<ZeroCopyException>(source.UseZeroCopy).Message);
            Assert.Throws<InvalidOperationException>(() => source.SendZeroCopy([]));
            Assert.Null(source.FlushZeroCopy());
        }

        using LoopbackTcpTransport transport = new();
        (source, destination) = transport.Connect();
        using (source)
        using (destination) Assert.Throws<InvalidOperationException>(() => source.SendZeroCopy([]));
    }

    /// <summary>
    /// A control message of level SOL_IP, type IP_RECVERR, then errno, origin, type, code, padding, range [Linux errqueue.h].
    /// </summary>
    [Theory]
    [InlineData(0, 5, 0, 0u, 0u, 1u, false)]
    [InlineData(0, 5, 0, 3u, 9u, 7u, false)]
    [InlineData(0, 5, 1, 3u, 9u, 7u, true)]
    [InlineData(0, 5, 0, uint.MaxValue, 1u, 3u, false)]
    [InlineData(111, 5, 0, 0u, 0u, 0u, false)]
    [InlineData(0, 2, 0, 0u, 0u, 0u, false)]
    public void Notice_IsARangeOfSends(uint error, byte origin, byte code, uint first, uint last, uint sends, bool isCopied)
    {
        byte[] control = new byte[48];
        BinaryPrimitives.WriteUInt32LittleEndian(control.AsSpan(16), error);
        (control[20], control[22]) = (origin, code);
        BinaryPrimitives.WriteUInt32LittleEndian(control.AsSpan(24), first);
        BinaryPrimitives.WriteUInt32LittleEndian(control.AsSpan(28), last);
        Assert.Equal((sends, isCopied), ZeroCopyQueue.Read(control));
        Assert.Equal((0u, false), ZeroCopyQueue.Read(control.AsSpan(0, 31)));
    }

    [Theory]
    [InlineData("qemu-9.0", "multifd")]
    [InlineData("qemu-9.0", "legacy")]
    [InlineData("qemu-7.2", "none")]
    public void WritingGuest_ArrivesWhole_AndEverySyncWaits(string layout, string zeroPages)
    {
        SkipWithoutIt();
        using LoopbackTcpTransport transport = new();
        RunMeasurement run = Migrate(transport, "none", new MigrationParameters
        {
            ZeroCopySend = true,
            WireLayout = WireLayouts.Parse(layout),
            ZeroPageDetection = ZeroPageDetections.Parse(zeroPages),
        });
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        Assert.InRange(run.Sent.ZeroCopyFlushes!.Value, 1, long.MaxValue);
        Assert.Equal(run.Sent.ZeroCopyFlushes, run.Sent.MissedZeroCopyFlushes);
        RunRow row = run.Figures.ToRow(new Combination { Workload = "x", MemoryMib = 1, Method = "none", Channels = 2 }.NewRow(1, default));
        Assert.Equal(run.Sent.MissedZeroCopyFlushes, row.DirtySyncMissedZeroCopy);
        Assert.Contains("zero-copy-send: at ", row.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutIt_NothingIsSaid()
    {
        using LoopbackTcpTransport transport = new();
        RunMeasurement run = Migrate(transport, "none", new MigrationParameters());
        Assert.Equal((RunOutcome.Completed, null, null), (run.Outcome, run.Sent.ZeroCopyFlushes, run.Sent.MissedZeroCopyFlushes));
    }

    /// <summary>A request for these is refused before; an engine that is asked all the same fails and says why.</summary>
    [Theory]
    [InlineData("memory", "none", "zero-copy-send needs a TCP connection in the clear")]
    [InlineData("tcp", "zlib", "zero-copy-send is for pages as they are, and the method compresses")]
    public void WhereItCannotBe_TheMigrationFails(string name, string method, string reason)
    {
        if (name == "tcp") SkipWithoutIt();
        using ITransport transport = Transports.Create(name);
        RunMeasurement run = Migrate(transport, method, new MigrationParameters { ZeroCopySend = true });
        Assert.Equal((RunOutcome.Failed, reason), (run.Outcome, run.Reason));
    }

    private static RunMeasurement Migrate(ITransport transport, string method, MigrationParameters parameters)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 600, threads: 1), null, reuse: false);
        return Bounded.Run("migration", () => new MigrationRun(
            guest, BuiltIn.Methods.Create(new MethodRequest(method)), BuiltIn.OnTheWire, parameters, transport).Execute(default));
    }

    /// <summary>Of the calling thread only, which ends soon.</summary>
    private static void GiveUpCapabilities()
    {
        // struct __user_cap_header_struct of version 3 and the calling thread; then no set has any.
        uint[] header = [0x2008_0522, 0];
        Assert.Equal(0, SetCapabilities(header, new uint[6]));
    }

    [DllImport("libc", EntryPoint = "capset", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetCapabilities(uint[] header, uint[] sets);

    private static void SkipWithoutIt() => Assert.SkipUnless(ZeroCopySends.Probe().IsAvailable, ZeroCopySends.Probe().ToString());
}
