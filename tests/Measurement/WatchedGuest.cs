using MultifdBench.Guest;

namespace MultifdBench.Tests.Measurement;

/// <summary>A workload that counts what is done with it, and may do something before.</summary>
internal sealed class WatchedGuest(IWorkload inner) : IWorkload
{
    public Action<GuestMemory> OnFill { get; init; } = _ => { };

    public Action<GuestMemory> OnStart { get; init; } = _ => { };

    public int Fills { get; private set; }

    public int Rewinds { get; private set; }

    public bool IsDisposed { get; private set; }

    public string Name => inner.Name;

    public IReadOnlyList<RamBlockSpec> Layout => inner.Layout;

    public long Operations => inner.Operations;

    public double OperationsPerSecond => inner.OperationsPerSecond;

    public RatePhases? Phases => inner.Phases;

    public int Threads => inner.Threads;

    public string? PostcopyRefusal => inner.PostcopyRefusal;

    public void ContinueOn(GuestMemory memory) => inner.ContinueOn(memory);

    public void Fill(GuestMemory memory)
    {
        OnFill(memory);
        inner.Fill(memory);
        Fills++;
    }

    public void Rewind()
    {
        inner.Rewind();
        Rewinds++;
    }

    public void UsePhases(bool use) => inner.UsePhases(use);

    public void Start(GuestMemory memory)
    {
        OnStart(memory);
        inner.Start(memory);
    }

    public void Stop() => inner.Stop();

    public void Pause() => inner.Pause();

    public void Resume() => inner.Resume();

    public void Throttle(int percentage) => inner.Throttle(percentage);

    public string? DirtyLimitRefusal => inner.DirtyLimitRefusal;

    public void UseDirtyRing(int size) => inner.UseDirtyRing(size);

    public long DirtyRingPages => inner.DirtyRingPages;

    public void LimitDirtying(long sleepNs) => inner.LimitDirtying(sleepNs);

    public long AsleepNs => inner.AsleepNs;

    public void SyncDirtyLog() => inner.SyncDirtyLog();

    public void Migrated() => inner.Migrated();

    public void Dispose()
    {
        IsDisposed = true;
        inner.Dispose();
    }
}
