using MultifdBench.Guest;
using MultifdBench.Workloads.RedisYcsb;

namespace MultifdBench.Tests.Workloads;

/// <summary>The slow, obvious version of what requests dirty: one line for each object, no bytes written.</summary>
internal readonly struct PageCounter(HeapLayout layout, FieldTables tables, DirtyBitmap dirty) : IRequestSink
{
    public void Wake()
    {
        for (int page = 0; page < HeapLayout.ServerPages; page++) dirty.Mark(page);
    }

    public void LookUp(long record, int connection)
    {
        Touch(new RecordPlaces(layout, record).Object);
        for (int page = 0; page < 3; page++) dirty.Mark(HeapLayout.ServerPages + (connection * HeapLayout.ConnectionPages) + page);
    }

    public void Update(long record, int field, int debt)
    {
        var places = new RecordPlaces(layout, record);
        Touch(places.Value(field));
        Touch(places.Value(field) + 103);
        Touch(places.FieldEntry(field));
        if (debt == 0) return;
        Touch(places.Header);
        Touch(places.SmallTable);
        Touch(places.LargeTable);
        FieldTables.Stage now = tables.At(debt);
        FieldTables.Stage then = tables.At(debt - 1);
        for (int f = 0; f < FieldTables.Fields; f++)
        {
            bool moves = Chain(now, f) && !Chain(then, f);
            if (moves) Touch(places.FieldEntry(f));
        }
    }

    /// <summary>Whether a field is in the small table.</summary>
    private static bool Chain(FieldTables.Stage stage, int field)
    {
        foreach (sbyte head in stage.Small)
        {
            for (sbyte f = head; f != FieldTables.None; f = stage.Next[f])
            {
                if (f == field) return true;
            }
        }

        return false;
    }

    private void Touch(long offset) => dirty.Mark(offset >> Page.Shift);
}
