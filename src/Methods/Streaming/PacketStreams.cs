using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Streaming;

/// <summary>
/// How a packet's pages are split over independent streams (<c>--streams</c>): neighbouring pages share one. With 128 streams every page is
/// alone, as in QEMU's method qpl; with fewer, pages help each other's ratio and fewer jobs can run at a time.
/// </summary>
/// <param name="Streams">1, 2, 4 … 128.</param>
internal readonly record struct PacketStreams(int Streams)
{
    /// <summary>Streams when none are asked for: one per page.</summary>
    public const int PerPage = PacketHeader.PagesPerPacket;

    /// <summary>Pages in a full stream.</summary>
    public int PagesPerStream => PacketHeader.PagesPerPacket / Streams;

    /// <summary>Bytes in a full stream.</summary>
    public int BytesPerStream => PagesPerStream * Page.SizeBytes;

    /// <summary>Streams of a packet with <paramref name="pages"/> pages.</summary>
    public int Count(int pages) => (pages + PagesPerStream - 1) / PagesPerStream;

    /// <summary>
    /// Pages of stream <paramref name="index"/> in a packet with <paramref name="pages"/> pages; the last one may have fewer.
    /// </summary>
    public int PagesOf(int index, int pages) => Math.Min(PagesPerStream, pages - (index * PagesPerStream));

    /// <summary>These pages of a packet.</summary>
    public PacketPages PagesOf(int index, PacketPages pages) => pages.Slice(index * PagesPerStream, PagesOf(index, pages.Count));
}
