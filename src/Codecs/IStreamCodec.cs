namespace MultifdBench.Codecs;

/// <summary>One library for one stream format. Immutable and thread-safe; the streams that it makes are not.</summary>
public interface IStreamCodec
{
    /// <summary>Library and version, for example <c>libz 1.2.13</c>.</summary>
    string Library { get; }

    /// <summary>A new compression stream.</summary>
    /// <param name="level">A level of the format's range: 0–9 for zlib, −131072–20 for zstd.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is outside that range.</exception>
    /// <exception cref="InvalidOperationException">The library refuses the level or has no memory for the stream.</exception>
    IStreamCompressor CreateCompressor(int level);

    /// <summary>A new decompression stream.</summary>
    /// <exception cref="InvalidOperationException">The library has no memory for the stream.</exception>
    IStreamDecompressor CreateDecompressor();
}
