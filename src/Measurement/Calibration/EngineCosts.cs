namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// What the engine costs on this host beside codecs, measured by <see cref="EngineMeter"/> on memory that holds nothing. Nanoseconds of CPU unless said
/// otherwise.
/// </summary>
public sealed record EngineCosts
{
    /// <summary>Finding that a page is zero, memory not in a cache.</summary>
    public required double ZeroPageNs { get; init; }

    /// <summary>Finding that a page is not zero.</summary>
    public required double PageNs { get; init; }

    /// <summary>The migration thread's part of a page: bitmap and batch.</summary>
    public required double MigrationPageNs { get; init; }

    /// <summary>Waking another thread and being woken by it: CPU of both.</summary>
    public required double HandOverCpuNs { get; init; }

    /// <summary>Likewise, the rest of the wall clock, in which neither ran.</summary>
    public required double HandOverWaitNs { get; init; }

    /// <summary>Giving a byte to a TCP socket of the loopback interface.</summary>
    public required double SendNsPerByte { get; init; }

    /// <summary>Taking a byte from it.</summary>
    public required double ReceiveNsPerByte { get; init; }

    /// <summary>A packet header through a TCP socket, for the thread of either side.</summary>
    public required double MessageNs { get; init; }

    /// <summary>Bytes that a connection takes before its peer reads.</summary>
    public required long WindowBytes { get; init; }

    /// <summary>Fetching the dirty log of a GiB in which nothing is marked.</summary>
    public required double SyncNsPerGib { get; init; }

    /// <summary>From the start of a migration to its first page, wall clock.</summary>
    public required double SetupNs { get; init; }

    /// <summary>Downtime of a guest that has nothing left to send, wall clock.</summary>
    public required double SwitchoverNs { get; init; }
}
