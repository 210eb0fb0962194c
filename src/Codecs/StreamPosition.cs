namespace MultifdBench.Codecs;

/// <summary>Where in the compressed stream a decompressor stands after the input that it was given.</summary>
public enum StreamPosition
{
    /// <summary>Before the first byte, inside a block, or with output that has not been fetched.</summary>
    Inside,

    /// <summary>Exactly where a <see cref="StreamFlush.Sync"/> of the compressor ends, all input used and all output fetched.</summary>
    FlushPoint,

    /// <summary>After the end of the stream.</summary>
    End,
}
