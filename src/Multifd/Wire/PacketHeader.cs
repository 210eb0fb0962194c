namespace MultifdBench.Multifd.Wire;

/// <summary>Placeholder of the packet header; see the wire format.</summary>
public static class PacketHeader
{
    /// <summary>Pages that a packet can name: 512 KiB of 4 KiB pages.</summary>
    public const int PagesPerPacket = 128;
}
