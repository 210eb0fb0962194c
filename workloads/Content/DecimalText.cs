using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MultifdBench.Workloads.Content;

/// <summary>Numbers as text.</summary>
internal static class DecimalText
{
    /// <summary>Appends a number in decimal digits, two at a time.</summary>
    /// <returns>The place behind it.</returns>
    public static int Append(Span<byte> to, int at, uint number)
    {
        int end = at + Digits(number);
        int place = end;
        for (; number >= 100; number /= 100) WritePair(to, place -= 2, number % 100);
        if (number >= 10) WritePair(to, place - 2, number);
        else to[place - 1] = (byte)('0' + number);
        return end;
    }

    /// <summary>How many digits a number has.</summary>
    public static int Digits(uint number)
    {
        if (number >= 100_000) return number >= 10_000_000 ? 8 + Digits(number / 10_000_000) - 1 : number >= 1_000_000 ? 7 : 6;
        return number >= 1000 ? number >= 10_000 ? 5 : 4 : number >= 100 ? 3 : number >= 10 ? 2 : 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WritePair(Span<byte> to, int place, uint pair)
    {
        uint tens = pair * 103 >> 10;
        BinaryPrimitives.WriteUInt16LittleEndian(to[place..], (ushort)(0x3030 + tens + ((pair - (10 * tens)) << 8)));
    }
}
