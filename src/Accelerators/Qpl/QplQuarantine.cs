using MultifdBench.Guest;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// Jobs that a device did not finish in time, with all memory that it may still write to. Nothing of it is freed, or used for anything
/// else, before the device has finished; if it never does, the memory is lost on purpose, because a page that a device scribbles on is
/// worse. Thread-safe.
/// </summary>
/// <remarks>Pools look here when they are made and when they end; that is often enough for something that should not happen.</remarks>
internal sealed class QplQuarantine
{
    private readonly Lock _gate = new();
    private readonly List<LostJob> _jobs = [];

    /// <summary>The process's.</summary>
    public static QplQuarantine Shared { get; } = new();

    /// <summary>Jobs that the device had not finished when it was last asked.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _jobs.Count;
        }
    }

    /// <summary>Takes a job in.</summary>
    public void Take(LostJob job)
    {
        lock (_gate) _jobs.Add(job);
    }

    /// <summary>Frees the memory of jobs that the device has finished by now.</summary>
    public void ReleaseFinished()
    {
        lock (_gate) _jobs.RemoveAll(job => job.TryRelease());
    }
}

/// <summary>A job whose memory a device may still write to.</summary>
internal sealed unsafe class LostJob
{
    private readonly IQplCalls _calls;
    private readonly QplJobMemory _memory;
    private readonly QplHuffmanTable? _table;
    private readonly IDisposable? _hold;
    private object? _destination;

    /// <param name="calls">The library.</param>
    /// <param name="memory">The job's; owned from here on.</param>
    /// <param name="table">Its Huffman table, if any; its owner may dispose it at once.</param>
    /// <param name="destination">
    /// Owns what the job writes to: an array, which this reference keeps, or a RAM block, whose memory is held.
    /// </param>
    public LostJob(IQplCalls calls, QplJobMemory memory, QplHuffmanTable? table, object destination)
    {
        _calls = calls;
        _memory = memory;
        _table = table;
        bool added = false;
        table?.DangerousAddRef(ref added);
        _destination = destination;
        _hold = (destination as RamBlock)?.Hold();
    }

    /// <summary>Asks the device; frees everything when it has finished the job, in whatever way.</summary>
    public bool TryRelease()
    {
        if (_calls.Check(_memory.Job) == QplStatus.BeingProcessed) return false;
        _memory.Dispose();
        _table?.DangerousRelease();
        _hold?.Dispose();
        _destination = null;
        return true;
    }
}
