using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Source;

/// <summary>What a channel is asked to do.</summary>
internal enum ChannelWork
{
    /// <summary>Send a batch of pages.</summary>
    Batch,

    /// <summary>Send a packet with SYNC.</summary>
    Sync,

    /// <summary>End, whatever waits.</summary>
    End,
}

/// <summary>
/// Work on its way from the migration thread to one channel, done in order. The migration thread posts, the channel takes; neither waits
/// for a lock, and a thread that is awake is told without a system call.
/// </summary>
/// <param name="gate">Where the migration thread waits.</param>
internal sealed class ChannelQueue(ChannelGate gate)
{
    /// <summary>Most batches that wait for a channel or are at work there.</summary>
    public const int MaxBatches = 8;

    // Room for a SYNC behind them; a power of two.
    private const int Slots = 2 * MaxBatches;

    private readonly PageBatch[] _batches = [.. Enumerable.Range(0, Slots).Select(_ => new PageBatch())];
    private readonly ChannelWork[] _work = new ChannelWork[Slots];
    private readonly WakeUp _posted = new();
    private long _posts;
    private long _done;
    private int _limit = 1;
    private volatile bool _isEnding;

    /// <summary>
    /// Pieces of work that are not done. Exact on the migration thread when 0; elsewhere it may be more by what is done now.
    /// </summary>
    public int Outstanding => (int)(Volatile.Read(ref _posts) - Volatile.Read(ref _done));

    /// <summary>Batches that may be outstanding, as <see cref="SetLimit"/> said.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>The batch at hand; valid after <see cref="Next"/> said so, until <see cref="Done"/>.</summary>
    public PageBatch Current => _batches[_done % Slots];

    /// <summary>Posts a full batch. Migration thread; fewer than <see cref="MaxBatches"/> are outstanding.</summary>
    /// <returns>An empty one in exchange.</returns>
    public PageBatch Post(PageBatch full)
    {
        PageBatch empty = _batches[_posts % Slots];
        _batches[_posts % Slots] = full;
        empty.Clear();
        Post(ChannelWork.Batch);
        return empty;
    }

    /// <summary>Posts a SYNC. Migration thread; none is outstanding.</summary>
    public void PostSync() => Post(ChannelWork.Sync);

    /// <summary>The channel ends after the work at hand. Any thread.</summary>
    public void PostEnd()
    {
        _isEnding = true;
        _posted.Set();
    }

    /// <summary>Says how many batches may be outstanding from now on: on the channel's thread, which knows how long one takes.</summary>
    public void SetLimit(int batches) => Volatile.Write(ref _limit, batches);

    /// <summary>Waits for work. Channel's thread.</summary>
    public ChannelWork Next()
    {
        while (true)
        {
            if (_isEnding) return ChannelWork.End;
            if (Outstanding > 0) return _work[_done % Slots];
            _posted.Wait();
        }
    }

    /// <summary>The work at hand is done. Channel's thread.</summary>
    public void Done()
    {
        Volatile.Write(ref _done, _done + 1);
        // A migration thread that waits for room is woken when there is room for several: a switch for each batch would cost more than it.
        if (Outstanding <= _limit / 2) gate.Progress();
    }

    private void Post(ChannelWork work)
    {
        _work[_posts % Slots] = work;
        Volatile.Write(ref _posts, _posts + 1);
        _posted.Set();
    }
}
