using MultifdBench.Capture.Images;

namespace MultifdBench.Capture.Sources;

/// <summary>Something whose pages can be captured, front to back, without holding them all. Not thread-safe.</summary>
public interface IPageSource : IDisposable
{
    /// <summary>What it is, for people and the header.</summary>
    string Description { get; }

    /// <summary>Ranges of its pages, in the order in which they are read.</summary>
    IReadOnlyList<PageRegion> Regions { get; }

    /// <summary>Fills a span, whole pages, with the next pages. The caller asks for no more than the regions have.</summary>
    /// <exception cref="CaptureException">The source is cut, gone, or refuses.</exception>
    void ReadNext(Span<byte> pages);
}
