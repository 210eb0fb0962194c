using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd;

/// <summary>The parameters of a migration, both sides; the method and its options are in the method itself.</summary>
public sealed record MigrationParameters
{
    /// <summary>Most channels that QEMU allows.</summary>
    public const int MaxChannels = 255;

    /// <summary><c>multifd-channels</c>, 1 to 255; QEMU's default is 2.</summary>
    public int Channels { get; init; } = 2;

    /// <summary><c>zero-page-detection</c>.</summary>
    public ZeroPageDetection ZeroPageDetection { get; init; } = ZeroPageDetection.Multifd;

    /// <summary>Whose bytes are on the wire.</summary>
    public WireLayout WireLayout { get; init; } = WireLayout.Qemu90;

    /// <summary>
    /// <c>zero-copy-send</c>: the kernel takes pages from guest memory when they leave. For methods that send pages as they are, over TCP
    /// in the clear.
    /// </summary>
    public bool ZeroCopySend { get; init; }

    /// <summary>The guest's UUID; zeros for none.</summary>
    public Guid Uuid { get; init; }

    /// <summary>Bandwidth, downtime and time limits.</summary>
    public PrecopySettings Precopy { get; init; } = new();
}
