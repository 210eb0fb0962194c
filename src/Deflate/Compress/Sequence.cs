using System.Numerics;
using System.Runtime.CompilerServices;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// Literals followed by one match, packed in 64 bits: what the parser hands to the encoder. The literals themselves stay in the window.
/// Bits 0–15 literals, 16–31 match length (0: the last literals, no match follows), 32–47 distance.
/// </summary>
internal static class Sequence
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(int literals, int length, int distance) =>
    (uint)literals | (ulong)(uint)length << 16 | (ulong)(uint)distance << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Literals(ulong sequence) => (ushort)sequence;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Length(ulong sequence) => (ushort)(sequence >> 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Distance(ulong sequence) => (uint)(sequence >> 32);

    /// <summary>
    /// The symbol of a distance without a table: with d = distance − 1, each power of two of d from 2 on has two symbols, told apart by the
    /// bit below the highest [RFC1951 §3.2.5]. The "| 2" lets d = 0 and 1 fall out right.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint DistanceSymbol(uint distance, out int extraBits)
    {
        uint d = distance - 1;
        extraBits = 30 - BitOperations.LeadingZeroCount(d | 2);
        return 2 * (uint)extraBits + (d >> extraBits);
    }
}
