namespace MultifdBench.Simulation.Migrations;

/// <summary>What a migration has done so far.</summary>
internal sealed class MigrationCounters
{
    public long NormalPages { get; set; }

    public long ZeroPages { get; set; }

    public long PayloadBytes { get; set; }

    public long WireBytes { get; set; }

    /// <summary>Software compression, ns of CPU.</summary>
    public double CompressNs { get; set; }

    /// <summary>Software decompression, ns of CPU.</summary>
    public double DecompressNs { get; set; }

    /// <summary>Pages that the destination has in its memory.</summary>
    public long ReceivedPages { get; set; }
}
