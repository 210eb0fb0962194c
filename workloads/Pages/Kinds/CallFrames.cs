using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// How debuggers and exceptions find a caller [DWARF 4 §6.4, .eh_frame]: for each function a record with its place and length, and steps
/// that say which register is pushed where. Of the steps there are a few dozen kinds, the numbers are new each time.
/// </summary>
internal static class CallFrames
{
    private static readonly Vocabulary Steps = new(
        ("41 0e 10 86|0a 02", 12), ("42 0e 10 8f 02", 6), ("41 0e 18 83 03", 8), ("42 0e 18 8e 03 45 0e 20 8d 04", 6),
        ("42 0e 28 8c 05", 5),
        ("44 0e 30 86 06", 5), ("44 0e 38 83 07 44 0e 00|f0", 6), ("44 0e 20|30", 6), ("02 00|7f 0a 0e 18 41 0e 10 41 0e 08 41 0b", 6),
        ("0e 10 42 0e 08 41 0b", 6), ("0a 0e 38 41 0e 30 41 0e 28 42", 5), ("0e 20 42 0e 18 42 0e 10 42 0e 08", 6), ("00 00 00", 4),
        ("00", 4),
        ("5f|20 0a 0e 08", 4), ("48|0f 0b", 4), ("03 00|ff 00|03 0a", 4), ("40|1f 0e 08", 3));

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        ulong record = 0x1000 + ((ulong)place.Trait(0, 1 << 16) * 4) + ((ulong)place.IndexInExtent * 4096);
        ulong function = 0xfff8_0000 - ((ulong)place.Trait(1, 1 << 16) * 16);
        int functionSteps = 5 + place.Trait(2, 4);
        for (int at = 0; at < page.Length;)
        {
            ulong bits = random.Next();
            int steps = (bits & 7) < 3 ? 0 : (int)((bits >> 3 & 0xff) * (ulong)functionSteps >> 8);
            at = PageText.Append(page, at, (ulong)(uint)(0x10 + (steps * 8)) | ((record + (ulong)at) << 32), 8);
            at = PageText.Append(page, at, function | ((bits >> 16 & 0x3ff) << 32), 8);
            at = PageText.Append(page, at, 0, 1);
            function += (bits >> 16 & 0x3f0) + 16;
            for (int i = 0; i < steps; i++) at = Steps.Append(ref random, page, at);
            int padded = Math.Min((at + 7) & ~7, page.Length);
            page[Math.Min(at, page.Length)..padded].Clear();
            at = padded;
        }
    }
}
