using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Checksums;

/// <summary>The checksum of zlib streams [RFC1950 §8]: the sum of bytes and the sum of those sums, modulo 65521.</summary>
public static class Adler32
{
    private const uint Modulus = 65521;

    // The largest block whose sums stay below 2^32 from any state: 255·n·(n + 1)/2 + (n + 1)·(Modulus − 1) [zlib adler32.c].
    private const int BlockBytes = 5552;

    /// <summary>The checksum of <paramref name="data"/>, continuing <paramref name="adler"/> (1 to start). Thread-safe.</summary>
    public static uint Compute(ReadOnlySpan<byte> data, uint adler = 1) =>
        DeflateKernels.Selected == DeflateKernel.Scalar ? Compute<ScalarKernel>(data, adler) : Compute<VectorKernel>(data, adler);

    internal static uint Compute<TKernel>(ReadOnlySpan<byte> data, uint adler)
        where TKernel : struct, IKernel
    {
        uint a = adler & 0xffff, b = adler >> 16;
        while (data.Length > 0)
        {
            int length = Math.Min(data.Length, BlockBytes);
            TKernel.AddToAdler(data[..length], ref a, ref b);
            a %= Modulus;
            b %= Modulus;
            data = data[length..];
        }

        return b << 16 | a;
    }
}
