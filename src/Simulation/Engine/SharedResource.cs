namespace MultifdBench.Simulation.Engine;

/// <summary>
/// Something that several jobs use at once and that has only so much of itself: cores, a link, the units of a device. While the jobs'
/// weights fit the capacity each runs at full speed; beyond, all are slowed alike (weighted processor sharing). Exact for work-conserving
/// fair schedulers, and one event per job whatever their number: in the resource's own time, which runs slower the fuller it is, a job's
/// end is known when it starts.
/// </summary>
public sealed class SharedResource : IEventTarget
{
    // Own time is a double; a job whose end has come up to rounding has ended.
    private const double RoundingNs = 1e-3;

    private readonly VirtualClock _events;
    private readonly double _capacity;
    private readonly int _timer;
    private readonly SlotQueue _queue = new();
    private Job[] _jobs = new Job[8];
    private double _ownNs;
    private double _speed = 1;
    private double _weight;
    private double _busyNs;
    private long _updatedNs;
    private long _armedNs = -1;

    /// <summary>Makes a resource.</summary>
    /// <param name="events">The clock.</param>
    /// <param name="capacity">Total weight that runs at full speed; above 0.</param>
    public SharedResource(VirtualClock events, double capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _events = events;
        _capacity = capacity;
        _timer = events.AddTimer(this);
    }

    /// <summary>Mean share of the capacity in use since time 0, 0 to 1.</summary>
    public double Utilisation
    {
        get
        {
            Advance();
            return _events.NowNs == 0 ? 0 : _busyNs / _events.NowNs / _capacity;
        }
    }

    /// <summary>How fast jobs run now: 1 alone, less when the capacity is exceeded.</summary>
    public double Speed => _speed;

    /// <summary>The resource's own time, ns: how much of a job at full speed would be done since time 0.</summary>
    public double OwnNs
    {
        get
        {
            Advance();
            return _ownNs;
        }
    }

    /// <summary>Starts a job.</summary>
    /// <param name="soloNs">How long it takes at full speed, nanoseconds.</param>
    /// <param name="weight">
    /// How much of the capacity it uses at full speed: a thread 1 of the cores, a flow its rate of the bandwidth.
    /// </param>
    /// <param name="target">Told when the job ends.</param>
    /// <param name="code">Passed on to <paramref name="target"/>.</param>
    public void Start(double soloNs, double weight, IEventTarget target, int code = 0)
    {
        Advance();
        int slot = _queue.Rent();
        if (slot == _jobs.Length) Array.Resize(ref _jobs, 2 * slot);
        _jobs[slot] = new Job(target, code, weight);
        _queue.Set(slot, Key(_ownNs + Math.Max(0, soloNs)));
        ChangeWeight(weight);
    }

    /// <summary>Takes part of the capacity until <see cref="Release"/>: a thread that spins.</summary>
    public void Hold(double weight)
    {
        Advance();
        ChangeWeight(weight);
    }

    /// <summary>Gives back what <see cref="Hold"/> took.</summary>
    public void Release(double weight) => Hold(-weight);

    /// <inheritdoc/>
    void IEventTarget.OnEvent(int code)
    {
        _armedNs = -1;
        Advance();
        while (_queue.Count > 0 && OwnNsOf(_queue.FirstKey) <= _ownNs + RoundingNs)
        {
            int slot = _queue.Take();
            Job job = _jobs[slot];
            _queue.Return(slot);
            ChangeWeight(-job.Weight);
            job.Target.OnEvent(job.Code);
        }
    }

    /// <summary>The order of doubles that are not negative is that of their bits [IEEE 754].</summary>
    private static long Key(double ownNs) => BitConverter.DoubleToInt64Bits(ownNs);

    private static double OwnNsOf(long key) => BitConverter.Int64BitsToDouble(key);

    private void Advance()
    {
        long elapsedNs = _events.NowNs - _updatedNs;
        if (elapsedNs == 0) return;
        _ownNs += elapsedNs * _speed;
        _busyNs += elapsedNs * Math.Min(_weight, _capacity);
        _updatedNs = _events.NowNs;
    }

    private void ChangeWeight(double change)
    {
        _weight += change;
        _speed = _weight > _capacity ? _capacity / _weight : 1;
        Arm();
    }

    /// <summary>Sees to an event at the next job's end, unless there is one already.</summary>
    private void Arm()
    {
        if (_queue.Count == 0) return;
        double leftNs = OwnNsOf(_queue.FirstKey) - _ownNs;
        // A division takes as long as all the rest.
        if (_speed < 1) leftNs /= _speed;
        long delayNs = Math.Max(0, (long)Math.Ceiling(leftNs - RoundingNs));
        if (_armedNs == _events.NowNs + delayNs) return;
        _armedNs = _events.NowNs + delayNs;
        _events.Set(_timer, delayNs);
    }

    private readonly record struct Job(IEventTarget Target, int Code, double Weight);
}
