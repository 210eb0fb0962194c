using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>What QEMU's migration thread spends; times in nanoseconds.</summary>
/// <param name="ZeroPageNs">A zero page that this thread finds itself (<c>legacy</c>): bitmap, scan, record.</param>
/// <param name="PageNs">Any other page: bitmap, look at its beginning, queue.</param>
/// <param name="PacketNs">
/// Handing a packet over: until migration thread and channel have woken each other; neither uses a CPU meanwhile.
/// </param>
/// <param name="SyncNsPerGib">A dirty sync, per GiB of guest memory.</param>
/// <param name="SetupNs">Before the first page: connections, buffers, dirty logging.</param>
/// <param name="SwitchoverNs">With the guest paused: stopping it, device state, starting it over there.</param>
/// <param name="DestinationZeroPageNs">What the destination's main thread spends on a zero-page record.</param>
public sealed record MigrationThreadCosts(
    double ZeroPageNs, double PageNs, double PacketNs, double SyncNsPerGib, double SetupNs, double SwitchoverNs,
    double DestinationZeroPageNs)
{
    internal static MigrationThreadCosts From(ParameterSet parameters) => new(
        parameters.Number("migration.zero_page_ns", "ns", 1, 1e5),
        parameters.Number("migration.page_ns", "ns", 1, 1e5),
        parameters.Number("migration.packet_ns", "ns", 0, 1e7),
        parameters.Number("migration.sync_ns_per_gib", "ns/GiB", 0, 1e8),
        parameters.Number("migration.setup_ms", "ms", 0, 1e5) * 1e6,
        parameters.Number("migration.switchover_ms", "ms", 0, 1e4) * 1e6,
        parameters.Number("migration.destination_zero_page_ns", "ns", 0, 1e5));
}
