using System.Runtime.CompilerServices;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// Which record a request asks for, as YCSB draws it: Zipf 0.99 over 10^10 items by the method of [Gray1994 §3.2], the rank folded
/// onto the records by a hash. The fold makes it flatter than Zipf over the records: one record in 600,000 gets 3.8 % of all
/// requests, the colder half still 21 %.
/// </summary>
internal static class ScrambledZipfian
{
    private const double Items = 10_000_000_001; // YCSB counts from 0 to 10^10, both included
    private const double Zeta = 26.46902820178302; // zeta(10^10, 0.99), the constant in YCSB's ScrambledZipfianGenerator
    private const double HalfToTheta = 0.5034777750283594; // 0.5^0.99
    private const double TwoItemsRoot = 0.7998532245215715; // (2 ÷ Items)^(1 − 0.99)
    private const double Eta = (1 - TwoItemsRoot) / (1 - ((1 + HalfToTheta) / Zeta));

    private const ulong FnvOffset = 0xCBF29CE484222325;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>The record of the next request, below <paramref name="records"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Next(ref SeededRandom random, long records) => Hash(Rank(random.Unit())) % records;

    /// <summary>YCSB's 64-bit hash: FNV-1a over the eight bytes of a number, made non-negative. Key names are made from it too.</summary>
    public static long Hash(long value)
    {
        ulong hash = FnvOffset;
        for (int i = 0; i < sizeof(long); i++, value >>= 8) hash = (hash ^ (byte)value) * FnvPrime;
        return (long)hash < 0 ? -(long)hash : (long)hash;
    }

    /// <summary>The popularity rank at a point of the distribution: 0 for the 3.8 % below 1 ÷ zeta, and so on.</summary>
    internal static long Rank(double unit)
    {
        double scaled = unit * Zeta;
        if (scaled < 1) return 0;
        if (scaled < 1 + HalfToTheta) return 1;
        return (long)(Items * Zipfian.HundredthPower((Eta * unit) - Eta + 1));
    }
}
