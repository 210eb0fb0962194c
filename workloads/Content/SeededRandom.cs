using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MultifdBench.Workloads.Content;

/// <summary>
/// Random numbers that are the same on every machine and runtime: xoshiro256++ [BlackmanVigna2021], its state expanded from a seed
/// and a stream number by SplitMix64. A mutable struct: pass it by reference.
/// </summary>
internal struct SeededRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts stream <paramref name="stream"/> of <paramref name="seed"/>; streams (pages, records) are independent.</summary>
    public SeededRandom(ulong seed, ulong stream)
    {
        ulong state = Mix(seed) ^ Mix(stream + GoldenGamma);
        _s0 = Mix(state += GoldenGamma);
        _s1 = Mix(state += GoldenGamma);
        _s2 = Mix(state += GoldenGamma);
        _s3 = Mix(state + GoldenGamma);
    }

    /// <summary>SplitMix64's finaliser: a bijection of 64 bits that spreads every input bit over the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number below <paramref name="bound"/>; the bias of multiply-shift is below bound ÷ 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number below <paramref name="bound"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int bound) => (int)Below((long)bound);

    /// <summary>A number from 0 up to, not including, 1, with 53 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Random bytes, little-endian on every machine.</summary>
    public void Fill(Span<byte> bytes)
    {
        // A copy stays in registers, which the fields of a struct that is passed by reference do not.
        SeededRandom random = this;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = random.Next();
            words[i] = BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
        }

        for (int i = words.Length * sizeof(ulong); i < bytes.Length; i++) bytes[i] = (byte)random.Next();
        this = random;
    }
}
