using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// x86-64 instructions as compilers emit them: moves between registers and stack, tests and jumps, calls, addresses relative to the
/// instruction, functions' beginnings and ends, padding between them. They compress as code does and were never meant to run.
/// </summary>
internal static class MachineCode
{
    private const int Idioms = 48;
    private const uint ExtentIdioms = uint.MaxValue / 10 * 3;
    private const int MaxIdiomPieces = 8;

    /// <summary>Code of programs, libraries and the kernel image: calls and addresses are resolved.</summary>
    private static readonly Vocabulary Linked = new([.. Common,
        ("e8 00|ff 00|ff 00|03 00", 26), ("e8 00|ff 00|ff f0|0f ff", 52), // calls: forward, backward
        ("48 8d 3d|18 00|ff 00|ff 00|03 00", 22), ("48 8d 05|08 00|ff 00|ff 00|03 00", 10), // addresses of data
        ("48 8b 05|18 00|f8 00|ff 00|1f 00", 14), ("8b 05 00|fc 00|ff 00|1f 00", 6), // variables
    ]);

    /// <summary>Code of modules that are files still: what calls and addresses refer to is zero until they are loaded.</summary>
    private static readonly Vocabulary Unlinked = new([.. Common,
        ("e8 00 00 00 00", 90), ("48 c7 c7|07 00 00 00 00", 26), ("48 8b 05|18 00 00 00 00", 8), ("8b 05 00 00 00 00", 6),
        ("e8 00 00 00 00 e8 00 00 00 00", 3),
    ]);

    private static (string Bytes, double Weight)[] Common =>
    [
        ("48 89 c0|3f", 38), ("48 89 fd", 8), ("48 89 ef", 10), ("48 89 df", 10), ("48 89 e5", 4), ("48 89 c7|38", 40),
        ("4c 89 c0|3f", 18), ("49 89 c0|3f", 18), ("89 c0|3f", 26), ("44 89 c0|3f", 8),
        ("48 8b 40|3f 00|78", 36), ("48 8b 43|10 00|38", 24), ("48 8b 03|38", 14), ("48 8b 44 24 00|78", 24),
        ("48 8b 80|3f 00|f8 00|01 00 00", 20),
        ("48 89 44|38 24 00|78", 26), ("48 89 43|04 00|38", 20), ("8b 40|3f 00|7c", 22), ("89 40|3f 00|7c", 12),
        ("49 8b 44|38 24 00|78", 14), ("4c 8b 40|3f 00|78", 12), ("49 8b 40|3f 00|78", 10), ("0f b6 40|3f 00|3f", 12),
        ("0f b7 40|3f 00|1f", 5),
        ("48 85 c0|3f", 10), ("48 85 c0", 22), ("85 c0", 24), ("85 c0|3f", 9), ("84 c0", 7), ("48 39 c0|3f", 18), ("39 c0|3f", 11),
        ("83 f8|07 00|1f", 22), ("48 83 c0|3f 00|3f", 18), ("80 78|07 00|3f 00", 8), ("83 78|07 00|7c 00|03", 8),
        ("f6 40|07 00|7f 00|1f", 7),
        ("3d 00|ff 00|0f 00 00", 5), ("48 81 c4|38 00|f8 00|01 00 00", 6), ("48 83 e0|0f 00|f8", 5), ("25 00|ff 00|ff 00 00", 4),
        ("74 00|7f", 42), ("75 00|7f", 28), ("eb 00|ff", 24), ("76|0f 00|7f", 12), ("0f 84|01 00|ff 00|03 00 00", 34),
        ("0f 84|09 00|ff fc|03 ff ff", 12), ("0f 80|0f 00|ff 00|03 00 00", 14), ("e9 00|ff fc|03 ff ff", 24), ("e9 00|ff 00|07 00 00", 8),
        ("31 c0", 18), ("31 c0|3f", 9), ("45 31 c0|36", 9), ("31 d2 31 f6", 3), ("b8|07 00|ff 00 00 00", 20), ("ba|07 00|3f 00 00 00", 12),
        ("b8|07 00|ff 00|ff 00|0f 00", 5), ("c7 44 24 00|7c 00|0f 00 00 00", 7), ("c7 40|07 00|7c 00|1f 00 00 00", 6),
        ("48 c7 44 24 00|78 00 00 00 00", 6), ("48 c7 c0|07 ff ff ff ff", 4), ("41 bc|03 00|3f 00 00 00", 5),
        ("41 b8|01 00|1f 00 00 00", 4),
        ("41 57 41 56 41 55 41 54 55 53", 4), ("41 55 41 54 55 53 48 83 ec 00|78", 3), ("41 54 55 53", 4), ("55 48 89 fd 53", 4),
        ("5b 5d 41 5c 41 5d 41 5e 41 5f c3", 5), ("5b 5d 41 5c c3", 6), ("48 83 c4 00|78 5b 5d c3", 4), ("c3", 8), ("5d c3", 4),
        ("0f 1f 44 00 00", 10), ("0f 1f 80 00 00 00 00", 6), ("66 2e 0f 1f 84 00 00 00 00 00", 6), ("66 90", 5), ("0f 1f 40 00", 5),
        ("90", 3),
        ("f3 0f 1e fa", 4), ("65 48 8b 04 25 28 00 00 00", 4), ("64 48 2b 04 25 28 00 00 00", 4), ("48 63 c0|3f", 5), ("48 98", 3),
        ("4c 8d 44|38 24 00|f8", 9), ("48 8d 40|3f 00|7f", 16), ("4c 39 c0|3f", 7), ("4d 85 c0|36", 6), ("44 8b 40|3f 00|7c", 6),
        ("48 c1 e0|0f 00|1f", 7), ("c1 e0|0f 00|1f", 5), ("48 01 c0|3f", 7), ("29 c0|3f", 4), ("48 29 c0|3f", 5), ("09 c0|3f", 4),
        ("41 83 c0|3f 00|1f", 6), ("ff 50|03 00|78", 5), ("48 0f 44 c0|3f", 4), ("0f 94|01 c0", 4), ("0f b6 c0|3f", 6),
        ("66 0f 6f 40|3f 00|f0", 3),
        ("f3 0f 10 00|ff 00|ff", 3),
    ];

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        bool isLinked = place.Trait(0) < 0.7;
        Vocabulary vocabulary = isLinked ? Linked : Unlinked;
        // Compilers emit whole sequences again: how often depends on the source (macros, tables of similar functions).
        double variety = (0.5 * place.Trait(1)) + (0.5 * random.Unit());
        uint idioms = (uint)((0.19 + (0.5 * variety * variety * variety * variety)) * uint.MaxValue);
        // Most of them are those of one source file, of which a page holds a part.
        ulong own = random.Next();
        ulong style = place.Style;
        int at = 0;
        while (at < page.Length)
        {
            ulong bits = random.Next();
            if ((uint)bits < idioms)
            {
                ulong pool = bits >> 32 < ExtentIdioms ? style : own;
                at = vocabulary.AppendPhrase(ref random, page, at, pool, Idioms, MaxIdiomPieces);
                if (at >= page.Length) break;
            }

            at = vocabulary.Append(ref random, page, at);
        }
    }
}
