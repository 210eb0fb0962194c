using System.Text;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Jvm;

/// <summary>The words of one small text, the commonest first. They are our own; how many there are is fitted.</summary>
internal static class SmallText
{
    /// <summary>Different words.</summary>
    public const int Words = 3000;

    private const ulong TextSeed = 0x7e87;

    private static readonly byte[][] All = [.. Make().Select(Encoding.ASCII.GetBytes)];

    /// <summary>The number of a random word; the commonest is one of 55, fitted.</summary>
    public static int Next(ref SeededRandom random)
    {
        double unit = random.Unit();
        return (int)(Words * unit * unit);
    }

    /// <summary>Appends a word.</summary>
    /// <returns>The place behind it.</returns>
    public static int Append(Span<byte> to, int at, int word)
    {
        All[word].CopyTo(to[at..]);
        return at + All[word].Length;
    }

    private static List<string> Make()
    {
        List<string> words =
        [
            .. ("the a of to is in and that not you be for or an it this are as use with on if by can was value from have your will may "
                + "no at which but used has string when more name only than call (F) \"%s\" code must been number so other").Split(' '),
        ];
        string[] syllables = "ca re ti on pe ra tor in va lid un ex pres sion mo du le ar gu ment sub rou tine han dle pat tern de fi ned "
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var random = new SeededRandom(TextSeed, 0);
        while (words.Count < Words)
        {
            string word = string.Concat(Enumerable.Range(0, 1 + random.Below(3)).Select(_ => syllables[random.Below(syllables.Length)]));
            words.Add(random.Below(8) switch
            {
                0 => word + ".",
                1 => char.ToUpperInvariant(word[0]) + word[1..],
                2 => word + ",",
                _ => word,
            });
        }

        return words;
    }
}
