namespace MultifdBench.Deflate;

/// <summary>One stream of a batch for <see cref="PageInflater"/>, and what became of it.</summary>
/// <param name="source">First byte of the stream; the memory does not move while the batch runs.</param>
/// <param name="sourceBytes">Bytes from there; some may follow the stream.</param>
/// <param name="destination">Where its bytes go; does not move either.</param>
/// <param name="destinationBytes">Room there, at least what the stream holds; what is not written may be overwritten.</param>
public unsafe struct InflateJob(byte* source, int sourceBytes, byte* destination, int destinationBytes)
{
    internal readonly byte* Source = source;
    internal readonly byte* Destination = destination;

    /// <summary>Bytes of the stream, with what may follow it.</summary>
    public readonly int SourceBytes { get; } = sourceBytes;

    /// <summary>Room for its bytes.</summary>
    public readonly int DestinationBytes { get; } = destinationBytes;

    /// <summary>Done, or the first thing that is wrong.</summary>
    public InflateStatus Status { readonly get; internal set; }

    /// <summary>Bytes of the source that the stream took; meaningful when done.</summary>
    public int ConsumedBytes { readonly get; internal set; }

    /// <summary>Bytes decompressed.</summary>
    public int WrittenBytes { readonly get; internal set; }
}
