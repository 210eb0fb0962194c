using MultifdBench.Deflate;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Qpl;

/// <summary>Huffman modes as the user, the codec and the rows know them.</summary>
internal static class QplNames
{
    /// <summary>The name on the command line and in <c>runs.csv</c>.</summary>
    public static string Of(QplHuffman huffman) => huffman.ToString().ToLowerInvariant();

    /// <summary>The facts of a request for deflate jobs that this host cannot run.</summary>
    public static MethodFacts FactsAskedFor(MethodRequest request, MethodFacts facts)
    {
        bool device = request.QplPath == QplPath.Hardware;
        return facts with
        {
            Accelerator = device ? "qpl" : facts.Accelerator,
            Path = device ? "hardware" : "software",
            Huffman = Of(request.QplHuffman),
        };
    }

    /// <summary>The codec's mode.</summary>
    public static DeflateMode ModeOf(QplHuffman huffman) => huffman switch
    {
        QplHuffman.Dynamic => DeflateMode.Dynamic,
        QplHuffman.Canned => DeflateMode.Canned,
        _ => DeflateMode.Fixed,
    };
}
