using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Destination;

/// <summary>Which channel ids have said hello. Thread-safe.</summary>
internal sealed class ChannelRegistry(int channelCount)
{
    private readonly int[] _seen = new int[channelCount];

    public int ChannelCount => channelCount;

    /// <summary>Notes a channel.</summary>
    /// <exception cref="WireException">Another connection has that id already.</exception>
    public void Register(int id)
    {
        if (Interlocked.Exchange(ref _seen[id], 1) != 0) throw new WireException($"two connections say that they are channel {id}");
    }
}
