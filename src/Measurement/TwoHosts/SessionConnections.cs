using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>The main connection and the channels of one session, as they arrive. Thread-safe.</summary>
/// <param name="channels">How many channels there will be.</param>
internal sealed class SessionConnections(int channels) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly IConnection?[] _connections = new IConnection?[channels + 1];
    private int _arrived;
    private bool _isClosed;

    /// <summary>What the session's connections open with. Nobody can guess it, so nobody else's connection gets in.</summary>
    public Guid Session { get; } = Guid.NewGuid();

    /// <summary>The main connection; valid after <see cref="WaitForAll"/>.</summary>
    public IConnection Main => _connections[0]!;

    /// <summary>The channels; valid after <see cref="WaitForAll"/>.</summary>
    public IReadOnlyList<IConnection> Channels => [.. _connections.Skip(1).OfType<IConnection>()];

    /// <summary>Takes a connection that belongs here; false when it does not, and the caller closes it.</summary>
    public bool TryAdd(ConnectionOpening opening, IConnection connection)
    {
        lock (_gate)
        {
            if (_isClosed || opening.Session != Session || opening.Index >= _connections.Length || _connections[opening.Index] is not null)
                return false;
            _connections[opening.Index] = connection;
            _arrived++;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Waits until every connection has arrived.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="isSourceGone">Whether there is any use in waiting; asked now and then.</param>
    /// <exception cref="ConnectionException">
    /// One is missing after <paramref name="limit"/>, the source is gone, or the session was closed.
    /// </exception>
    public void WaitForAll(TimeSpan limit, Func<bool> isSourceGone)
    {
        long deadline = Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        lock (_gate)
        {
            while (_arrived < _connections.Length && !_isClosed)
            {
                TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
                if (left <= TimeSpan.Zero)
                    throw new ConnectionException(
                        Invariant.Text($"the source made {_arrived} of {_connections.Length} connections in {limit.TotalSeconds:0.#} s"));
                if (isSourceGone())
                    throw new ConnectionException(
                        $"the source closed the control connection after {_arrived} of {_connections.Length} connections");
                Monitor.Wait(_gate, left < Pause ? left : Pause);
            }

            if (_isClosed) throw new ConnectionException("the session was closed");
        }
    }

    /// <summary>Closes all connections and takes no more; whoever waits is released.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (IConnection? connection in _connections) connection?.Dispose();
            Monitor.PulseAll(_gate);
        }
    }
}
