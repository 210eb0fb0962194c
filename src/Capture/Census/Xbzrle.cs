using MultifdBench.Guest;

namespace MultifdBench.Capture.Census;

/// <summary>
/// What QEMU's delta of a page costs: the bytes that differ from the page before, as runs [QEMU xbzrle.c]. A run of equal bytes is its
/// length, one of others its length and the bytes; lengths have seven bits a byte, and equal bytes at the end are not sent.
/// </summary>
internal static class Xbzrle
{
    /// <summary>Bytes that differ, and bytes of the delta: at most a page, which is sent as it is otherwise.</summary>
    public static (int Changed, int Encoded) Sizes(ReadOnlySpan<byte> before, ReadOnlySpan<byte> now)
    {
        int changed = 0, encoded = 0;
        for (int at = 0; at < now.Length;)
        {
            int equal = now[at..].CommonPrefixLength(before[at..]);
            if (at + equal == now.Length) break;
            int start = at + equal, end = start;
            while (end < now.Length && now[end] != before[end]) end++;
            encoded += LengthBytes(equal) + LengthBytes(end - start) + (end - start);
            changed += end - start;
            at = end;
        }

        return (changed, Math.Min(encoded, Page.SizeBytes));
    }

    private static int LengthBytes(int length) => length < 1 << 7 ? 1 : 2;
}
