namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// A packet under way, or on the main connection a stretch of zero-page records. Of guests beyond a terabyte it stands for several packets
/// in a row (<see cref="Packets"/>), so that time stays within reason.
/// </summary>
internal struct Packet
{
    /// <summary>Packets that this one stands for.</summary>
    public int Packets;

    /// <summary>Pages with content that the destination has never touched.</summary>
    public long First;

    /// <summary>Pages with content that were sent before.</summary>
    public long Again;

    /// <summary>Zero pages.</summary>
    public long Zero;

    /// <summary>Bytes that the method makes of the pages.</summary>
    public long PayloadBytes;

    /// <summary>Payload and headers.</summary>
    public long WireBytes;

    /// <summary>Pages with content.</summary>
    public readonly long Normal => First + Again;

    /// <summary>All pages.</summary>
    public readonly long Pages => First + Again + Zero;
}
