namespace MultifdBench.Deflate.Format;

/// <summary>The code of fixed blocks [RFC1951 §3.2.6].</summary>
internal static class FixedCode
{
    /// <summary>288 code lengths.</summary>
    public static byte[] LiteralLengths { get; } = BuildLiteralLengths();

    /// <summary>32 code lengths.</summary>
    public static byte[] DistanceLengths { get; } = Enumerable.Repeat((byte)5, Alphabet.FixedDistanceCount).ToArray();

    private static byte[] BuildLiteralLengths()
    {
        byte[] lengths = new byte[Alphabet.FixedLiteralLengthCount];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280, 8).Fill(8);
        return lengths;
    }
}
