using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>What the first write to a page costs a destination whose memory is not allocated in advance; nanoseconds.</summary>
/// <param name="Share">Share of the destination's pages that nothing has touched: 1 for a fresh guest, 0 with <c>-mem-prealloc</c>.</param>
/// <param name="CpuNs">A CPU's page fault: entry, allocation, clearing.</param>
/// <param name="DeviceNs">A device's fault that the kernel serves, per page, as one channel sees it.</param>
/// <param name="DeviceSerialNs">The part of <paramref name="DeviceNs"/> that all channels share: one fault at a time.</param>
public sealed record FirstTouchCosts(double Share, double CpuNs, double DeviceNs, double DeviceSerialNs)
{
    internal static FirstTouchCosts From(ParameterSet parameters) => new(
        parameters.Number("first_touch.share", "share", 0, 1),
        parameters.Number("first_touch.cpu_ns", "ns", 0, 1e6),
        parameters.Number("first_touch.device_ns", "ns", 0, 1e7),
        parameters.Number("first_touch.device_serial_ns", "ns", 0, 1e7));
}
