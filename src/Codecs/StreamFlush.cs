namespace MultifdBench.Codecs;

/// <summary>What a compressor does with the bytes that it holds back at the end of a call.</summary>
public enum StreamFlush
{
    /// <summary>Keeps what it likes for a better ratio.</summary>
    None,

    /// <summary>Emits everything, so that the other side can decode all input so far; history is kept.</summary>
    Sync,

    /// <summary>Emits everything and ends the stream; <see cref="IStreamCompressor.Reset"/> begins the next one.</summary>
    Finish,
}
