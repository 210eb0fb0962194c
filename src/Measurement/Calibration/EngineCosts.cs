namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// What the engine costs on this host beside codecs, measured by <see cref="EngineMeter"/> on guests that nobody predicts. Nanoseconds of
/// CPU unless said otherwise.
/// </summary>
public sealed record EngineCosts
{
    /// <summary>The zero-page scan.</summary>
    public required ScanCosts Scan { get; init; }

    /// <summary>
    /// Waiting until migration thread and channel have woken each other for a packet, neither running meanwhile: wall clock.
    /// </summary>
    public required double HandOverWaitNs { get; init; }

    /// <summary>Bytes that a connection takes before its peer reads.</summary>
    public required long WindowBytes { get; init; }

    /// <summary>Fetching the dirty log of a GiB in which nothing is marked.</summary>
    public required double SyncNsPerGib { get; init; }

    /// <summary>Memory of the guests that were migrated for <see cref="ByChannels"/>.</summary>
    public required long GuestBytes { get; init; }

    /// <summary>Encryption.</summary>
    public required TlsFigures Tls { get; init; }

    /// <summary>What depends on the number of channels; one of each number.</summary>
    public required IReadOnlyList<ChannelFigures> ByChannels { get; init; }
}

/// <summary>The zero-page scan of memory that is in no cache, ns of CPU per page.</summary>
/// <param name="ZeroPageNs">Finding that a page is zero.</param>
/// <param name="PageNs">Finding that a page is not zero.</param>
public readonly record struct ScanCosts(double ZeroPageNs, double PageNs);

/// <summary>What encryption adds to a connection, ns of CPU; copies and further system calls included.</summary>
public sealed record TlsFigures
{
    /// <summary>For example <c>TLS 1.3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>A byte at the side that sends it.</summary>
    public required double EncryptNsPerByte { get; init; }

    /// <summary>A byte at the side that receives it.</summary>
    public required double DecryptNsPerByte { get; init; }

    /// <summary>A record at the side that sends it, its bytes apart.</summary>
    public required double EncryptNsPerRecord { get; init; }

    /// <summary>A record at the side that receives it, its bytes apart.</summary>
    public required double DecryptNsPerRecord { get; init; }

    /// <summary>A full handshake with certificates on both sides, the mean of the sides.</summary>
    public required double HandshakeNs { get; init; }
}

/// <summary>What migrations with so many channels cost; nanoseconds of CPU unless said otherwise, scans apart.</summary>
public sealed record ChannelFigures
{
    /// <summary>Channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Migrations of each kind of guest, at least; figures are medians of them.</summary>
    public required int Migrations { get; init; }

    /// <summary>From the start of a migration to its first page, wall clock.</summary>
    public required double SetupNs { get; init; }

    /// <summary>Downtime of a guest that has nothing left to send, wall clock.</summary>
    public required double SwitchoverNs { get; init; }

    /// <summary>The migration thread's part of a page: bitmap, batch, and its share of handing a packet over.</summary>
    public required double MigrationPageNs { get; init; }

    /// <summary>A packet of the source's channel: being woken, header, system call.</summary>
    public required double PacketNs { get; init; }

    /// <summary>A packet of the destination's channel.</summary>
    public required double DestinationPacketNs { get; init; }

    /// <summary>Wall clock of a packet less the channels' CPU; with one channel, the wait for two wake-ups.</summary>
    public required double CycleWaitNs { get; init; }

    /// <summary>Giving a byte to a TCP socket of the loopback interface.</summary>
    public required double SendNsPerByte { get; init; }

    /// <summary>Taking a byte from it.</summary>
    public required double ReceiveNsPerByte { get; init; }
}
