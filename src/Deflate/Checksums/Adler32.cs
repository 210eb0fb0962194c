using System.Numerics;

namespace MultifdBench.Deflate.Checksums;

/// <summary>The checksum of zlib streams [RFC1950 §8]: the sum of bytes and the sum of those sums, modulo 65521.</summary>
public static class Adler32
{
    private const uint Modulus = 65521;

    // The largest block whose sums stay below 2^32 from any state: 255·n·(n + 1)/2 + (n + 1)·(Modulus − 1) [zlib adler32.c].
    private const int BlockBytes = 5552;

    /// <summary>The checksum of <paramref name="data"/>, continuing <paramref name="adler"/> (1 to start). Thread-safe.</summary>
    public static uint Compute(ReadOnlySpan<byte> data, uint adler = 1)
    {
        uint a = adler & 0xffff, b = adler >> 16;
        while (data.Length > 0)
        {
            int length = Math.Min(data.Length, BlockBytes);
            AddBlock(data[..length], ref a, ref b);
            a %= Modulus;
            b %= Modulus;
            data = data[length..];
        }

        return b << 16 | a;
    }

    private static void AddBlock(ReadOnlySpan<byte> block, ref uint a, ref uint b)
    {
        int vectorBytes = Vector<byte>.Count;
        if (Vector.IsHardwareAccelerated && block.Length >= vectorBytes)
        {
            int whole = block.Length / vectorBytes * vectorBytes;
            AddVectors(block[..whole], ref a, ref b);
            block = block[whole..];
        }

        foreach (byte value in block)
        {
            a += value;
            b += a;
        }
    }

    /// <summary>
    /// Per vector of n bytes: b grows by n times the a before it, and by each byte times its distance to the vector's end.
    /// </summary>
    private static void AddVectors(ReadOnlySpan<byte> block, ref uint a, ref uint b)
    {
        int n = Vector<byte>.Count;
        Vector<ushort> lowWeights = Vector.CreateSequence((ushort)n, ushort.MaxValue); // n, n − 1, …
        Vector<ushort> highWeights = lowWeights - new Vector<ushort>((ushort)(n / 2));
        Vector<uint> sums = Vector<uint>.Zero, earlier = Vector<uint>.Zero, weighted = Vector<uint>.Zero;
        for (int i = 0; i < block.Length; i += n)
        {
            Vector.Widen(new Vector<byte>(block[i..]), out Vector<ushort> low, out Vector<ushort> high);
            earlier += sums;
            sums += Widened(low) + Widened(high);
            // A weight is at most 64 and a byte 255: the products fit 16 bits.
            weighted += Widened(low * lowWeights) + Widened(high * highWeights);
        }

        b += (uint)block.Length * a + (uint)n * Vector.Sum(earlier) + Vector.Sum(weighted);
        a += Vector.Sum(sums);
    }

    private static Vector<uint> Widened(Vector<ushort> values)
    {
        Vector.Widen(values, out Vector<uint> low, out Vector<uint> high);
        return low + high;
    }
}
