namespace MultifdBench.Tests;

/// <summary>That what is said to allocate nothing is measured by something that sees an allocation, and nothing else.</summary>
public sealed class AllocationsTests
{
    [Fact]
    public void CollectionsOfOthers_AreNotSeen_OwnObjectsAre()
    {
        int seen = 0;
        bool isOver = false;
        Thread other = new(() =>
        {
            while (!Volatile.Read(ref isOver)) GC.KeepAlive(new byte[2000]);
        })
        {
            IsBackground = true,
        };
        other.Start();
        try
        {
            // Twenty times, for it matters how much of the thread's piece of the heap is left.
            for (int i = 0; i < 20; i++)
            {
                GC.KeepAlive(new byte[100 + 300 * i]);
                Assert.Equal(0, Allocations.Of(() => AwaitCollections(2)));
            }

            Assert.InRange(Allocations.Of(() => seen += new byte[1000].Length), 1000, 1100);
            Assert.Equal(1000, seen);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            other.Join();
        }
    }

    private static void AwaitCollections(int count)
    {
        int before = GC.CollectionCount(0);
        while (GC.CollectionCount(0) < before + count) Thread.SpinWait(100);
    }
}
