using MultifdBench.Deflate;

namespace MultifdBench.Methods.Qpl;

/// <summary>Huffman modes as the user, the codec and the rows know them.</summary>
internal static class QplNames
{
    /// <summary>The name on the command line and in <c>runs.csv</c>.</summary>
    public static string Of(QplHuffman huffman) => huffman.ToString().ToLowerInvariant();

    /// <summary>The codec's mode.</summary>
    public static DeflateMode ModeOf(QplHuffman huffman) => huffman switch
    {
        QplHuffman.Dynamic => DeflateMode.Dynamic,
        QplHuffman.Canned => DeflateMode.Canned,
        _ => DeflateMode.Fixed,
    };
}
