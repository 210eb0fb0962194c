using MultifdBench.Methods.Options;

namespace MultifdBench.Methods.Streaming;

/// <summary>
/// What methods have in common that send one stream per channel without a word, and can send pieces: without a dictionary the default is
/// one stream, with one it is a piece per page.
/// </summary>
internal static class PieceOptions
{
    private static readonly MethodOptionSet OneStream = MethodOptionSet.Empty.With(CodecOptions.Streams, 1);

    /// <summary>Values where none are given.</summary>
    /// <param name="given">Those that are.</param>
    public static MethodOptionSet DefaultsOf(MethodOptionSet given) =>
        given.Get(CodecOptions.Dictionary) > 0 ? MethodOptionSet.Empty : OneStream;

    /// <summary>Streams that a request asks for.</summary>
    public static int StreamsOf(MethodRequest request) => request.Options.Over(DefaultsOf(request.Options)).Get(CodecOptions.Streams);

    /// <summary>What the dictionary of a request is to both sides; null without one.</summary>
    public static AgreementKind? AgreementOf(MethodRequest request) =>
        request.Get(CodecOptions.Dictionary) > 0 ? CodecOptions.DictionaryAgreement : null;

    /// <summary>What can never work, in one line; null when nothing.</summary>
    public static string? Problem(MethodRequest request) =>
        request.Get(CodecOptions.Dictionary) > 0 && StreamsOf(request) == 1
            ? $"--{CodecOptions.Dictionary.Name} cannot run with --{CodecOptions.Streams.Name} 1: one stream per channel refers to the "
                + $"pages before. Use --{CodecOptions.Streams.Name} 2 to 128, or leave --{CodecOptions.Dictionary.Name} out."
            : null;
}
