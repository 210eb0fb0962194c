using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>A codec as the comparison sees it: one page in, one stream out, no state between pages. Not thread-safe.</summary>
public interface IPageCodec : IDisposable
{
    /// <summary>Room for the stream of a page, whatever the codec.</summary>
    const int MaxStreamBytes = 2 * Page.SizeBytes;

    /// <summary>Name with version or level, as it stands in tables.</summary>
    string Name { get; }

    /// <summary>Compresses a page; 0 or less means that it did not fit.</summary>
    int Compress(ReadOnlySpan<byte> page, Span<byte> destination);

    /// <summary>Restores a page; true when exactly <paramref name="page"/> was filled.</summary>
    bool Decompress(ReadOnlySpan<byte> source, Span<byte> page);

    /// <summary>Restores the pages of a packet, for a codec that gains by having several at once; the others go one by one.</summary>
    /// <param name="streams">Streams of this codec.</param>
    /// <param name="first">The first one to restore.</param>
    /// <param name="pages">A whole number of pages, in memory that does not move.</param>
    /// <returns>Whether all of it was filled.</returns>
    bool DecompressPacket(StreamSet streams, int first, Span<byte> pages)
    {
        bool isDone = true;
        for (int at = 0; at < pages.Length; at += Page.SizeBytes) isDone &= Decompress(streams[first++], pages.Slice(at, Page.SizeBytes));
        return isDone;
    }
}

/// <summary>A codec that this host may or may not have.</summary>
/// <param name="Name">As in <see cref="IPageCodec.Name"/>.</param>
/// <param name="Availability">Whether it is here, else why not and which package brings it.</param>
/// <param name="Create">Makes it; called only when available.</param>
public sealed record PageCodecOffer(string Name, Availability Availability, Func<IPageCodec> Create);
