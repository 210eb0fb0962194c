using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Methods.Qpl;

public sealed class QplDecompressorTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(64)]
    public void AfterABadStream_TheOthersAreWaitedForAllTheSame(int streams)
    {
        // Else a device goes on writing to the guest when the packet has been given up.
        PacketStreams split = new(streams);
        ScriptedJobs jobs = new(bad: 1);
        using QplDecompressor decompressor = new(jobs, split);
        using GuestMemory memory = new([new RamBlockSpec("pc.ram", 8 * Page.SizeBytes)]);
        long[] offsets = [.. Enumerable.Range(0, 8).Select(page => (long)page * Page.SizeBytes)];
        int count = split.Count(offsets.Length);
        byte[] payload = new byte[(sizeof(uint) * count) + count];
        for (int i = 0; i < count; i++) BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(sizeof(uint) * i), 1);
        PayloadException refused = Assert.Throws<PayloadException>(
            () => decompressor.Decompress(new ArrayPayload(payload), new PacketPages(memory.Blocks[0], offsets)));
        Assert.Equal("stream 1: bad", refused.Message);
        Assert.Equal(Enumerable.Range(0, count), jobs.Waited);
    }

    /// <summary>
    /// Jobs are told addresses. A payload that nobody else holds was collected between submission and wait, and the codec read memory that
    /// was no longer there: a crash of the whole program, once in many runs. Only optimised code lets go so early (DOTNET_TC_QuickJit=0).
    /// </summary>
    [Theory]
    [InlineData("qpl")]
    [InlineData("zlib")]
    public void ThePayload_StaysUntilTheLastWait(string method)
    {
        CollectingJobs jobs = new();
        using IPacketDecompressor decompressor = method == "qpl"
            ? new QplDecompressor(jobs, new PacketStreams(PacketHeader.PagesPerPacket))
            : new QplStreamMethod("zlib", 1, DeflateMode.Fixed, new ScriptedEngine(jobs)).CreateDecompressor(default);
        using GuestMemory memory = new([new RamBlockSpec("pc.ram", Page.SizeBytes)]);
        Decompress(decompressor, jobs, new PacketPages(memory.Blocks[0], [0L]));
        Assert.Equal([true], jobs.WasThere);
        GC.Collect();
        Assert.False(jobs.Payload!.IsAlive); // so the test can tell
    }

    /// <summary>Methods of their own, so that no register or stack slot of the test's holds the array.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Decompress(IPacketDecompressor decompressor, CollectingJobs jobs, PacketPages pages) =>
        decompressor.Decompress(Payload(jobs), pages);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FreshPayload Payload(CollectingJobs jobs)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(sizeof(uint) + 1, pinned: true);
        BinaryPrimitives.WriteInt32BigEndian(bytes, 1);
        jobs.Payload = new WeakReference(bytes);
        return new FreshPayload(bytes);
    }

    private sealed class FreshPayload(byte[] bytes) : IPayloadReader
    {
        public int LengthBytes => bytes.Length;

        public ReadOnlySpan<byte> ReadAll() => bytes;

        public void ReadInto(PacketPages pages) => throw new NotSupportedException();
    }

    private sealed class CollectingJobs : IInflateJobs
    {
        public WeakReference? Payload { get; set; }

        public List<bool> WasThere { get; } = [];

        public void Submit(int slot, ReadOnlySpan<byte> stream, Span<byte> destination, object owner)
        {
        }

        public string? Wait(int slot)
        {
            GC.Collect();
            WasThere.Add(Payload!.IsAlive);
            return null;
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class ScriptedEngine(IInflateJobs jobs) : DeflateEngine
    {
        public override string Path => "software";

        public override string Library => "none";

        public override CannedTable BuildTable(IPageSample pages) => throw new NotSupportedException();

        public override IDeflateJobs CreateDeflateJobs(DeflateMode mode, CannedTable? table, int slots) =>
            throw new NotSupportedException();

        public override IInflateJobs CreateInflateJobs(CannedTable? table, int slots) => jobs;
    }

    private sealed class ScriptedJobs(int bad) : IInflateJobs
    {
        public List<int> Waited { get; } = [];

        public void Submit(int slot, ReadOnlySpan<byte> stream, Span<byte> destination, object owner) => destination.Clear();

        public string? Wait(int slot)
        {
            Waited.Add(slot);
            return slot == bad ? "bad" : null;
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
