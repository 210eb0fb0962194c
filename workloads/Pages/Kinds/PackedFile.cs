using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>Files that are compressed or encrypted already: their bytes cannot be told from random ones.</summary>
internal static class PackedFile
{
    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place) => random.Fill(page);
}
