namespace MultifdBench.Simulation.Engine;

/// <summary>
/// Virtual time. Events happen in order of time, those of one nanosecond in the order in which they were scheduled, so that a run is the
/// same run every time. Nothing is allocated per event once the queue has grown to its working size. Not thread-safe.
/// </summary>
public sealed class VirtualClock
{
    private readonly PriorityQueue<(IEventTarget Target, int Code), EventTime> _events = new();
    private long _scheduled;

    /// <summary>Virtual time in nanoseconds, from 0.</summary>
    public long NowNs { get; private set; }

    /// <summary>Events that have happened: what a simulation costs, whatever machine it runs on.</summary>
    public long Handled { get; private set; }

    /// <summary>Schedules an event <paramref name="delayNs"/> nanoseconds from now; a negative delay is none.</summary>
    public void After(long delayNs, IEventTarget target, int code = 0) =>
        _events.Enqueue((target, code), new EventTime(NowNs + Math.Max(0, delayNs), _scheduled++));

    /// <summary>Lets the next event happen.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step()
    {
        if (!_events.TryDequeue(out (IEventTarget Target, int Code) next, out EventTime time)) return false;
        NowNs = time.Ns;
        Handled++;
        next.Target.OnEvent(next.Code);
        return true;
    }

    private readonly record struct EventTime(long Ns, long Order) : IComparable<EventTime>
    {
        public int CompareTo(EventTime other) => Ns != other.Ns ? Ns.CompareTo(other.Ns) : Order.CompareTo(other.Order);
    }
}
