namespace MultifdBench.Tests;

/// <summary>That what is said to allocate nothing is measured by something that sees an allocation, and nothing else.</summary>
public sealed class AllocationsTests
{
    /// <summary>Where the compiler cannot see that nobody reads the array, and leave it out.</summary>
    private byte[] _seen = [];

    [Fact]
    public void CollectionsOfOthers_AreNotSeen_OwnObjectsAre()
    {
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

            Assert.InRange(Allocations.Of(() => Volatile.Write(ref _seen, new byte[1000])), 1000, 1100);
            Assert.Equal(1000, _seen.Length);
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
