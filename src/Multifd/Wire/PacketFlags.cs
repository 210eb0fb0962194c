namespace MultifdBench.Multifd.Wire;

/// <summary>The flags word of a packet [QEMU multifd.h]; the bits between these two are the methods' (<see cref="WireMethods"/>).</summary>
public static class PacketFlags
{
    /// <summary>The channel reaches a barrier after this packet.</summary>
    public const uint Sync = 0x01;

    /// <summary>A packet of device state instead of pages (QEMU 10.0); not accepted here.</summary>
    public const uint DeviceState = 0x40;
}
