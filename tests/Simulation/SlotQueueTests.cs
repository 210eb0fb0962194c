using MultifdBench.Simulation.Engine;

namespace MultifdBench.Tests.Simulation;

/// <summary>The queue against a sorted list, under everything that its owners do with it.</summary>
public sealed class SlotQueueTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 40)]
    [InlineData(3, 1000)]
    public void SlotsComeInOrderOfTheirKeys_EqualOnesInThatOfTheirSetting(int seed, int most)
    {
        Random random = new(seed);
        SlotQueue queue = new();
        // By slot: key, and the number of its setting.
        Dictionary<int, (long Key, int Order)> queued = [];
        List<int> idle = [];
        for (int i = 0; i < 20_000; i++)
        {
            switch (random.Next(5))
            {
                case 0 when queued.Count + idle.Count < most:
                    idle.Add(queue.Rent());
                    break;
                case 1 when idle.Count > 0:
                    Set(TakeOne(idle), i);
                    break;
                case 2 when queued.Count > 0:
                    // One that is queued is moved.
                    Set(queued.Keys.ElementAt(random.Next(queued.Count)), i);
                    break;
                case 3 when idle.Count > 0:
                    queue.Return(TakeOne(idle));
                    break;
                case 4 when queued.Count > 0:
                    KeyValuePair<int, (long Key, int Order)> first = queued.MinBy(entry => entry.Value);
                    Assert.Equal(first.Value.Key, queue.FirstKey);
                    Assert.Equal(first.Key, queue.Take());
                    queued.Remove(first.Key);
                    idle.Add(first.Key);
                    break;
            }

            Assert.Equal(queued.Count, queue.Count);
        }

        // Few keys, so that many are equal.
        void Set(int slot, int order)
        {
            long key = random.Next(30);
            queue.Set(slot, key);
            queued[slot] = (key, order);
        }

        int TakeOne(List<int> from)
        {
            int at = random.Next(from.Count), slot = from[at];
            from.RemoveAt(at);
            return slot;
        }
    }

    [Fact]
    public void SlotsThatWereGivenBack_AreGivenOutAgain()
    {
        SlotQueue queue = new();
        for (int i = 0; i < 1000; i++)
        {
            int slot = queue.Rent();
            Assert.InRange(slot, 0, 0);
            queue.Set(slot, i);
            Assert.Equal(slot, queue.Take());
            queue.Return(slot);
        }
    }
}
