using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate;

/// <summary>Decoder statuses in words, for the one exception that a page's receiver throws.</summary>
public static class InflateStatusText
{
    /// <summary>One sentence without a full stop: what was found and what it may come from.</summary>
    public static string Describe(this InflateStatus status) => status switch
    {
        InflateStatus.Done => "the stream is complete",
        InflateStatus.Truncated => "the input ends inside the stream",
        InflateStatus.OutputFull => "the stream holds more bytes than the destination has room for",
        InflateStatus.BadBlockType => "a block has type 3, which deflate reserves",
        InflateStatus.BadStoredLength => "the length of a stored block does not match its complement",
        InflateStatus.TooManySymbols => "a dynamic block announces more than 286 literal/length or 30 distance symbols",
        InflateStatus.BadLengthRepeat => "a repeated code length has no predecessor or runs past the last symbol",
        InflateStatus.OverSubscribedCode => "a code has more symbols than its lengths leave room for",
        InflateStatus.IncompleteCode => "a code has fewer symbols than its lengths leave room for",
        InflateStatus.MissingEndOfBlock => "a block's code cannot end the block",
        InflateStatus.BadSymbol => "a bit pattern is no symbol of the block's code, or one that deflate reserves",
        InflateStatus.DistanceBeforeStart =>
            "a match refers to bytes before the start of the output, as in a page cut out of a longer stream",
        InflateStatus.DistanceBeyondWindow =>
            $"a match reaches further back than the window allows: IAA has {Alphabet.PageWindowBytes} bytes of history, zlib's default is "
            + $"{Alphabet.FullWindowBytes}, so a zlib stream longer than {Alphabet.PageWindowBytes} bytes is in general not "
            + "decodable by IAA",
        InflateStatus.BadHeader => "the zlib or gzip header is not one, or asks for a feature that is not supported",
        InflateStatus.BadChecksum => "the checksum or length after the stream does not match the output",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
