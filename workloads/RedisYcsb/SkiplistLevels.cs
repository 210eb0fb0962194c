using System.Numerics;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// Levels of the index's skiplist nodes. Redis throws a coin of 1/4 for each further level; here every 64 records hold exactly 48, 12,
/// 3 and 1 nodes of levels 1 to 4, shuffled, so that the place of any record's node follows from its number without a table.
/// </summary>
internal static class SkiplistLevels
{
    private const int GroupShift = 6;
    private const ulong Level2Places = 0x1084_2108_4210_8421; // 13 places five apart; the first is taken away for level 4
    private const ulong Level3Places = 0x0000_0200_0080_0040;
    private const ulong Level4Places = 1;

    /// <summary>Level of a record's node, 1 to 4.</summary>
    public static int Level(long record)
    {
        ulong bit = 1UL << (int)(record & 63);
        return (Places(record, 4) & bit) != 0 ? 4 : (Places(record, 3) & bit) != 0 ? 3 : (Places(record, 2) & bit) != 0 ? 2 : 1;
    }

    /// <summary>Nodes of a level among the records before <paramref name="record"/>.</summary>
    public static long CountBefore(long record, int level)
    {
        ulong before = (1UL << (int)(record & 63)) - 1;
        return ((record >> GroupShift) * PerGroup(level)) + BitOperations.PopCount(Places(record, level) & before);
    }

    private static int PerGroup(int level) => level switch { 1 => 48, 2 => 12, 3 => 3, _ => 1 };

    private static ulong Places(long record, int level)
    {
        int turn = (int)(SeededRandom.Mix((ulong)(record >> GroupShift)) & 63);
        ulong fixedPlaces = level switch
        {
            1 => ~(Level2Places | Level3Places),
            2 => Level2Places & ~Level4Places,
            3 => Level3Places,
            _ => Level4Places,
        };
        return BitOperations.RotateLeft(fixedPlaces, turn);
    }
}
