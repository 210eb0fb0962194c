using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Multifd.Qemu;

/// <summary>
/// A connection of a source as it comes in: what has been read of it to tell what it is, how much has arrived and when, and a copy of it
/// all where it is recorded. One thread receives; <see cref="ReceivedBytes"/>, <see cref="LastArrivalNs"/> and <see cref="Abort"/> may be
/// called from any.
/// </summary>
public sealed class InboundConnection : IConnection
{
    private readonly IConnection _connection;
    private readonly ConnectionRecording? _recording;
    private readonly RecordedTimes? _times;
    private ReadOnlyMemory<byte> _opening;
    private long _received;
    private long _lastArrivalNs;
    private long _originNs;

    /// <summary>Takes over a connection.</summary>
    /// <param name="connection">The connection; owned.</param>
    /// <param name="opening">Bytes that have been received on it already; they are received again.</param>
    /// <param name="recording">Where everything that is received is written to, or null; owned.</param>
    /// <param name="times">For a recorded connection: when its bytes arrived, or null; owned.</param>
    public InboundConnection(IConnection connection, ReadOnlyMemory<byte> opening = default, ConnectionRecording? recording = null,
        RecordedTimes? times = null)
    {
        _connection = connection;
        _opening = opening;
        _recording = recording;
        _times = times;
        _originNs = WallClock.NowNs();
        Arrivals = new ByteTimeline(_originNs);
    }

    /// <summary>Bytes received.</summary>
    public long ReceivedBytes => Volatile.Read(ref _received);

    /// <summary>Bytes received over time; complete when the receiving thread has ended.</summary>
    public ByteTimeline Arrivals { get; private set; }

    /// <summary>Whether it says when its bytes arrived, not when they are read here.</summary>
    public bool HasRecordedTimes => _times is not null;

    /// <summary>When the last bytes came, after the start, nanoseconds: recorded, or now.</summary>
    public long LastArrivalNs
    {
        get => Volatile.Read(ref _lastArrivalNs);
        private set => Volatile.Write(ref _lastArrivalNs, value);
    }

    /// <inheritdoc/>
    public long CountedBytes => _connection.CountedBytes;

    /// <inheritdoc/>
    public TlsFacts? Tls => _connection.Tls;

    /// <summary>Counts time from <paramref name="originNs"/>; called before anything is received.</summary>
    public void StartTimeline(long originNs)
    {
        _originNs = originNs;
        Arrivals = new ByteTimeline(originNs);
    }

    /// <inheritdoc/>
    public int Receive(Span<byte> buffer)
    {
        int opened = TakeOpening(buffer);
        return Count(buffer, opened < buffer.Length ? opened + _connection.Receive(buffer[opened..]) : opened);
    }

    /// <inheritdoc/>
    public int ReceiveSome(Span<byte> buffer)
    {
        int opened = TakeOpening(buffer);
        return Count(buffer, opened > 0 ? opened : _connection.ReceiveSome(buffer));
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> data) => _connection.Send(data);

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<IoVector> parts) => _connection.Send(parts);

    /// <inheritdoc/>
    public void CloseSend() => _connection.CloseSend();

    /// <inheritdoc/>
    public void Abort() => _connection.Abort();

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _recording?.Dispose();
        _times?.Dispose();
    }

    private int TakeOpening(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _opening.Length);
        if (count == 0) return 0;
        _opening.Span[..count].CopyTo(buffer);
        _opening = _opening[count..];
        return count;
    }

    private int Count(ReadOnlySpan<byte> buffer, int received)
    {
        Volatile.Write(ref _received, _received + received);
        LastArrivalNs = _times?.At(_received) ?? Math.Max(WallClock.NowNs() - _originNs, 0);
        Arrivals.Add(_originNs + LastArrivalNs, received);
        if (received > 0) _recording?.Write(buffer[..received], _received, LastArrivalNs);
        return received;
    }
}
