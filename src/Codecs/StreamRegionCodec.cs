using System.Buffers;

namespace MultifdBench.Codecs;

/// <summary>Each piece of memory is a stream of its own.</summary>
/// <param name="stream">The stream, begun anew for every piece; owned.</param>
public sealed class StreamRegionCodec(IStreamCompressor stream) : IRegionCodec
{
    /// <inheritdoc/>
    public int MaxOutputBytes(int sourceBytes) => stream.MaxOutputBytes(sourceBytes);

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> region, Span<byte> output)
    {
        stream.Reset();
        OperationStatus status = stream.Compress(region, output, StreamFlush.Finish, out _, out int written);
        return status == OperationStatus.Done ? written : throw new InvalidOperationException($"A region's stream ended with {status}.");
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
