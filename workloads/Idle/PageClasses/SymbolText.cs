using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>
/// Names and messages in the kernel's constant data: words joined by underscores, many with the beginning of the one before.
/// </summary>
internal static class SymbolText
{
    private const int MaxNameBytes = 48;

    private static readonly byte[][] Words = [.. new[]
    {
        "read", "write", "get", "set", "init", "exit", "probe", "page", "inode", "queue", "lock", "wait", "alloc", "free", "list", "node",
        "device", "driver", "table", "entry", "state", "flags", "index", "count", "show", "store", "start", "stop", "reset",
        "enable", "map",
        "unmap", "timer", "clock", "event", "trace", "net", "sock", "file", "path", "mount", "super", "block", "sector", "attr", "value",
        "config", "mode", "mask", "bus", "irq", "work", "task", "signal", "cache", "buffer", "ring", "frame", "link", "port", "addr", "key",
        "error", "failed", "invalid", "register", "unregister", "request", "release", "update", "insert", "remove", "lookup", "find",
    }.Select(word => System.Text.Encoding.ASCII.GetBytes(word))];

    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber)
    {
        Span<byte> name = stackalloc byte[MaxNameBytes];
        double repetition = 0.3 + (0.5 * random.Unit());
        double ownWords = 0.15 * random.Unit();
        int length = 0;
        for (int at = 0; at < page.Length;)
        {
            length = Next(ref random, name, random.Chance(repetition) ? FirstWord(name[..length]) : 0, ownWords);
            int room = Math.Min(length, page.Length - at);
            name[..room].CopyTo(page[at..]);
            at += room + 1; // the NUL that ends a name is there already
        }
    }

    private static int Next(ref SeededRandom random, Span<byte> name, int kept, double ownWords)
    {
        int length = kept;
        for (int words = 1 + random.Below(3); words >= 0; words--)
        {
            // Some words are names of their own, which no earlier text has.
            byte[] word = random.Chance(ownWords) ? OwnWord(ref random) : Words[random.Below(Words.Length)];
            if (length + word.Length + 1 > name.Length) break;
            if (length > 0) name[length++] = (byte)'_';
            word.CopyTo(name[length..]);
            length += word.Length;
        }

        return length;
    }

    private static byte[] OwnWord(ref SeededRandom random)
    {
        byte[] word = new byte[2 + random.Below(5)];
        for (int i = 0; i < word.Length; i++) word[i] = (byte)('a' + random.Below(26));
        return word;
    }

    private static int FirstWord(ReadOnlySpan<byte> name)
    {
        int end = name.IndexOf((byte)'_');
        return end < 0 ? 0 : end;
    }
}
