using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MultifdBench.Deflate.Huffman;

/// <summary>Codes as deflate sends them: the first bit lowest.</summary>
internal static class ReversedBits
{
    private static readonly byte[] Bytes = Build();

    /// <summary>The low 16 bits of <paramref name="value"/> in reverse; it has no others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of16(uint value)
    {
        ref byte reversed = ref MemoryMarshal.GetArrayDataReference(Bytes);
        return (uint)Unsafe.Add(ref reversed, value & 0xff) << 8 | Unsafe.Add(ref reversed, value >> 8);
    }

    private static byte[] Build()
    {
        byte[] reversed = new byte[256];
        for (int value = 0; value < 256; value++)
        {
            for (int bit = 0; bit < 8; bit++) reversed[value] |= (byte)((value >> bit & 1) << (7 - bit));
        }

        return reversed;
    }
}
