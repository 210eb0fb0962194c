using System.Runtime.Intrinsics;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// What is left of the compressed kernel image and initial file system. Debian compresses its kernel with a byte-oriented format
/// [LZ4 block format]: tokens, literals that show through, and offsets of 16 bits, without an entropy code. So a second compressor finds
/// hardly a repetition, and gains a little by coding the literals.
/// </summary>
internal static class PackedKernel
{
    /// <summary>Bytes that are common in code and names, as literals and small tokens are.</summary>
    private static readonly Vector128<byte> Literals = Vector128.Create(
        0x00, 0x00, 0x48, 0x8b, 0x89, 0xff, 0x01, 0x24, 0x0f, 0xe8, (byte)'e', (byte)'t', (byte)'_', (byte)'r', 0x41, 0x02);

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        // The share of literals and of small tokens among the bytes: code has few, tables have many.
        double share = place.Trait(0);
        int sixteenths = 4 + (int)(7.5 * share * share);
        Vector128<byte> threshold = Vector128.Create((byte)(sixteenths * 16));
        for (int at = 0; at < page.Length; at += Vector128<byte>.Count)
        {
            Vector128<byte> choice = Vector128.Create(random.Next(), random.Next()).AsByte();
            Vector128<byte> other = Vector128.Create(random.Next(), random.Next()).AsByte();
            // The low bits choose the literal, the high ones whether there is one: the threshold is a multiple of sixteen.
            Vector128<byte> literal = Vector128.Shuffle(Literals, choice & Vector128.Create((byte)15));
            Vector128.ConditionalSelect(Vector128.LessThan(choice, threshold), literal, other).CopyTo(page[at..]);
        }
    }
}
