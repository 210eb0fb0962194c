using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Idle.PageClasses;

namespace MultifdBench.Workloads.Idle;

/// <summary>Writes one page of a class. The page is zeroed; <paramref name="pageNumber"/> is its place in guest memory.</summary>
internal delegate void ClassWriter(ref SeededRandom random, Span<byte> page, long pageNumber);

/// <summary>A kind of page that an idle Linux guest holds, with the code that makes one up.</summary>
/// <param name="Name">As in the scenario's <c>page_mix</c>.</param>
/// <param name="Write">Its writer.</param>
internal sealed record PageClass(string Name, ClassWriter Write)
{
    /// <summary>All classes, in the order in which a guest's memory map tends to hold them.</summary>
    public static IReadOnlyList<PageClass> All { get; } =
    [
        new("packed_image", PackedImage.Write),
        new("relocations", RelocationTable.Write),
        new("dense_relocations", RelocationTable.WriteDense),
        new("code", MachineCode.Write),
        new("packed_names", PackedNames.Write),
        new("text", SymbolText.Write),
        new("type_records", TypeRecords.Write),
        new("pointer_table", PointerTable.Write),
        new("slab_objects", SlabObjects.Write),
        new("freed_init", FreedInit.Write),
        new("tree_nodes", TreeNodes.Write),
        new("sparse", TreeNodes.WriteSparse),
        new("page_structs", PageStructs.Write),
    ];
}
