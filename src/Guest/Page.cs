namespace MultifdBench.Guest;

/// <summary>The unit of everything: a page of guest memory.</summary>
public static class Page
{
    /// <summary>Bytes in a page.</summary>
    public const int SizeBytes = 4096;

    /// <summary>log2 of <see cref="SizeBytes"/>.</summary>
    public const int Shift = 12;

    /// <summary>Pages that cover <paramref name="bytes"/>; the last one may be partly used.</summary>
    public static long Count(long bytes) => (bytes + SizeBytes - 1) >> Shift;
}

/// <summary>Is shown one page, <see cref="Page.SizeBytes"/> long; the span is valid during the call only.</summary>
public delegate void PageVisitor(ReadOnlySpan<byte> page);
