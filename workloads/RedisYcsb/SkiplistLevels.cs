using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// Levels of the index's skiplist nodes. Redis throws a coin of 1/4 for each further level [Redis t_zset.c, zslRandomLevel]; here every
/// 4,096 records hold exactly 3072, 768, 192 and 64 nodes of levels 1 to 4 (higher ones count as 4), in one shuffle that each group begins
/// elsewhere, so that the place of any record's node follows from its number. Inside a page, which holds the nodes of some 30 records, that
/// is as uneven as coins are, and the pages of 64-byte objects owe their spread in ratio to it. Thread-safe.
/// </summary>
internal static class SkiplistLevels
{
    private const int GroupShift = 12;
    private const int Group = 1 << GroupShift;
    private const int Highest = 4;

    private static readonly byte[] Shuffled = Shuffle();
    private static readonly ushort[][] Before = [.. Enumerable.Range(1, Highest).Select(Count)];

    /// <summary>Level of a record's node, 1 to 4.</summary>
    public static int Level(long record) => Shuffled[(int)(Turn(record) + record) & (Group - 1)];

    /// <summary>Nodes of a level among the records before <paramref name="record"/>.</summary>
    public static long CountBefore(long record, int level)
    {
        ushort[] before = Before[level - 1];
        int first = Turn(record);
        int end = first + (int)(record & (Group - 1));
        int inGroup = end < Group ? before[end] - before[first] : before[Group] - before[first] + before[end - Group];
        return ((record >> GroupShift) * before[Group]) + inGroup;
    }

    /// <summary>Where in the shuffle the group of a record begins.</summary>
    private static int Turn(long record) => (int)(SeededRandom.Mix((ulong)(record >> GroupShift)) & (Group - 1));

    private static byte[] Shuffle()
    {
        byte[] levels = new byte[Group];
        for (int i = 0; i < Group; i++) levels[i] = (byte)((i & 3) != 0 ? 1 : (i & 15) != 0 ? 2 : (i & 63) != 0 ? 3 : Highest);
        var random = new SeededRandom(1, 2);
        for (int i = Group - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (levels[i], levels[other]) = (levels[other], levels[i]);
        }

        return levels;
    }

    private static ushort[] Count(int level)
    {
        ushort[] before = new ushort[Group + 1];
        for (int i = 0; i < Group; i++) before[i + 1] = (ushort)(before[i] + (Shuffled[i] == level ? 1 : 0));
        return before;
    }
}
