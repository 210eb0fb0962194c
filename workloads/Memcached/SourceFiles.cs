using System.Runtime.CompilerServices;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;

namespace MultifdBench.Workloads.Memcached;

/// <summary>
/// Files of source text and documentation from which a client has taken its values: snippets from anywhere, and words. How large they are
/// is counted on the sample, by how often its snippets overlap: 6 to 12 MB. Made when first asked for, then immutable; for any thread.
/// </summary>
internal static class SourceFiles
{
    private const int Files = 256;
    private const int FileBytes = 32 << 10;
    private const int Words = 1 << 15;
    private const int MaxWordBytes = 32;
    private const ulong Seed = 0x5ce;

    private static readonly byte[] Text = MakeText();
    private static readonly (int Start, int Length)[] WordAt = FindWords();

    /// <summary>Copies a snippet that fills a range, at most a file's length.</summary>
    public static void CopySnippet(ref SeededRandom random, Span<byte> to) =>
        Text.AsSpan(random.Below(Text.Length - to.Length), to.Length).CopyTo(to);

    /// <summary>Appends a word as it comes in the files, common ones often; random bits say which.</summary>
    /// <returns>The place behind it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AppendWord(Span<byte> to, int at, uint bits)
    {
        (int start, int length) = WordAt[bits & (Words - 1)];
        // What is written behind a word is written over by what follows it.
        if (at + MaxWordBytes <= to.Length) Text.AsSpan(start, MaxWordBytes).CopyTo(to[at..]);
        else Text.AsSpan(start, length).CopyTo(to[at..]);
        return at + length;
    }

    /// <summary>Bytes of that word, 1 to 32.</summary>
    public static int WordBytes(uint bits) => WordAt[bits & (Words - 1)].Length;

    private static byte[] MakeText()
    {
        byte[] text = GC.AllocateUninitializedArray<byte>(Files * FileBytes);
        Parallel.For(0, Files, file =>
        {
            var random = new SeededRandom(Seed, (ulong)file);
            SourceText.Write(ref random, text.AsSpan(file * FileBytes, FileBytes));
        });
        return text;
    }

    private static (int Start, int Length)[] FindWords()
    {
        var words = new (int Start, int Length)[Words];
        int found = 0;
        for (int at = 0; found < Words;)
        {
            while (Text[at] is (byte)' ' or (byte)'\n') at++;
            int end = at + 1;
            while (Text[end] is not ((byte)' ' or (byte)'\n') && end - at < MaxWordBytes) end++;
            // A quotation mark would end the JSON string that the word comes to.
            if (Text.AsSpan(at, end - at).IndexOf((byte)'"') < 0) words[found++] = (at, end - at);
            // Words of many files, not all of the first ones.
            at = end + (end % 7 * 16);
        }

        return words;
    }
}
