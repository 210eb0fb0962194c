using System.Runtime.InteropServices;
using MultifdBench.Deflate;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// A deflate Huffman table of libqpl, for compressing and decompressing canned streams. Immutable; jobs of all threads may share it.
/// </summary>
public sealed unsafe class QplHuffmanTable : SafeHandle
{
    private const int Combined = 0; // both directions in one table

    // The library's auto path: a table that device and software jobs can both use.
    private const QplJobPath Both = 0;

    private QplHuffmanTable(nint table)
        : base(0, ownsHandle: true) => SetHandle(table);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>libqpl's form of a canned table: streams of either decode with the other.</summary>
    /// <exception cref="InvalidOperationException">libqpl refused.</exception>
    public static QplHuffmanTable Of(CannedTable table) => FromHistogram(QplHistogram.ForCode(table.LiteralLengths, table.DistanceLengths));

    /// <summary>The table that libqpl makes from statistics.</summary>
    /// <exception cref="InvalidOperationException">libqpl refused.</exception>
    public static QplHuffmanTable FromHistogram(QplHistogram histogram)
    {
        nint handle = 0;
        Demand(QplNative.CreateTable(Combined, Both, default, &handle), "made no Huffman table");
        QplHuffmanTable table = new(handle);
        fixed (uint* counts = histogram.Structure)
        {
            int status = QplNative.InitTable(handle, counts);
            if (status == QplStatus.Ok) return table;
            table.Dispose();
            Demand(status, "refused the statistics of a Huffman table");
            return table;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => QplNative.DestroyTable(handle) == QplStatus.Ok;

    private static void Demand(int status, string what)
    {
        if (status != QplStatus.Ok) throw new InvalidOperationException($"libqpl {what}: {QplStatus.Describe(status)}.");
    }
}
