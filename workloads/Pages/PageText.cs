using System.Buffers.Binary;

namespace MultifdBench.Workloads.Pages;

/// <summary>Appends short pieces to a page, the last one cut where the page ends.</summary>
internal static class PageText
{
    /// <summary>Writes the first <paramref name="length"/> bytes, 1 to 8, of a little-endian word.</summary>
    /// <returns>The place behind them, which is the page's end when they did not fit.</returns>
    public static int Append(Span<byte> page, int at, ulong bytes, int length)
    {
        if (at + sizeof(ulong) <= page.Length)
        {
            // What is written behind the piece is written over by the next one, or is zero.
            BinaryPrimitives.WriteUInt64LittleEndian(page[at..], bytes);
            return at + length;
        }

        int end = Math.Min(at + length, page.Length);
        for (; at < end; at++, bytes >>= 8) page[at] = (byte)bytes;
        return end;
    }

    /// <summary>Repeats what the page holds at an earlier place, which may reach into what is written now.</summary>
    /// <returns>As <see cref="Append"/>.</returns>
    public static int Repeat(Span<byte> page, int at, int from, int length)
    {
        int end = Math.Min(at + length, page.Length);
        if (at - from >= end - at)
        {
            page[from..(from + end - at)].CopyTo(page[at..end]);
            return end;
        }

        for (; at < end; at++, from++) page[at] = page[from];
        return end;
    }
}
