using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Names of functions and variables in string tables and constant data: words joined by underscores, each name ended by NUL, many with the
/// beginning of the one before, because names of one source file share it.
/// </summary>
internal static class SymbolText
{
    private const int Phrases = 100;

    private static readonly Vocabulary Words = new([.. new[]
    {
        "read", "write", "get", "set", "init", "exit", "probe", "page", "inode", "queue", "lock", "wait", "alloc", "free", "list", "node",
        "device", "driver", "table", "entry", "state", "flags", "index", "count", "show", "store", "start", "stop", "reset", "enable",
        "map",
        "unmap", "timer", "clock", "event", "trace", "net", "sock", "file", "path", "mount", "super", "block", "sector", "attr", "value",
        "config", "mode", "mask", "bus", "irq", "work", "task", "signal", "cache", "buffer", "ring", "frame", "link", "port", "addr", "key",
        "error", "failed", "invalid", "register", "unregister", "request", "release", "update", "insert", "remove", "lookup", "find",
    }.Select(word => ("'" + word, 1.0)),
        // Parts of names that no other text has.
        ("61|0f 65 72", 3), ("70|0f 69 61|0f", 3), ("61|0f 61|0f 74", 4), ("61|1f 70|07", 6), ("61|0f 6e 61|0f 65", 3), ("73 30|07", 3),
        ("61|1f", 4),
        ("41|0f 45|0f 50|07", 6),
    ]);

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        ulong repetition = (ulong)(256 * (0.1 + (0.4 * place.Trait(0)) + (0.4 * random.Unit())));
        // Words of the matter at hand, which come back.
        ulong own = (ulong)(40 + place.Trait(1, 150));
        ulong style = place.Style;
        int name = 0;
        int nameLength = 0;
        for (int at = 0; at < page.Length;)
        {
            int from = at;
            ulong bits = random.Next();
            if ((bits & 0xff) < repetition && nameLength > 4)
            {
                int kept = 3 + (int)((bits >> 8 & 0xff) * (ulong)(nameLength - 3) >> 8);
                at = PageText.Repeat(page, at, name, kept);
            }

            for (int words = 1 + (int)(bits >> 16 & 1); words > 0; words--)
            {
                if (at > from) at = PageText.Append(page, at, '_', 1);
                if (at >= page.Length) break;
                at = (bits >> 24 & 0xff) < own
                    ? Words.AppendPhrase(ref random, page, at, style, Phrases, 3)
                    : Words.Append(ref random, page, at);
            }

            nameLength = at - from;
            name = from;
            if (at < page.Length) at = PageText.Append(page, at, 0, 1);
        }
    }
}
