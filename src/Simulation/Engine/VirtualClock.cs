namespace MultifdBench.Simulation.Engine;

/// <summary>
/// Virtual time. Events happen in order of time, those of one nanosecond in the order in which they were scheduled, so that a run is the
/// same run every time. Nothing is allocated per event once the queue has grown to its working size. Not thread-safe.
/// </summary>
public sealed class VirtualClock
{
    private readonly SlotQueue _queue = new();
    private Event[] _events = new Event[16];

    /// <summary>Virtual time in nanoseconds, from 0.</summary>
    public long NowNs { get; private set; }

    /// <summary>Events that have happened: what a simulation costs, whatever machine it runs on.</summary>
    public long Handled { get; private set; }

    /// <summary>Schedules an event <paramref name="delayNs"/> nanoseconds from now; a negative delay is none.</summary>
    public void After(long delayNs, IEventTarget target, int code = 0) => _queue.Set(Rent(new Event(target, code, false)), At(delayNs));

    /// <summary>Lets the next event happen.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step()
    {
        if (_queue.Count == 0) return false;
        NowNs = _queue.FirstKey;
        Handled++;
        int slot = _queue.Take();
        ref Event next = ref _events[slot];
        (IEventTarget target, int code) = (next.Target, next.Code);
        if (!next.IsTimer)
        {
            next = default;
            _queue.Return(slot);
        }

        target.OnEvent(code);
        return true;
    }

    /// <summary>A timer: one event that is set again and again, and of which only the last setting counts.</summary>
    /// <returns>Its number, for <see cref="Set"/>.</returns>
    internal int AddTimer(IEventTarget target) => Rent(new Event(target, 0, true));

    /// <summary>Sets a timer to <paramref name="delayNs"/> nanoseconds from now, whether it was set or not.</summary>
    internal void Set(int timer, long delayNs) => _queue.Set(timer, At(delayNs));

    private long At(long delayNs) => NowNs + Math.Max(0, delayNs);

    private int Rent(in Event what)
    {
        int slot = _queue.Rent();
        if (slot == _events.Length) Array.Resize(ref _events, 2 * slot);
        _events[slot] = what;
        return slot;
    }

    private readonly record struct Event(IEventTarget Target, int Code, bool IsTimer);
}
