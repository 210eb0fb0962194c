using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Measurement.Calibration;

/// <summary>What a codec made of each packet of a sample, several times. Immutable.</summary>
/// <param name="Key">The codec's name in a scenario file.</param>
/// <param name="Library">Library and version.</param>
/// <param name="Pages">Pages of each packet.</param>
/// <param name="Passes">Each pass, packet by packet.</param>
internal sealed record CodecPasses(string Key, string Library, IReadOnlyList<int> Pages, IReadOnlyList<PacketFigures[]> Passes)
{
    /// <summary>Figures of all packets: times are medians of the passes.</summary>
    public CodecFigures Whole => Of([.. Enumerable.Range(0, Pages.Count)]);

    /// <summary>Compressed bytes of a page of a packet.</summary>
    public double BytesPerPage(int packet) => (double)Passes[0][packet].Bytes / Pages[packet];

    /// <summary>Figures of some packets, likewise.</summary>
    /// <param name="packets">Their indices; at least one.</param>
    public CodecFigures Of(IReadOnlyList<int> packets)
    {
        double pages = packets.Sum(i => Pages[i]);
        double bytes = packets.Sum(i => Passes[0][i].Bytes);
        double compressNs = Median.Of(Passes.Select(pass => packets.Sum(i => pass[i].CompressNs)));
        double decompressNs = Median.Of(Passes.Select(pass => packets.Sum(i => pass[i].DecompressNs)));
        return new CodecFigures(Key, Library, pages * Page.SizeBytes / bytes, compressNs / pages, decompressNs / pages);
    }
}

/// <summary>One packet in one pass.</summary>
/// <param name="CompressNs">CPU time to compress it.</param>
/// <param name="DecompressNs">CPU time to restore it.</param>
/// <param name="Bytes">Compressed bytes.</param>
internal readonly record struct PacketFigures(double CompressNs, double DecompressNs, long Bytes);
