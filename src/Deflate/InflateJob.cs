namespace MultifdBench.Deflate;

/// <summary>One stream of a batch for <see cref="PageInflater"/>, and what became of it.</summary>
public unsafe struct InflateJob
{
    internal readonly byte* Source;
    internal readonly byte* Destination;

    /// <summary>Describes a stream.</summary>
    /// <param name="source">First byte of the stream; does not move while the batch runs. May be null when there are no bytes.</param>
    /// <param name="sourceBytes">Bytes from there; some may follow the stream.</param>
    /// <param name="destination">Where its bytes go; does not move either. May be null when there is no room.</param>
    /// <param name="destinationBytes">Room there, at least what the stream holds; what is not written may be overwritten.</param>
    /// <exception cref="ArgumentException">A size is negative, or bytes are said to be at a null pointer.</exception>
    public InflateJob(byte* source, int sourceBytes, byte* destination, int destinationBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sourceBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(destinationBytes);
        if (sourceBytes > 0) ArgumentNullException.ThrowIfNull(source);
        if (destinationBytes > 0) ArgumentNullException.ThrowIfNull(destination);
        Source = source;
        SourceBytes = sourceBytes;
        Destination = destination;
        DestinationBytes = destinationBytes;
    }

    /// <summary>Bytes of the stream, with what may follow it.</summary>
    public readonly int SourceBytes { get; }

    /// <summary>Room for its bytes.</summary>
    public readonly int DestinationBytes { get; }

    /// <summary>Done, or the first thing that is wrong.</summary>
    public InflateStatus Status { readonly get; internal set; }

    /// <summary>Bytes of the source that the stream took; meaningful when done.</summary>
    public int ConsumedBytes { readonly get; internal set; }

    /// <summary>Bytes decompressed.</summary>
    public int WrittenBytes { readonly get; internal set; }
}
