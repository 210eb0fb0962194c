using MultifdBench.Guest;

namespace MultifdBench.Workloads.Running;

/// <summary>
/// Runs a <see cref="IGuestProgram"/> as a workload: one guest thread that does operations in small batches at a steady rate, or one that
/// changes by phases.
/// </summary>
/// <remarks>
/// Every batch holds the gate and looks at the pause flag inside it. Pause raises the flag and then passes through the gate once: the
/// batch that was under way has ended by then, marks included, and no later one can begin. A batch takes well below a millisecond.
/// </remarks>
internal sealed class GuestWorkload(string name, IReadOnlyList<RamBlockSpec> layout, IGuestProgram program, TimeProvider? time = null,
    RatePhases? phases = null)
    : IWorkload
{
    private const int BatchOperations = 128;
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    private readonly Pacer _pacer = new(program.OperationsPerSecond, time ?? TimeProvider.System) { Phases = phases };
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _resumed = new(initialState: true);
    private readonly List<IDisposable> _held = [];
    private Thread? _thread;
    private volatile GuestMemory? _memory;
    private volatile bool _paused;
    private volatile bool _stopping;
    private long _operations;
    private DirtyRing? _ring;
    private GuestMemory? _ringMemory;
    private long _ringPages;
    private long _sleepNs;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RamBlockSpec> Layout => layout;

    /// <inheritdoc/>
    public long Operations => Volatile.Read(ref _operations);

    /// <inheritdoc/>
    public int Threads => program.OperationsPerSecond > 0 ? 1 : 0;

    /// <inheritdoc/>
    public string? PostcopyRefusal => null;

    /// <inheritdoc/>
    public double OperationsPerSecond =>
        phases is null && double.IsFinite(program.OperationsPerSecond) ? program.OperationsPerSecond : double.NaN;

    /// <inheritdoc/>
    public RatePhases? Phases => phases;

    /// <summary>The program, for tests that count operations instead of seconds.</summary>
    internal IGuestProgram Program => program;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        if (_thread is not null) throw new InvalidOperationException("Memory is filled before the guest starts, not while it runs.");
        program.Fill(memory);
        lock (_gate) _pacer.Reset();
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        if (_thread is not null) throw new InvalidOperationException("Memory is put back before the guest starts, not while it runs.");
        program.Rewind();
        lock (_gate) _pacer.Reset();
    }

    /// <inheritdoc/>
    public void UsePhases(bool use)
    {
        if (_thread is not null) throw new InvalidOperationException("Phases are chosen before the guest starts, not while it runs.");
        lock (_gate)
        {
            _pacer.Phases = use ? phases : null;
            _pacer.Reset();
        }
    }

    /// <inheritdoc/>
    public void Start(GuestMemory memory)
    {
        if (_thread is not null) throw new InvalidOperationException("The guest runs already.");
        Volatile.Write(ref _operations, 0);
        _stopping = false;
        Throttle(0);
        Resume();
        _memory = memory;
        UseDirtyRing(0);
        if (program.OperationsPerSecond <= 0) return;
        // Whoever owns the memory may give it up ahead of the guest, as an error does: the thread must not write where it was.
        _held.Add(memory.Hold());
        _thread = new Thread(Run) { IsBackground = true, Name = $"guest {name}" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Pause()
    {
        _paused = true;
        _resumed.Reset();
        lock (_gate) _pacer.Suspend();
    }

    /// <inheritdoc/>
    public void Resume()
    {
        lock (_gate) _pacer.Run();
        _paused = false;
        _resumed.Set();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It is not paused.</exception>
    public void ContinueOn(GuestMemory memory)
    {
        if (!_paused) throw new InvalidOperationException("Only a paused guest can go on over another memory.");
        if (_thread is not null) _held.Add(memory.Hold());
        _memory = memory;
    }

    /// <inheritdoc/>
    public void Throttle(int percentage)
    {
        lock (_gate) _pacer.Throttle(new DutyCycle(percentage));
    }

    /// <inheritdoc/>
    public string? DirtyLimitRefusal => null;

    /// <inheritdoc/>
    public void UseDirtyRing(int size)
    {
        lock (_gate)
        {
            _ringMemory?.FeedRing(null);
            _ringMemory = size > 0 ? _memory : null;
            _ring = _ringMemory is null ? null : new DirtyRing(_ringMemory.TotalPages, size);
            _ringMemory?.FeedRing(_ring);
            _pacer.Sleep(0);
            _sleepNs = 0;
            Volatile.Write(ref _ringPages, 0);
        }
    }

    /// <inheritdoc/>
    public long DirtyRingPages => Volatile.Read(ref _ringPages);

    /// <inheritdoc/>
    public void LimitDirtying(long sleepNs)
    {
        lock (_gate)
        {
            _ring?.Empty();
            _sleepNs = sleepNs;
        }
    }

    /// <inheritdoc/>
    public long AsleepNs
    {
        get
        {
            lock (_gate) return _pacer.AsleepNs();
        }
    }

    /// <inheritdoc/>
    /// <remarks>As KVM's rings are emptied by a dirty sync.</remarks>
    public void SyncDirtyLog()
    {
        if (_ring is null) return;
        lock (_gate) _ring?.Empty();
    }

    /// <inheritdoc/>
    public void Stop()
    {
        _stopping = true;
        _resumed.Set();
        _thread?.Join();
        _thread = null;
        _held.ForEach(memory => memory.Dispose());
        _held.Clear();
        UseDirtyRing(0);
        _memory = null;
        lock (_gate) _pacer.Suspend();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _resumed.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                if (_paused) _resumed.Wait();
                else if (RunBatch(_memory!) == 0) Thread.Sleep(Nap);
            }
        }
        catch (GuestLostException)
        {
            // Who broke the memory reports why; a guest without its pages does nothing more until it is started anew.
        }
    }

    /// <summary>Does some of what is due; nothing while paused or after a stop. Any thread, one at a time.</summary>
    /// <returns>Operations done.</returns>
    internal int RunBatch(GuestMemory memory)
    {
        lock (_gate)
        {
            if (_paused || _stopping) return 0;
            int due = _pacer.Take(BatchOperations);
            // In a phase without operations, what goes on beside them goes on.
            if (due > 0 || phases is not null) program.DoOperations(memory, due, _pacer.GuestNs);
            Volatile.Write(ref _operations, _operations + due);
            if (_ring is not null) EndRings(_ring);
            return due;
        }
    }

    /// <summary>Sleeps for the rings that a batch has filled.</summary>
    private void EndRings(DirtyRing ring)
    {
        Volatile.Write(ref _ringPages, ring.Pages);
        int full = ring.TakeFull();
        if (full > 0 && _sleepNs > 0) _pacer.Sleep(full * _sleepNs);
    }
}
