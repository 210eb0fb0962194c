using MultifdBench.Guest;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd.Transport;

/// <summary>What is lent to the pipe between two threads: order, an end to reading it, and no wait for a reader that is gone.</summary>
public sealed unsafe class MemoryPipeTests
{
    private const int HeaderBytes = 1000;
    private const int Packets = 200;

    [Theory]
    [InlineData(128)]
    [InlineData(1)]
    public void LentPages_ArriveInOrderBehindTheirHeaders(int runs)
    {
        MemoryPipe pipe = new();
        using GuestMemory memory = Memory();
        BackgroundThread writer = BackgroundThread.Start(() =>
        {
            byte[] header = GC.AllocateArray<byte>(HeaderBytes, pinned: true);
            for (int packet = 0; packet < Packets; packet++)
            {
                // The header is the writer's again at once; the pages are not.
                header.AsSpan().Fill((byte)packet);
                WriteLending(pipe, header, memory, runs);
            }

            pipe.TakeBack();
            memory.Clear();
            pipe.Close();
        });
        Bounded.Run("reading", () =>
        {
            byte[] header = new byte[HeaderBytes];
            byte[] pages = new byte[memory.TotalBytes];
            for (int packet = 0; packet < Packets; packet++)
            {
                Assert.Equal(HeaderBytes, pipe.Read(header));
                Assert.Equal(-1, header.AsSpan().IndexOfAnyExcept((byte)packet));
                Assert.Equal(pages.Length, pipe.Read(pages));
                for (int page = 0; page < memory.TotalPages; page++)
                    Assert.Equal((byte)(page + 1), pages[(page * Page.SizeBytes) + (packet % Page.SizeBytes)]);
            }

            Assert.Equal(0, pipe.Read(header));
        });
        Bounded.Run("writer", writer.Join);
    }

    [Fact]
    public void Writer_IsAheadByPackets_AndNotWithoutABound()
    {
        MemoryPipe pipe = new();
        using GuestMemory memory = Memory();
        int written = 0;
        BackgroundThread writer = BackgroundThread.Start(() =>
        {
            byte[] header = GC.AllocateArray<byte>(HeaderBytes, pinned: true);
            Record.Exception(() =>
            {
                for (; written < Packets; Interlocked.Increment(ref written)) WriteLending(pipe, header, memory, runs: 1);
            });
        });
        // 4 MiB are lent at most, and a packet lends half of one.
        Bounded.Until("it is ahead", () => Volatile.Read(ref written) == 8);
        Assert.False(writer.Join(TimeSpan.FromMilliseconds(50)), "it did not wait for the reader");
        Assert.Equal(8, written);
        pipe.Abort();
        Bounded.Run("writer", writer.Join);
    }

    [Fact]
    public void TakeBack_WaitsForTheReader_AndNotAfterAnAbort()
    {
        MemoryPipe pipe = new();
        using GuestMemory memory = Memory();
        byte[] header = GC.AllocateArray<byte>(HeaderBytes, pinned: true);
        WriteLending(pipe, header, memory, runs: 1);
        BackgroundThread waiting = BackgroundThread.Start(pipe.TakeBack);
        Bounded.Run("part", () => pipe.Read(new byte[HeaderBytes + 5000]));
        Assert.False(waiting.Join(TimeSpan.FromMilliseconds(50)), "pages that are still to be read were taken back");
        Bounded.Run("rest", () => pipe.Read(new byte[memory.TotalBytes - 5000]));
        Bounded.Run("taking back", waiting.Join);

        WriteLending(pipe, header, memory, runs: 1);
        pipe.Abort();
        Bounded.Run("taking back what nobody reads", pipe.TakeBack);
        Assert.Throws<ConnectionException>(() => pipe.Read(new byte[1]));
        Assert.Throws<ConnectionException>(() => WriteLending(pipe, header, memory, runs: 1));
    }

    private static GuestMemory Memory()
    {
        GuestMemory memory = new([new RamBlockSpec("pc.ram", 128 * Page.SizeBytes)]);
        for (int page = 0; page < memory.TotalPages; page++) memory.Blocks[0].GetPage(page).Fill((byte)(page + 1));
        return memory;
    }

    private static void WriteLending(MemoryPipe pipe, byte[] pinnedHeader, GuestMemory memory, int runs)
    {
        IoVector[] parts = new IoVector[1 + runs];
        fixed (byte* header = pinnedHeader) parts[0] = new IoVector((nint)header, HeaderBytes);
        nuint runBytes = (nuint)(memory.TotalBytes / runs);
        for (int run = 0; run < runs; run++)
            parts[1 + run] = new IoVector((nint)memory.Blocks[0].Address + (nint)((nuint)run * runBytes), runBytes);
        pipe.WriteLending(parts);
    }
}
