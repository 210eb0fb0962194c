using System.Numerics;
using MultifdBench.Core;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// The two hash tables of a record in each stage of its rehash. All records have the same ten field names and the server has one hash
/// seed, so all go through the same stages: <c>debt</c> says how many buckets of the 8-slot table are still to be moved into the
/// 16-slot table; each update of the record moves one. At 0 the small table is freed.
/// </summary>
internal sealed class FieldTables
{
    /// <summary>Fields of a record.</summary>
    public const int Fields = 10;

    /// <summary>An empty slot, or the end of a chain.</summary>
    public const sbyte None = -1;

    private const int HashValues = 16; // the largest table's slots: no other bits of a hash matter

    private const int FieldsBeforeLarge = 8; // with which the 8-slot table is full
    private const ulong MaxSeeds = 1_000_000; // those of every captured server were found among them

    private readonly Stage[] _stages;

    /// <summary>Stages from <paramref name="debt"/> down to 0 for the field hashes of a seed.</summary>
    /// <param name="seed">Everything random.</param>
    /// <param name="debt">Buckets that a load leaves in the 8-slot table.</param>
    /// <param name="slots">Occupied slots of the 16-slot table after a load, a bit for each; 0 for any.</param>
    /// <exception cref="UsageException">No hashes leave both.</exception>
    public FieldTables(ulong seed, int debt, int slots) => _stages = FindStages(seed, debt, slots);

    /// <summary>The tables while <paramref name="debt"/> buckets are left to move.</summary>
    public Stage At(int debt) => _stages[debt];

    /// <summary>One stage.</summary>
    /// <param name="Small">Field at the head of each bucket of the 8-slot table.</param>
    /// <param name="Large">Field at the head of each bucket of the 16-slot table.</param>
    /// <param name="Next">The field that follows each field in its chain.</param>
    /// <param name="SmallUsed">Fields in the 8-slot table.</param>
    /// <param name="RehashIndex">The bucket at which the search for the next one to move begins; −1 when done.</param>
    public sealed record Stage(sbyte[] Small, sbyte[] Large, sbyte[] Next, int SmallUsed, int RehashIndex)
    {
        /// <summary>The bucket that the next update moves.</summary>
        public int NextBucket => Array.FindIndex(Small, RehashIndex, head => head != None);
    }

    /// <summary>Stages under the first hashes with which a load leaves that debt and those slots: of the servers, one like that.</summary>
    private static Stage[] FindStages(ulong seed, int debt, int slots)
    {
        for (ulong stream = 0; stream < MaxSeeds; stream++)
        {
            var random = new SeededRandom(seed, stream);
            var hashes = new int[Fields];
            for (int i = 0; i < Fields; i++)
                hashes[i] = i < FieldsBeforeLarge || slots == 0 ? random.Below(HashValues) : OneOf(ref random, slots);
            FieldDict dict = FieldDict.Load(hashes);
            Stage loaded = dict.Describe();
            if (BitOperations.PopCount(Occupied(loaded.Small)) == debt && (slots == 0 || Occupied(loaded.Large) == slots))
                return Descend(dict, loaded, debt);
        }

        throw new UsageException(
            $"no hash seed of a server leaves rehash_debt: {debt} with table_slots: {slots}; use table_slots: 0 for any.");
    }

    /// <summary>
    /// A slot of a set, where a field that was added last must be: to draw only such ones changes no odds, and finds them sooner.
    /// </summary>
    private static int OneOf(ref SeededRandom random, int slots)
    {
        for (int left = random.Below(BitOperations.PopCount((uint)slots)); left > 0; left--) slots &= slots - 1;
        return BitOperations.TrailingZeroCount(slots);
    }

    private static uint Occupied(sbyte[] table)
    {
        uint slots = 0;
        for (int slot = 0; slot < table.Length; slot++) slots |= table[slot] == None ? 0 : 1U << slot;
        return slots;
    }

    private static Stage[] Descend(FieldDict dict, Stage loaded, int debt)
    {
        var stages = new Stage[debt + 1];
        stages[debt] = loaded;
        for (int left = debt - 1; left >= 0; left--)
        {
            dict.Step();
            stages[left] = dict.Describe();
        }

        return stages;
    }
}
