using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>
/// Intel QAT behind QATzip: one call per packet, whose time is a latency and the packet at the rate of one instance; all calls together
/// share the rate of the devices. The thread sleeps while it waits.
/// </summary>
/// <param name="CompressBytesPerNs">Uncompressed bytes per nanosecond of all devices together.</param>
/// <param name="DecompressBytesPerNs">Likewise, the other way.</param>
/// <param name="CallBytesPerNs">What one call gets at most.</param>
/// <param name="LatencyNs">Fixed time of a call, polling intervals included.</param>
/// <param name="CpuNsPerByte">CPU time of copies into and out of pinned memory, per uncompressed byte.</param>
public sealed record QatModel(double CompressBytesPerNs, double DecompressBytesPerNs, double CallBytesPerNs, double LatencyNs,
    double CpuNsPerByte)
{
    internal static QatModel? From(ParameterSet parameters)
    {
        if (parameters.Names("qat.").Count == 0) return null;
        long devices = parameters.WholeNumber("qat.devices", "devices", 0, 1024);
        QatModel model = new(
            devices * parameters.Number("qat.compress_gbytes_per_s", "GB/s", 0.001, 1000),
            devices * parameters.Number("qat.decompress_gbytes_per_s", "GB/s", 0.001, 1000),
            parameters.Number("qat.call_gbytes_per_s", "GB/s", 0.001, 1000),
            parameters.Number("qat.latency_us", "us", 0, 1e6) * 1e3,
            parameters.Number("qat.cpu_ns_per_byte", "ns/B", 0, 100));
        return devices == 0 ? null : model;
    }
}
