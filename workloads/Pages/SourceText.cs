using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages;

/// <summary>
/// Snippets of source text and its documentation, as programs keep it in memory: common words, words and names of the matter at
/// hand, which come back within a snippet, punctuation, lines and indentation. Words are our own; repetition is fitted.
/// </summary>
internal static class SourceText
{
    private const int Phrases = 20;
    private const int MaxPhrasePieces = 12;
    private const uint PhraseShare = (uint)(0.42 * uint.MaxValue);

    private static readonly Vocabulary Words = new([.. new (string Word, double Weight)[]
    {
        ("the ", 26), ("to ", 12), ("of ", 13), ("a ", 10), ("is ", 9), ("and ", 8), ("in ", 8), ("not ", 4), ("for ", 7), ("be ", 4),
        ("this ", 5), ("that ", 4), ("with ", 4), ("or ", 5), ("from ", 3), ("are ", 3), ("by ", 3), ("on ", 3), ("as ", 3), ("if ", 4),
        ("return", 5), ("value", 5), ("name", 5), ("const ", 5), ("int ", 5), ("type", 6), ("object", 3), ("string", 4), ("function", 3),
        ("Specified ", 2), ("method", 3), ("class", 4), ("public ", 2), ("static ", 2), ("void ", 2), ("param ", 3), ("summary", 3),
        ("code", 4), ("set", 4), ("get", 4), ("file", 3), ("error", 3), ("true", 2), ("null", 3), ("self", 2), ("System.", 3), ("ed ", 6),
        ("ing ", 6), ("tion", 7), ("er ", 5), ("s ", 8), ("ment", 3), ("\"", 9), ("=", 8), ("(", 11), (")", 10), (", ", 15), (". ", 8),
        (".", 12), (";\n", 7), ("\n", 12), ("\n    ", 9), ("\n        ", 8), ("\n            ", 4), ("\n     * ", 4), ("<", 8), (">", 8),
        ("</", 5), ("/>", 3), ("_", 14), ("#define ", 2), ("::", 3), ("* ", 3), ("-", 6), ("/", 6), (": ", 5), ("'", 5),
        ("{\n", 3), ("}\n", 3),
        ("&", 2), ("[", 2), ("]", 2),
    }.Select(word => ("'" + word.Word, word.Weight)),
        // Words of the matter, of two or three syllables, and names.
        ("61|0e 65 72 20", 4), ("63|0f 6f 6e", 5), ("70|07 72 65 61|0f", 6), ("61|0f 6c 61|0f 74 65", 5), ("65|0a 61|0e", 18),
        ("70|07 6f", 6),
        ("73 65 61|0e 61|0f", 7), ("6c|03 69 61|0f", 7), ("41|0f 61|0f", 9), ("61|0f 75|03 61|0f 65 20", 6), ("65 6e 61|0e", 7),
        ("61|0f 61|0f 61|0e 20", 9), ("61|0e", 8), ("70|07", 4), ("30|07", 6), ("30|07 30|07", 3), ("41|0e 41|0f", 4),
        ("41|0f 53|07 41|0e 5f", 4),
        ("64 65 61|0f 69 61|0e", 5), ("72 61|0f 74 69|07 61|0f", 6),
    ]);

    /// <summary>A snippet that fills a range.</summary>
    public static void Write(ref SeededRandom random, Span<byte> text)
    {
        ulong own = random.Next();
        for (int at = 0; at < text.Length;)
        {
            at = (uint)random.Next() < PhraseShare
                ? Words.AppendPhrase(ref random, text, at, own, Phrases, MaxPhrasePieces)
                : Words.Append(ref random, text, at);
        }
    }

    /// <summary>Words without blanks at the ends, as names of things; at most 40 bytes.</summary>
    /// <returns>The place behind it.</returns>
    public static int WriteName(ref SeededRandom random, Span<byte> text, int at)
    {
        int end = at;
        for (int pieces = 5 + random.Below(3); pieces > 0 && end < text.Length; pieces--) end = Words.Append(ref random, text, end);
        // What would end a JSON string or a line is none of a name.
        foreach (ref byte letter in text[at..end])
        {
            if (letter is (byte)'"' or < (byte)' ') letter = (byte)'-';
        }

        while (end > at + 1 && text[end - 1] == ' ') end--;
        return end;
    }
}
