using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>
/// Devices behind one call per packet, as Intel QAT behind QATzip. A call's time is a latency and the packet at the rate of one instance;
/// all calls together share the rate of the devices. The thread sleeps while it waits.
/// </summary>
/// <param name="Name">The first part of their parameters' names.</param>
/// <param name="Devices">How many.</param>
/// <param name="CompressBytesPerNs">Uncompressed bytes per nanosecond of all devices together.</param>
/// <param name="DecompressBytesPerNs">Likewise, the other way.</param>
/// <param name="CallBytesPerNs">What one call gets at most.</param>
/// <param name="LatencyNs">Fixed time of a call, polling intervals included.</param>
/// <param name="CpuNsPerByte">CPU time of copies into and out of pinned memory, per uncompressed byte.</param>
public sealed record CallDevice(string Name, int Devices, double CompressBytesPerNs, double DecompressBytesPerNs, double CallBytesPerNs,
    double LatencyNs, double CpuNsPerByte) : DeviceModel(Name, Devices)
{
    /// <inheritdoc/>
    internal override (string Compress, string Decompress) Parts => ($"{Title} compression", $"{Title} decompression");

    /// <summary>In bytes per nanosecond.</summary>
    internal override (double Compress, double Decompress) Capacity => (CompressBytesPerNs, DecompressBytesPerNs);

    /// <summary>Whether a group of parameters has a rate: no other kind of device has one, and a file may lack one of the three.</summary>
    internal static bool IsOne(ParameterSet parameters, string name) =>
        parameters.Names(name + ".").Any(key => key.EndsWith("_gbytes_per_s", StringComparison.Ordinal));

    /// <summary>The devices of a host file; null when there are none.</summary>
    internal static CallDevice? From(ParameterSet parameters, string name)
    {
        int devices = (int)parameters.WholeNumber($"{name}.devices", "devices", 0, MaxDevices);
        CallDevice model = new(
            name,
            devices,
            devices * parameters.Number($"{name}.compress_gbytes_per_s", "GB/s", 0.001, 1000),
            devices * parameters.Number($"{name}.decompress_gbytes_per_s", "GB/s", 0.001, 1000),
            parameters.Number($"{name}.call_gbytes_per_s", "GB/s", 0.001, 1000),
            parameters.Number($"{name}.latency_us", "us", 0, 1e6) * 1e3,
            parameters.Number($"{name}.cpu_ns_per_byte", "ns/B", 0, 100));
        return devices == 0 ? null : model;
    }
}
