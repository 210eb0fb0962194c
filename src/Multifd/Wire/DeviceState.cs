namespace MultifdBench.Multifd.Wire;

/// <summary>
/// What follows the RAM of a real guest: the state of its devices, whose sections do not say how long they are, the end-of-stream byte, and
/// a description of the machine in JSON, which does. Nothing of it is needed here but its end [QEMU savevm.c].
/// </summary>
/// <remarks>
/// The end is found from behind: the description is the last thing on the stream, and it is whole when its length, its braces and its text
/// fit. Device state that looks like a description is given up at the first byte that is not text.
/// </remarks>
internal static class DeviceState
{
    private const ulong MarkMask = 0xFFFF_0000_0000_FF;
    private const ulong Mark = ((ulong)MainStream.Eof << 48) | ((ulong)MainStream.Description << 40) | '{';

    /// <summary>Reads to the end of the description.</summary>
    /// <param name="input">The stream, behind the type byte of the first device section.</param>
    /// <param name="awaitsAnswer">
    /// The source keeps the stream open until it is answered: the description's end is all there is to wait for.
    /// </param>
    /// <exception cref="WireException">The stream ends without a whole description.</exception>
    public static void Drain(MainStreamInput input, bool awaitsAnswer)
    {
        ulong last7 = ulong.MaxValue;
        long textLeft = 0;
        bool isWhole = false;
        while (true)
        {
            if (isWhole && awaitsAnswer) return;
            int next = input.TryGet8();
            if (next < 0) break;
            last7 = (last7 << 8) | (byte)next;
            isWhole = false;
            if ((last7 & MarkMask) == Mark)
                textLeft = (uint)(last7 >> 8) - 1L;
            else if (textLeft > 0 && IsText((byte)next))
                isWhole = --textLeft == 0 && next == '}';
            else
                textLeft = 0;
        }

        if (!isWhole)
        {
            throw new WireException(
                "main stream: the source closed it before its end, the machine's description "
                    + "(a machine with suppress-vmdesc=on sends none: leave that out)");
        }
    }

    private static bool IsText(byte value) => value is >= 0x20 or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
