using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Qemu;

/// <summary>The recorded connections of a migration, all known from the start.</summary>
/// <param name="main">The main connection; owned.</param>
/// <param name="channels">The multifd connections, in any order; owned.</param>
public sealed class RecordedInbound(InboundConnection main, IReadOnlyList<InboundConnection> channels) : IInbound
{
    /// <inheritdoc/>
    public InboundConnection AcceptMain(CancellationToken cancellation) => main;

    /// <inheritdoc/>
    public IReadOnlyList<InboundConnection> AcceptChannels(CancellationToken cancellation) =>
        channels.Count > 0
            ? channels
            : throw new WireException(
                "the main stream has reached its first barrier, and there is no channel; name the recordings with --channel");

    /// <inheritdoc/>
    public void Dispose()
    {
        main.Dispose();
        foreach (InboundConnection channel in channels) channel.Dispose();
    }
}
