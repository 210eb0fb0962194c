using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>What channel threads spend besides codecs and devices; times in nanoseconds of CPU.</summary>
/// <param name="ZeroPageNs">Finding that a page is zero (<c>multifd</c> detection).</param>
/// <param name="DestinationZeroPageNs">
/// What the destination spends on a zero page that a packet names: ours looks at it, QEMU only marks it.
/// </param>
/// <param name="PageNs">Finding that a page is not zero, and preparing it.</param>
/// <param name="PacketNs">A packet of the source: wake-up, header, system call.</param>
/// <param name="DestinationPacketNs">
/// A packet of the destination; a file that does not tell the sides apart has one figure for both.
/// </param>
/// <param name="SendNsPerByte">Giving a byte to the socket.</param>
/// <param name="ReceiveNsPerByte">Taking a byte from the socket.</param>
public sealed record ChannelCosts(double ZeroPageNs, double DestinationZeroPageNs, double PageNs, double PacketNs,
    double DestinationPacketNs, double SendNsPerByte, double ReceiveNsPerByte)
{
    internal static ChannelCosts From(ParameterSet parameters) => new(
        parameters.Number("channel.zero_page_ns", "ns", 0, 1e5),
        parameters.Number("channel.destination_zero_page_ns", "ns", 0, 1e5),
        parameters.Number("channel.page_ns", "ns", 0, 1e5),
        parameters.Number("channel.packet_ns", "ns", 0, 1e7),
        parameters.Number(parameters.Contains("channel.destination_packet_ns") ? "channel.destination_packet_ns" : "channel.packet_ns",
            "ns", 0, 1e7),
        parameters.Number("channel.send_ns_per_byte", "ns/B", 0, 100),
        parameters.Number("channel.receive_ns_per_byte", "ns/B", 0, 100));
}
