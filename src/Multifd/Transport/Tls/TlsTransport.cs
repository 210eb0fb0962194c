namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>Encrypted connections over those of another transport.</summary>
/// <param name="inner">Makes the connections; owned.</param>
/// <param name="source">The side that connects.</param>
/// <param name="destination">The side that is connected to.</param>
/// <param name="credentials">Disposed with this, if given.</param>
public sealed class TlsTransport(ITransport inner, TlsEnd source, TlsEnd destination, IDisposable? credentials = null) : ITransport
{
    /// <inheritdoc/>
    public (IConnection Source, IConnection Destination) Connect()
    {
        (IConnection sending, IConnection receiving) = inner.Connect();
        return (new TlsConnection(sending, source), new TlsConnection(receiving, destination));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        inner.Dispose();
        credentials?.Dispose();
    }
}
