using MultifdBench.Guest;

namespace MultifdBench.Methods;

/// <summary>Pages of the guest that is about to be migrated, for methods that learn from them (canned Huffman tables).</summary>
public interface IPageSample
{
    /// <summary>
    /// Shows a sample of the guest's non-zero pages, each once. The guest may be running: a page may be torn, which statistics bear.
    /// </summary>
    void Visit(PageVisitor visit);
}
