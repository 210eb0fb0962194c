using System.Runtime.CompilerServices;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// One small text, word by word, as an application has split it: common words come again and again, most come once or twice. The words
/// are our own. Counted on the sample: how many places there are, by how often two references are the same; how often the first, tenth,
/// hundredth … commonest word comes; and how long words are.
/// Immutable; for any thread.
/// </summary>
internal static class SmallText
{
    /// <summary>Places in the text; a random one is a word as often as it comes.</summary>
    public const int Places = 49_500;

    /// <summary>Bytes of the longest word.</summary>
    public const int MaxBytes = 32;

    private const int Words = 7000;
    private const ulong TextSeed = 0x7e87;
    private const double RankOffset = 3; // of Mandelbrot's law: word number r comes in proportion to 1 / (r + 3)
    private const int CommonestRanks = 1000;
    private const double SyllableShare = 0.5; // fitted
    private const double FamilyShare = 0.4; // fitted
    private const double EndingShare = 0.5;
    private const int MinStemLength = 4;
    private const double MarkShare = 0.4; // counted on the sample, of different words

    // How many of 100 different words have 1, 2, 3 … bytes.
    private static ReadOnlySpan<byte> Lengths => [1, 3, 6, 9, 12, 12, 12, 11, 10, 7, 5, 4, 3, 2, 2, 1];

    private static ReadOnlySpan<char> Letters => "eeeetttaaaiiooonnnrrrsssllhhddduuccmmppffgbyvwkxjz";

    // Of which words are made beside single letters: what English words have in common.
    private static readonly string[] Syllables =
        ("er in on re th st en al ar or an ti ed es it at is ing ion tion ment con pro com de ex un able ate ive ous res ter per ver ent "
            + "ant ic ly le se ne ch sh qu ect act ort ist all ess ain for sub pre dis tr pl cl ri ra ro to ma ta la li lo mi ni no "
            + "na").Split(' ');

    private static readonly string[] Endings = ["s", "s", "ed", "ing", "er", "ly", "es", "d", "tion", "able"];

    private static readonly (string Before, string Behind)[] Marks =
    [
        ("", ","), ("", "."), ("", ","), ("", "."), ("", ".\""), ("C<", ">"), ("", "()"), ("\"", "\""), ("$", ""), ("(", ")"), ("B<", ">,"),
        ("", ">"), ("I<", ">"), ("@", ""), ("", "'s"), ("L<", "/"), ("-", ""), ("", "::"), ("%", ""), ("", "n't"), ("", ";"), ("", ":"),
        ("", "1"), ("0x", ""), ("", "-"), ("=", ""),
    ];

    // Words in places of equal size, zero behind each, so that a word is copied without a loop.
    private static readonly byte[] Text = new byte[Words * MaxBytes];
    private static readonly byte[] TextLengths = new byte[Words];
    private static readonly uint[] Hashes = new uint[Words];
    private static readonly ushort[] WordAt = new ushort[Places];

    static SmallText()
    {
        string[] words = Make();
        for (int i = 0; i < Words; i++)
        {
            Span<byte> text = Text.AsSpan(i * MaxBytes, MaxBytes);
            TextLengths[i] = (byte)System.Text.Encoding.ASCII.GetBytes(words[i], text);
            Hashes[i] = Hash(text[..TextLengths[i]]);
        }

        double sum = Enumerable.Range(0, Words).Sum(rank => 1 / (rank + RankOffset));
        double due = 0;
        int place = 0;
        for (int rank = 0; rank < Words; rank++)
        {
            due += Places / (sum * (rank + RankOffset));
            for (; place < Math.Min(due, Places); place++) WordAt[place] = (ushort)rank;
        }

        Array.Fill(WordAt, (ushort)(Words - 1), place, Places - place);
        var random = new SeededRandom(TextSeed, 1);
        for (int i = Places - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (WordAt[i], WordAt[other]) = (WordAt[other], WordAt[i]);
        }
    }

    /// <summary>A random place in the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(ref SeededRandom random) => random.Below(Places);

    /// <summary>The word at a place.</summary>
    public static ReadOnlySpan<byte> At(int place) => Text.AsSpan(WordAt[place] * MaxBytes, TextLengths[WordAt[place]]);

    /// <summary>The word at a place with the zeros behind it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="length">Bytes of the word.</param>
    /// <returns>As many bytes as the longest word has.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> PaddedAt(int place, out int length)
    {
        int word = WordAt[place];
        length = TextLengths[word];
        return Text.AsSpan(word * MaxBytes, MaxBytes);
    }

    /// <summary>What String.hashCode gives for the word at a place.</summary>
    public static uint HashAt(int place) => Hashes[WordAt[place]];

    /// <summary>What String.hashCode gives for a text [OpenJDK String.java].</summary>
    public static uint Hash(ReadOnlySpan<byte> text)
    {
        uint hash = 0;
        foreach (byte letter in text) hash = (31 * hash) + letter;
        return hash;
    }

    private static string[] Make()
    {
        List<string> words =
        [
            .. ("the a to in is of =item that (F) or you not and The You by for was be an %s with it on as (W are this See but This use "
                + "subroutine character which may your from have will no at has string when more name only than call code must been number "
                + "so other").Split(' '),
        ];
        HashSet<string> known = [.. words];
        List<string> stems = [.. words.Where(word => word.Length >= MinStemLength && word.All(char.IsAsciiLetter))];
        var random = new SeededRandom(TextSeed, 0);
        while (words.Count < Words)
        {
            int length = Length(ref random);
            // Common words are shorter.
            for (int shorter = CommonestRanks; words.Count < shorter; shorter /= 4) length = Math.Min(length, Length(ref random));
            string word = Spell(ref random, length, stems);
            if (known.Add(word)) words.Add(word);
        }

        return [.. words];
    }

    private static int Length(ref SeededRandom random)
    {
        int unit = random.Below(100);
        int length = 0;
        while (unit >= Lengths[length]) unit -= Lengths[length++];
        return length + 1;
    }

    /// <summary>A word that was not there before, or one that was with another ending.</summary>
    private static string Spell(ref SeededRandom random, int length, List<string> stems)
    {
        (string before, string behind) = random.Chance(MarkShare) ? Marks[random.Below(Marks.Length)] : ("", "");
        length = Math.Max(1, length - before.Length - behind.Length);
        if (stems.Count > 0 && random.Chance(FamilyShare))
        {
            double unit = random.Unit();
            string stem = stems[(int)(unit * unit * stems.Count)];
            string ending = random.Chance(EndingShare) ? Endings[random.Below(Endings.Length)] : "";
            return before + stem + ending + behind;
        }

        Span<char> letters = stackalloc char[MaxBytes];
        for (int at = 0; at < length;)
        {
            ReadOnlySpan<char> piece = random.Chance(SyllableShare)
                ? Syllables[random.Below(Syllables.Length)] : Letters.Slice(random.Below(Letters.Length), 1);
            piece.CopyTo(letters[at..]);
            at += piece.Length;
        }

        if (random.Chance(0.15)) letters[0] = char.ToUpperInvariant(letters[0]);
        string word = new(letters[..length]);
        stems.Add(word);
        return before + word + behind;
    }
}
