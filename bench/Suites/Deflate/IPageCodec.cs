using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>A codec as the comparison sees it: one page in, one stream out, no state between pages. Not thread-safe.</summary>
public interface IPageCodec : IDisposable
{
    /// <summary>Name with version or level, as it stands in tables.</summary>
    string Name { get; }

    /// <summary>Compresses a page; 0 or less means that it did not fit.</summary>
    int Compress(ReadOnlySpan<byte> page, Span<byte> destination);

    /// <summary>Restores a page; true when exactly <paramref name="page"/> was filled.</summary>
    bool Decompress(ReadOnlySpan<byte> source, Span<byte> page);
}

/// <summary>A codec that this host may or may not have.</summary>
/// <param name="Name">As in <see cref="IPageCodec.Name"/>.</param>
/// <param name="Availability">Whether it is here, else why not and which package brings it.</param>
/// <param name="Create">Makes it; called only when available.</param>
public sealed record PageCodecOffer(string Name, Availability Availability, Func<IPageCodec> Create);
