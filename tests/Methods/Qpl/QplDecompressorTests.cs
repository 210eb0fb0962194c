using System.Buffers.Binary;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

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
