using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Simulation.Hosts;

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

    /// <summary>Class of <see cref="First"/>, from 1; 0 where its pages are of all classes.</summary>
    public int FirstClass;

    /// <summary>Class of <see cref="Again"/>, likewise.</summary>
    public int AgainClass;

    /// <summary>Bytes that the method makes of the pages.</summary>
    public long PayloadBytes;

    /// <summary>Payload and headers, and what encryption adds.</summary>
    public long WireBytes;

    /// <summary>TLS records that it goes in; 0 in the clear.</summary>
    public long TlsRecords;

    /// <summary>Wraps it up in TLS records; its bytes must be known.</summary>
    /// <param name="tls">What that costs.</param>
    /// <param name="packets">Packets that begin a record each; 0 for what is written as one stream.</param>
    /// <param name="partPages">Pages that are parts of their own.</param>
    /// <returns>CPU time of the sender, ns.</returns>
    public double Encrypt(TlsCosts tls, long packets, long partPages)
    {
        TlsRecords = tls.Records(packets, partPages, WireBytes);
        double ns = tls.EncryptNs(WireBytes, TlsRecords);
        WireBytes += TlsRecords * TlsRecord.OverheadBytes;
        return ns;
    }

    /// <summary>Pages with content.</summary>
    public readonly long Normal => First + Again;

    /// <summary>All pages.</summary>
    public readonly long Pages => First + Again + Zero;
}
