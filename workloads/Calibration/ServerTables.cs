using System.Numerics;
using System.Runtime.InteropServices;

namespace MultifdBench.Workloads.Calibration;

/// <summary>
/// How a server's hash seed has laid the fields of every record into its two tables, read from the pages of a Redis 7.0 that has just been
/// loaded. The seed is drawn anew by each server, and ratios of a fifth of its pages depend on it, so a synthetic guest is to be given the
/// same. Not thread-safe.
/// </summary>
public sealed class ServerTables
{
    private const int TableWords = 16;
    private const int ObjectWords = 8; // of a dict header and of a table of 8 slots
    private const int Fields = 10;
    private const ulong MovingTables = 0x0403_0000; // a header's last word: from 8 slots to 16

    private readonly int[] _slots = new int[1 << TableWords];
    private readonly int[] _debts = new int[ObjectWords + 1];

    /// <summary>Occupied slots of the 16-slot tables, a bit for each; null when no page of such tables was seen.</summary>
    public int? Slots => MostFrequent(_slots);

    /// <summary>Buckets that the 8-slot tables have still to move; null when no dict that moves was seen.</summary>
    public int? Debt => MostFrequent(_debts);

    /// <summary>Looks at a page.</summary>
    public void Visit(ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(page);
        if (SlotsIn(words) is int slots && BitOperations.PopCount((uint)slots) is > 0 and <= Fields) _slots[slots]++;
        for (int at = 0; at + (2 * ObjectWords) <= words.Length; at += ObjectWords)
        {
            if (!IsMovingDict(words.Slice(at, ObjectWords))) continue;
            // The small table was taken from the same slab right after the header.
            ReadOnlySpan<ulong> next = words.Slice(at + ObjectWords, ObjectWords);
            int used = Count(next);
            if (used > 0 && AreAddresses(next)) _debts[used]++;
        }
    }

    /// <summary>The slots that nearly all tables of a page have in common; null when it is no page of tables.</summary>
    private static int? SlotsIn(ReadOnlySpan<ulong> words)
    {
        if (!AreAddresses(words)) return null;
        int tables = words.Length / TableWords;
        int slots = 0;
        for (int slot = 0; slot < TableWords; slot++)
        {
            int used = 0;
            for (int at = slot; at < words.Length; at += TableWords) used += words[at] != 0 ? 1 : 0;
            // Updates have moved buckets of some records since.
            if (used > 2 * tables / 3) slots |= 1 << slot;
            else if (used > tables / 3) return null;
        }

        return slots;
    }

    private static bool IsMovingDict(ReadOnlySpan<ulong> header) =>
        (uint)header[6] == MovingTables && header[3] + header[4] == Fields && header[5] <= ObjectWords;

    private static bool AreAddresses(ReadOnlySpan<ulong> words)
    {
        foreach (ulong word in words)
        {
            if (word != 0 && word >> 40 is not (>= 0x55 and <= 0x7f)) return false;
        }

        return true;
    }

    private static int Count(ReadOnlySpan<ulong> words) => words.Length - words.Count(0UL);

    private static int? MostFrequent(int[] histogram) => histogram.Max() is > 0 and int most ? Array.IndexOf(histogram, most) : null;
}
