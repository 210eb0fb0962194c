using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// How the kernel finds a caller [Linux Documentation/arch/x86/orc-unwinder.rst]: 6 bytes for each change of the stack within a function,
/// which
/// pushes registers at its beginning and pops them at its end, so the depth climbs in steps of eight and falls again.
/// </summary>
internal static class StackUnwind
{
    private const int EntryBytes = 6;
    private const ulong Call = 0x0005_0000_0000, FramePointerSaved = 0x0015_0000_0000;

    /// <summary>Registers that a function saves, by a byte of chance: many save one or two, or all six that there are.</summary>
    private static ReadOnlySpan<byte> Pushes => [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6, 6, 6, 6];

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        int deep = 130 + place.Trait(0, 200);
        for (int at = 0; at < page.Length;)
        {
            ulong bits = random.Next();
            int pushes = Pushes[(int)(bits & 15)];
            int locals = pushes > 0 && (int)(bits >> 4 & 0xff) < deep ? Locals(place, (int)(bits >> 28 & 0xff), (bits >> 36 & 3) != 0) : 0;
            for (int depth = 0; depth <= pushes; depth++) at = Entry(page, at, depth, pushes, 0);
            for (int exits = (bits >> 20 & 3) == 0 ? 2 : 1; exits > 0; exits--)
            {
                if (locals > 0) at = Entry(page, at, pushes, pushes, locals);
                for (int depth = pushes; depth >= 0 && pushes > 0; depth--) at = Entry(page, at, depth, pushes, 0);
            }

            if ((bits >> 24 & 7) < 3) at = PageText.Append(page, at, 0, EntryBytes);
        }
    }

    /// <summary>Bytes of locals: any, or one of eight sizes that come again in the functions of an extent.</summary>
    private static int Locals(PagePlace place, int number, bool isOwn) =>
        8 * (1 + (isOwn ? number & 127 : place.Trait(1 + (number & 7), 60)));

    private static int Entry(Span<byte> page, int at, int depth, int pushes, int locals)
    {
        // The frame pointer is the last but one that is saved.
        bool isSaved = pushes > 1 && depth >= pushes - 1;
        ulong frame = isSaved ? (ulong)(ushort)(-8 * pushes) << 16 | FramePointerSaved : Call;
        return PageText.Append(page, at, (ulong)(ushort)((depth * 8) + 8 + locals) | frame, EntryBytes);
    }
}
