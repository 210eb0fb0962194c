namespace MultifdBench.Multifd.Transport;

/// <summary>A recorded connection: what its peer sent once is read from a stream. What is sent to it is counted and goes nowhere.</summary>
/// <param name="name">The recording, as messages name it.</param>
/// <param name="stream">The recorded bytes; owned.</param>
public sealed class StreamConnection(string name, Stream stream) : IConnection
{
    private long _sent;
    private volatile bool _isAborted;

    /// <inheritdoc/>
    public long CountedBytes => Volatile.Read(ref _sent);

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> data) => Interlocked.Add(ref _sent, data.Length);

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<IoVector> parts)
    {
        foreach (IoVector part in parts) Interlocked.Add(ref _sent, (long)part.LengthBytes);
    }

    /// <inheritdoc/>
    public int ReceiveSome(Span<byte> buffer)
    {
        if (_isAborted) throw new ConnectionException($"{name} is read no further");
        try
        {
            return stream.Read(buffer);
        }
        catch (IOException e)
        {
            throw new ConnectionException($"{name} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void CloseSend()
    {
    }

    /// <inheritdoc/>
    public void Abort() => _isAborted = true;

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
