using MultifdBench.Bench.Suites.Deflate;

namespace MultifdBench.Bench.Suites;

/// <summary>Every BenchmarkDotNet suite, from the bottom of the engine to its methods.</summary>
public static class SuiteCatalog
{
    /// <summary>All suites.</summary>
    public static Type[] All { get; } =
    [
        typeof(ZeroPageScanSuite), typeof(DirtyBitmapSuite), typeof(PacketHeaderSuite), typeof(DeflateSuite), typeof(PacketMethodSuite),
        typeof(PacketStreamsSuite),
    ];
}
