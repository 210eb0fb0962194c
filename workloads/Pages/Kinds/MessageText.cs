using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Text that people read or write: messages, manuals, licences, configuration, scripts. Common words, words of the matter at hand,
/// which come back, blanks to indent, and lines.
/// </summary>
internal static class MessageText
{
    private const int Phrases = 40;
    private const uint ExtentPhrases = uint.MaxValue / 10 * 4;
    private const int MaxPhrasePieces = 9;

    private static readonly Vocabulary Words = new([.. new (string Word, double Weight)[]
    {
        ("the ", 36), ("to ", 20), ("of ", 18), ("a ", 16), ("is ", 14), ("and ", 14), ("in ", 12), ("not ", 9), ("for ", 10), ("be ", 7),
        ("this ", 8), ("that ", 6), ("with ", 6), ("or ", 6), ("file ", 7), ("from ", 5), ("are ", 4), ("by ", 4), ("on ", 5), ("as ", 4),
        ("error", 5), ("if ", 7), ("no ", 4), ("name", 6), ("option ", 4), ("return ", 6), ("use ", 4), ("set ", 4), ("value", 4),
        ("system", 4), ("device ", 4), ("invalid ", 3), ("failed", 4), ("unable to ", 3), ("cannot ", 3), ("directory", 3), ("number ", 3),
        ("default ", 3), ("%s", 7), ("%d", 4), (": ", 12), (", ", 14), (".\n", 12), ("\n", 12), ("\n    ", 8), ("\n        ", 6),
        ("(", 8), (")", 8),
        ("=", 6), ("\"", 8), ("self.", 3), ("/usr/", 3), ("/", 7), ("-", 7), ("_", 10), ("\0", 14), ("# ", 3), ("\n\n", 3), ("--", 3),
    }.Select(word => ("'" + word.Word, word.Weight)),
        // Words of the matter: two or three syllables.
        ("61|1f 65 72 20", 5), ("63|0f 6f 6e 74", 4), ("70|07 72 65 61|0f", 6), ("61|0f 69 6e 67 20", 5), ("61|0f 61|1f 74 69 6f 6e 20", 6),
        ("73 65 61|1f 61|0f", 6), ("61|1f 61|0f 65 64 20", 6), ("6c|03 69 61|0f", 7), ("41|0f 61|0f", 7), ("61|0f 75|03 61|0f 65 20", 6),
        ("65 6e 61|1f", 6),
        ("61|0f 61|1f", 8), ("30|07 30|07", 4), ("61|0f 61|0f 61|1f 20", 6), ("61|1f", 12), ("30|07", 4), ("41|1f 41|0f 41|1f", 3),
    ]);

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        double trait = (0.7 * place.Trait(0)) + (0.3 * random.Unit());
        // A matter's words and phrases come again.
        uint phrases = (uint)((0.16 + (0.64 * trait * trait * trait)) * uint.MaxValue);
        ulong own = random.Next();
        ulong style = place.Style;
        for (int at = 0; at < page.Length;)
        {
            ulong bits = random.Next();
            at = (uint)bits < phrases
                ? Words.AppendPhrase(ref random, page, at, bits >> 32 < ExtentPhrases ? style : own, Phrases, MaxPhrasePieces)
                : Words.Append(ref random, page, at);
        }
    }
}
