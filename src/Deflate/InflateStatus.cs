namespace MultifdBench.Deflate;

/// <summary>What a decoder made of its input. Everything but <see cref="Done"/> leaves the output partly written.</summary>
public enum InflateStatus
{
    /// <summary>The final block ended.</summary>
    Done,

    /// <summary>The input ends inside a block.</summary>
    Truncated,

    /// <summary>The stream holds more bytes than the destination.</summary>
    OutputFull,

    /// <summary>A block has type 3 [RFC1951 §3.2.3].</summary>
    BadBlockType,

    /// <summary>The length of a stored block and its complement do not agree.</summary>
    BadStoredLength,

    /// <summary>A dynamic block announces more symbols than its alphabets have.</summary>
    TooManySymbols,

    /// <summary>A code length repeats a previous one that does not exist, or runs past the last symbol.</summary>
    BadLengthRepeat,

    /// <summary>More codes than their lengths leave room for.</summary>
    OverSubscribedCode,

    /// <summary>Fewer codes than their lengths leave room for; only a lone one-bit code may be incomplete.</summary>
    IncompleteCode,

    /// <summary>The block has no code that could end it.</summary>
    MissingEndOfBlock,

    /// <summary>A bit pattern that no symbol has, or a symbol that deflate reserves.</summary>
    BadSymbol,

    /// <summary>A match starts before the first byte of the output.</summary>
    DistanceBeforeStart,

    /// <summary>A match reaches back further than the decoder's window, although not before the output's start.</summary>
    DistanceBeyondWindow,

    /// <summary>A zlib or gzip header is not one, or asks for what is not supported.</summary>
    BadHeader,

    /// <summary>The checksum or length after the stream does not fit the output.</summary>
    BadChecksum,
}
