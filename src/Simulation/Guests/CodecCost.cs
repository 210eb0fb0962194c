using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Guests;

/// <summary>What a codec makes of a page, on the machine where it was taken.</summary>
/// <param name="Ratio">Uncompressed ÷ compressed bytes, above 0.</param>
/// <param name="CompressNs">CPU time to compress a page, ns; 0 for devices, whose time is the host's.</param>
/// <param name="DecompressNs">CPU time to decompress a page, ns; likewise.</param>
public sealed record CodecCost(double Ratio, double CompressNs, double DecompressNs)
{
    /// <summary>Pages as they are.</summary>
    public static CodecCost None { get; } = new(1, 0, 0);

    // A packet of a stream that repeats the one before it is 16 bytes.
    private const double MaxRatio = 1e6;

    internal static CodecCost From(ParameterSet parameters, string prefix) => new(
        parameters.Number(prefix + "ratio", "ratio", 0.5, MaxRatio),
        parameters.Number(prefix + "compress_ns", "ns", 0, 1e8),
        parameters.Number(prefix + "decompress_ns", "ns", 0, 1e8));
}
