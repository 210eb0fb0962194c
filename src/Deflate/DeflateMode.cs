namespace MultifdBench.Deflate;

/// <summary>Which Huffman code a page is sent in.</summary>
public enum DeflateMode
{
    /// <summary>The code that RFC 1951 defines: nothing to build, nothing to send.</summary>
    Fixed,

    /// <summary>A code made for each block and sent with it.</summary>
    Dynamic,

    /// <summary>A code that both sides know beforehand; blocks carry no header.</summary>
    Canned,
}
