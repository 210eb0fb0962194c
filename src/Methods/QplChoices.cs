namespace MultifdBench.Methods;

/// <summary>Where QPL runs its jobs (<c>--qpl-path</c>).</summary>
public enum QplPath
{
    /// <summary>On the device where there is one, else in software.</summary>
    Auto,

    /// <summary>On the device; unavailable without one.</summary>
    Hardware,

    /// <summary>On the CPU, even where there is a device.</summary>
    Software,
}

/// <summary>Which Huffman tables a deflate job uses (<c>--qpl-huffman</c>).</summary>
public enum QplHuffman
{
    /// <summary>The tables of the standard [RFC1951 §3.2.6].</summary>
    Fixed,

    /// <summary>Tables made for each job and sent with it.</summary>
    Dynamic,

    /// <summary>One table made from the guest's own pages, known to both sides.</summary>
    Canned,
}
