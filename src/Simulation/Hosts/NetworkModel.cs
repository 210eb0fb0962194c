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

    /// <summary>Bandwidth for payload, decimal Gbit/s.</summary>
    public double Gbps => BytesPerNs * 8;

    internal static NetworkModel From(ParameterSet parameters) => new(
        parameters.Number(BandwidthKey, "Gbit/s", 0.001, 10_000) / 8,
        (long)(parameters.Number("network.latency_us", "us", 0, 1e6) * 1e3),
        (long)(parameters.Number("network.window_kib", "KiB", 4, 1 << 22) * 1024));
}
