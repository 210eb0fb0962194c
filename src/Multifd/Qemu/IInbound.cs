namespace MultifdBench.Multifd.Qemu;

/// <summary>
/// Where the connections of one migration come from: a listening socket, or recordings. Owns the connections that it gave out; may be
/// disposed twice.
/// </summary>
public interface IInbound : IDisposable
{
    /// <summary>The main connection, told by its magic; waits for it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    InboundConnection AcceptMain(CancellationToken cancellation);

    /// <summary>
    /// The multifd connections, in any order; called when the main stream has reached its first barrier, by which time a source has made
    /// them all.
    /// </summary>
    /// <exception cref="Wire.WireException">Some are missing, or there are others that cannot belong to this migration.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    IReadOnlyList<InboundConnection> AcceptChannels(CancellationToken cancellation);
}
