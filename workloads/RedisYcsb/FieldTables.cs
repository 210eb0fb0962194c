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

    private const int SmallSlots = 8;
    private const int LargeSlots = 16;
    private const int FieldsBeforeGrowth = 8;

    // The measured server's hash seed is not known, but the pages of its 16-slot tables compress to 8.21 (zlib-1). Ours do to 9.9 with
    // three occupied slots, 8.4 with four or five, 6.7 with six; with four, which is assumed, the deciles of all pages fit best.
    private const int MeasuredDebt = 3;
    private const int MeasuredHeads = 4;

    private readonly Stage[] _stages;

    /// <summary>Stages from <paramref name="debt"/> down to 0 for the field hashes of a seed.</summary>
    public FieldTables(ulong seed, int debt)
    {
        int[] hashes = FindHashes(seed, debt);
        int[] buckets = Buckets(hashes);
        _stages = [.. Enumerable.Range(0, debt + 1).Select(left => Build(hashes, buckets, left))];
    }

    /// <summary>The tables while <paramref name="debt"/> buckets are left to move.</summary>
    public Stage At(int debt) => _stages[debt];

    /// <summary>One stage.</summary>
    /// <param name="Small">Field at the head of each bucket of the 8-slot table.</param>
    /// <param name="Large">Field at the head of each bucket of the 16-slot table.</param>
    /// <param name="Next">The field that follows each field in its chain.</param>
    /// <param name="SmallUsed">Fields in the 8-slot table.</param>
    /// <param name="RehashIndex">Next bucket to move; −1 when done.</param>
    public sealed record Stage(sbyte[] Small, sbyte[] Large, sbyte[] Next, int SmallUsed, int RehashIndex);

    /// <summary>
    /// Hashes under which the first eight fields take more buckets than are left to move, and, with the debt of the measured server, under
    /// which the pages of 16-slot tables compress as its did.
    /// </summary>
    private static int[] FindHashes(ulong seed, int debt)
    {
        for (ulong stream = 0; ; stream++)
        {
            var random = new SeededRandom(seed, stream);
            var hashes = new int[Fields];
            for (int i = 0; i < Fields; i++) hashes[i] = random.Below(LargeSlots);
            int[] buckets = Buckets(hashes);
            if (buckets.Length > debt && (debt != MeasuredDebt || HeadsOf(hashes, buckets, debt) == MeasuredHeads)) return hashes;
        }
    }

    private static int[] Buckets(int[] hashes) =>
        [.. Enumerable.Range(0, SmallSlots).Where(bucket => hashes.Take(FieldsBeforeGrowth).Any(hash => hash % SmallSlots == bucket))];

    private static int HeadsOf(int[] hashes, int[] buckets, int debt) => Build(hashes, buckets, debt).Large.Count(head => head != None);

    private static Stage Build(int[] hashes, int[] buckets, int left)
    {
        int[] staying = buckets[^left..];
        var small = Enumerable.Repeat(None, SmallSlots).ToArray();
        var large = Enumerable.Repeat(None, LargeSlots).ToArray();
        var next = Enumerable.Repeat(None, Fields).ToArray();
        foreach (int field in InOrder(hashes, buckets, staying))
        {
            sbyte[] table = Stays(hashes, field, staying) ? small : large;
            // A new or moved entry goes to the head of its chain [Redis dict.c, dictAddRaw, dictRehash].
            int slot = hashes[field] % table.Length;
            next[field] = table[slot];
            table[slot] = (sbyte)field;
        }

        int smallUsed = Enumerable.Range(0, Fields).Count(field => Stays(hashes, field, staying));
        return new Stage(small, large, next, smallUsed, left == 0 ? -1 : staying[0]);
    }

    private static bool Stays(int[] hashes, int field, int[] staying) => field < FieldsBeforeGrowth && staying.Contains(hashes[field] % SmallSlots);

    /// <summary>Fields in the order in which they reached their table: what was added last, then the moved buckets, so that a move adds at heads only.</summary>
    private static IEnumerable<int> InOrder(int[] hashes, int[] buckets, int[] staying) =>
        Enumerable.Range(FieldsBeforeGrowth, Fields - FieldsBeforeGrowth)
            .Concat(buckets.Except(staying).Concat(staying).SelectMany(bucket => Enumerable.Range(0, FieldsBeforeGrowth).Where(field => hashes[field] % SmallSlots == bucket)));
}
