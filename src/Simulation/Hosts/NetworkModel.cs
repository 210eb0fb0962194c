using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>A network interface and the way to the other host.</summary>
/// <param name="BytesPerNs">Bandwidth for payload, bytes per nanosecond (12.5 is 100 Gbit/s).</param>
/// <param name="LatencyNs">One way.</param>
/// <param name="WindowBytes">Bytes of one connection that may be under way or unread: socket buffers of both sides.</param>
public sealed record NetworkModel(double BytesPerNs, long LatencyNs, long WindowBytes)
{
    /// <summary>Parameter that says what the link carries of our bytes, Gbit/s.</summary>
    public const string BandwidthKey = "network.bandwidth_gbps";

    // Of an Ethernet frame of 1514 bytes (MTU 1500), 20 are IP's and 32 TCP's with time stamps; the link's rate counts them and ours does
    // not.
    private const double PayloadShare = 1448.0 / 1514;

    /// <summary>What a link of that rate carries of our bytes, decimal Gbit/s.</summary>
    public static double PayloadGbps(double linkGbps) => linkGbps * PayloadShare;

    /// <summary>Bandwidth for payload, decimal Gbit/s.</summary>
    public double Gbps => BytesPerNs * 8;

    internal static NetworkModel From(ParameterSet parameters) => new(
        parameters.Number(BandwidthKey, "Gbit/s", 0.001, 10_000) / 8,
        (long)(parameters.Number("network.latency_us", "us", 0, 1e6) * 1e3),
        (long)(parameters.Number("network.window_kib", "KiB", 4, 1 << 22) * 1024));
}
