using MultifdBench.Core;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages.Kinds;

namespace MultifdBench.Workloads.Pages;

/// <summary>Writes one page of a kind. The page is zeroed and has the length of a page; called from several threads at once.</summary>
internal delegate void PageKindWriter(ref SeededRandom random, Span<byte> page, PagePlace place);

/// <summary>A kind of page that guests hold, with the code that makes one up. Nothing of a real page is stored anywhere.</summary>
/// <param name="Name">As scenarios name it.</param>
/// <param name="Write">Its writer.</param>
internal sealed record PageKind(string Name, PageKindWriter Write)
{
    /// <summary>All kinds. What each is, and where its constants come from, is in workloads/README.md.</summary>
    public static IReadOnlyList<PageKind> All { get; } =
    [
        new("packed_kernel", PackedKernel.Write),
        new("packed_file", PackedFile.Write),
        new("freed_init", FilledPage.WriteFreedInit),
        new("all_ones", FilledPage.WriteAllOnes),
        new("code", MachineCode.Write),
        new("call_frames", CallFrames.Write),
        new("stack_unwind", StackUnwind.Write),
        new("relocations", Relocations.Write),
        new("relocations_32", RisingOffsets.Write),
        new("symbols", ElfSymbols.Write),
        new("type_records", TypeRecords.Write),
        new("packed_names", PackedNames.Write),
        new("names", SymbolText.Write),
        new("messages", MessageText.Write),
        new("constants", ConstantData.Write),
        new("kernel_objects", KernelObjects.Write),
        new("page_structs", PageStructs.Write),
        new("used_page_structs", PageStructs.WriteUsed),
        new("page_tables", PageTables.Write),
        new("heap", HeapChunks.Write),
        new("interpreter_objects", InterpreterObjects.Write),
        new("sparse", SparseWords.Write),
    ];

    /// <summary>The kind of a name, or null.</summary>
    public static PageKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>What follows the statement that a kind does not exist: the nearest name, and all of them.</summary>
    public static string Remedy(string name) =>
        $"{NearestName.Suggest(name, All.Select(kind => kind.Name))} Kinds of pages: {string.Join(", ", All.Select(kind => kind.Name))}.";
}
