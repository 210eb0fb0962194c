using MultifdBench.Guest;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Threads;

namespace MultifdBench.Tests.Multifd.Source;

/// <summary>Work reaches its channel in order, each piece once, and an end overtakes it.</summary>
public sealed class ChannelQueueTests
{
    private readonly FaultLatch _faults = new();

    [Fact]
    public void BatchesAndSyncs_AreDoneInOrder_AndEmptyBatchesComeBack()
    {
        const int Batches = 5000;
        ChannelGate gate = new(_faults);
        ChannelQueue queue = new(gate);
        using GuestMemory memory = new([new RamBlockSpec("pc.ram", 1 << 16)]);
        List<long> done = [];
        BackgroundThread channel = BackgroundThread.Start(() =>
        {
            for (ChannelWork work = queue.Next(); work != ChannelWork.End; work = queue.Next())
            {
                done.Add(work == ChannelWork.Sync ? -1 : queue.Current.Offsets[0] >> Page.Shift);
                // As a channel whose packets take now more, now less time.
                queue.SetLimit(1 + (done.Count % ChannelQueue.MaxBatches));
                queue.Done();
            }
        });
        List<long> posted = [];
        Bounded.Run("posts", () =>
        {
            PageBatch batch = new();
            for (int i = 0; i < Batches; i++)
            {
                Assert.Equal(0, batch.Count);
                batch.Add(memory.Blocks[0], i % 16);
                gate.WaitUntil(static q => q.Outstanding < q.Limit, queue);
                batch = queue.Post(batch);
                posted.Add(i % 16);
                if (i % 7 != 0) continue;
                queue.PostSync();
                posted.Add(-1);
                gate.WaitUntil(static q => q.Outstanding == 0, queue);
                Assert.Equal(posted.Count, done.Count);
            }

            gate.WaitUntil(static q => q.Outstanding == 0, queue);
        });
        queue.PostEnd();
        Bounded.Run("channel", channel.Join);
        Assert.Equal(posted, done);
    }

    [Fact]
    public void End_OvertakesWhatWaits()
    {
        ChannelQueue queue = new(new ChannelGate(_faults));
        queue.Post(new PageBatch());
        Assert.Equal(ChannelWork.Batch, queue.Next());
        queue.PostEnd();
        queue.Done();
        queue.PostSync();
        Assert.Equal(ChannelWork.End, queue.Next());
    }

    [Fact]
    public void MigrationThread_IsWokenWhenHalfIsDone()
    {
        ChannelGate gate = new(_faults);
        ChannelQueue queue = new(gate);
        queue.SetLimit(4);
        for (int i = 0; i < 4; i++) queue.Post(new PageBatch());
        BackgroundThread migration = BackgroundThread.Start(() => gate.WaitUntil(static q => q.Outstanding < q.Limit, queue));
        Bounded.Until("it waits", () => gate.IsAwaited);
        queue.Done();
        Assert.True(gate.IsAwaited, "one free place is no reason to wake it");
        queue.Done();
        Bounded.Run("wait", migration.Join);
    }
}
