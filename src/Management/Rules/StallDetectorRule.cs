using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// Ends a migration that stalls, at one of its low points [KubeVirt stall-detector.go, live-migration-source.go; VEP 248]. Two histories
/// are watched: the bandwidth, smoothed, at each poll; and what remains after each pass. What to do at a low point depends on whether the
/// rest could be sent in time: switch to postcopy, stop the guest whatever it takes ("hard"), stop it within the limit ("soft"), or
/// give up.
/// </summary>
/// <param name="settings">What the file tells it.</param>
internal sealed class StallDetectorRule(StallDetectorRule.Settings settings) : PolicyRule
{
    private static readonly ScalarParameter<long> MaxDowntime =
        new("max_downtime", null, "the longest downtime that is acceptable without disruption; the limit that \"soft\" sets",
            ScalarForms.Downtime);
    private static readonly ScalarParameter<long> InitialDowntime =
        new("initial_downtime", "300ms", "the limit from the first poll on, or `max_downtime` where that is less", ScalarForms.Downtime);
    private static readonly ScalarParameter<PolicyTime> Completion =
        new("completion", null, "the time that the migration may take (A)", ScalarForms.ScaledTime);
    private static readonly ScalarParameter<double> CompletionFactor =
        new("completion_factor", "2", "the rest must be sendable within this many times A", ScalarForms.Number(1, 100));
    private static readonly ScalarParameter<long> Window =
        new("window", "40s", "the time without a new low point after which it has stalled; the first patience", ScalarForms.Time);
    private static readonly ScalarParameter<double> Margin =
        new("margin", "4%", "how much lower a new low point must be, and how near to the best one counts as there", ScalarForms.Percent);
    private static readonly ScalarParameter<double> Smoothing =
        new("smoothing", "0.4", "weight of a new figure of bandwidth against the old ones", ScalarForms.Number(0.001, 1));
    private static readonly ScalarParameter<bool> SearchMinima =
        new("search_minima", "true", "whether it waits for a low point once it has stalled", ScalarForms.Flag);
    private static readonly ScalarParameter<double> PatienceDecay =
        new("patience_decay", "0.5", "what is left of the patience when it was in vain", ScalarForms.Number(0, 1));
    private static readonly ScalarParameter<double> PossibleFactor =
        new("possible_factor", "1.5", "how many times `max_downtime` the rest may take before \"soft\" is hopeless",
            ScalarForms.Number(1, 100));
    private static readonly ScalarParameter<long> SwitchoverTimeout =
        new("switchover_timeout", "60s", "the time after \"hard\" or \"soft\" in which the guest must have been stopped", ScalarForms.Time);
    private static readonly ScalarParameter<bool> Postcopy =
        new("postcopy", "false", "whether it may switch to postcopy (KubeVirt's allowPostCopy)", ScalarForms.Flag);
    private static readonly ScalarParameter<bool> Disruption =
        new("disruption", "false", "whether the guest may be disrupted (KubeVirt's allowWorkloadDisruption)", ScalarForms.Flag);

    private readonly Lows _lows = new(settings.WindowNs / Units.NsPerMs, settings.Margin);
    private double _bytesPerSecond;
    private (long Remaining, int Iteration) _last;
    private long _completionSeconds;
    private long _deadlineSeconds;
    private bool _hasBegun;
    private bool _isSwitching;
    private Patience? _patience;
    private ManagementAction? _wanted;

    public static RuleKind Kind { get; } = new(
        "stall_detector", "Ends a migration that stalls, at one of its low points.",
        [
            MaxDowntime, InitialDowntime, Completion, CompletionFactor, Window, Margin, Smoothing, SearchMinima, PatienceDecay,
            PossibleFactor, SwitchoverTimeout, Postcopy, Disruption,
        ],
        values => new StallDetectorRule(new Settings(
            values.Get(MaxDowntime), values.Get(InitialDowntime), values.Get(Completion), values.Get(CompletionFactor),
            values.Get(Window), values.Get(Margin), values.Get(Smoothing), values.Get(SearchMinima), values.Get(PatienceDecay),
            values.Get(PossibleFactor), values.Get(SwitchoverTimeout), values.Get(Postcopy), values.Get(Disruption))),
        values => values.Get(Postcopy)
            ? [ManagementActionKind.SetDowntimeLimit, ManagementActionKind.StartPostcopy, ManagementActionKind.Cancel]
            : [ManagementActionKind.SetDowntimeLimit, ManagementActionKind.Cancel]);

    public override void Begin(long totalBytes)
    {
        _completionSeconds = settings.Completion.For(totalBytes) / Units.NsPerSecond;
        _deadlineSeconds = _completionSeconds;
    }

    public override void Passed(in MigrationStatus now)
    {
        _last = (now.RemainingBytes, now.DirtySyncCount);
        if (_isSwitching || _wanted is not null || _bytesPerSecond == 0 || !HasStalled(now)) return;
        if (settings.SearchesMinima && now.RemainingBytes > (long)(_patience!.Best * (1 + settings.Margin))) return;
        // A link that has just broken down would not carry the rest in time either: wait.
        if (IsSendable(now)) _wanted = AtLowPoint(now);
    }

    public override void Observe(in MigrationStatus now) => _bytesPerSecond = _bytesPerSecond == 0
        ? now.BytesPerSecond
        : settings.Smoothing * now.BytesPerSecond + (1 - settings.Smoothing) * _bytesPerSecond;

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            return Limit(Math.Min(settings.InitialDowntimeNs, settings.MaxDowntimeNs), "the stall detector begins");
        }

        if (_wanted is not { } wanted) return AtDeadline(now);
        _wanted = null;
        if (wanted.Kind == ManagementActionKind.SetDowntimeLimit) BeginSwitching(now);
        return wanted;
    }

    /// <summary>Whether it has, by now; if it has before, whether there is patience left.</summary>
    private bool HasStalled(in MigrationStatus now)
    {
        long ms = now.ElapsedNs / Units.NsPerMs;
        _lows.Add(ms, now.RemainingBytes);
        if (_patience is not null) _patience.Add(ms, now.RemainingBytes);
        else if (_lows.IsStalledAt(now.RemainingBytes)) _patience = new Patience(_lows.Best, ms, settings);
        return _patience is not null;
    }

    private ManagementAction AtLowPoint(in MigrationStatus now)
    {
        string place = Invariant.Text($"stalled at {Units.FormatSize(now.RemainingBytes)}, the rest takes {PolicyTime.Text(RestNs)}");
        if (settings.IsDisruptionAllowed)
        {
            return settings.IsPostcopyAllowed
                ? new ManagementAction(ManagementActionKind.StartPostcopy, place)
                : Limit(PolicyAction.MaxDowntimeNs, place);
        }

        return RestNs <= settings.MaxDowntimeNs * settings.PossibleFactor
            ? Limit(settings.MaxDowntimeNs, place)
            : new ManagementAction(ManagementActionKind.Cancel, place);
    }

    private ManagementAction? AtDeadline(in MigrationStatus now)
    {
        if (now.ElapsedNs / Units.NsPerSecond <= _deadlineSeconds) return null;
        string why = Invariant.Text($"not complete after {_deadlineSeconds} s");
        if (!_isSwitching && IsSendable(now))
        {
            if (settings.IsPostcopyAllowed) return new ManagementAction(ManagementActionKind.StartPostcopy, why);
            if (settings.IsDisruptionAllowed)
            {
                BeginSwitching(now);
                return Limit(PolicyAction.MaxDowntimeNs, why);
            }
        }

        return new ManagementAction(ManagementActionKind.Cancel, why);
    }

    private void BeginSwitching(in MigrationStatus now)
    {
        _isSwitching = true;
        _deadlineSeconds = (now.ElapsedNs + settings.SwitchoverTimeoutNs) / Units.NsPerSecond;
    }

    /// <summary>Time for what remained at the last pass, in whole milliseconds.</summary>
    private long RestNs => _bytesPerSecond == 0
        ? 0
        : (long)Math.Min(uint.MaxValue, _last.Remaining / (_bytesPerSecond / 1000)) * Units.NsPerMs;

    private bool IsSendable(in MigrationStatus now)
    {
        long seconds = (long)(_completionSeconds * settings.CompletionFactor) - now.ElapsedNs / Units.NsPerSecond;
        return _bytesPerSecond > 0 && RestNs <= seconds * Units.NsPerSecond;
    }

    private static ManagementAction Limit(long ns, string why) => new(ManagementActionKind.SetDowntimeLimit, why, ns);

    /// <summary>What a file tells the detector; <see cref="Kind"/> says what each is.</summary>
    internal sealed record Settings(
        long MaxDowntimeNs, long InitialDowntimeNs, PolicyTime Completion, double CompletionFactor, long WindowNs, double Margin,
        double Smoothing, bool SearchesMinima, double PatienceDecay, double PossibleFactor, long SwitchoverTimeoutNs,
        bool IsPostcopyAllowed, bool IsDisruptionAllowed);

    /// <summary>Low points of what remained after passes: the lowest of those older than the window, and the newer ones below it.</summary>
    private sealed class Lows(long windowMs, double margin)
    {
        // Each lower than the one before it.
        private readonly Queue<(long Ms, long Remaining)> _recent = new();
        private long _lastRecent = long.MaxValue;
        private long? _old;

        /// <summary>The lowest of all.</summary>
        public long Best => Math.Min(_old ?? long.MaxValue, _recent.Select(low => low.Remaining).DefaultIfEmpty(long.MaxValue).Min());

        public void Add(long ms, long remaining)
        {
            while (_recent.TryPeek(out (long Ms, long Remaining) oldest) && ms - oldest.Ms >= windowMs)
            {
                _old = Math.Min(_old ?? long.MaxValue, oldest.Remaining);
                _recent.Dequeue();
            }

            if (_recent.Count == 0) _lastRecent = long.MaxValue;
            if (remaining > _old || remaining >= _lastRecent) return;
            _recent.Enqueue((ms, remaining));
            _lastRecent = remaining;
        }

        public bool IsStalledAt(long remaining) => _old is { } old && remaining >= (long)(old * (1 - margin));
    }

    /// <summary>How long to wait for a low point as good as the best, and then for one as good as the next best.</summary>
    private sealed class Patience(long best, long stalledMs, Settings settings)
    {
        private readonly PriorityQueue<long, long> _since = new();
        private long _patienceMs = settings.WindowNs / Units.NsPerMs;
        private long _deadlineMs = stalledMs + settings.WindowNs / Units.NsPerMs;

        /// <summary>What counts as a low point worth waiting for.</summary>
        public long Best { get; private set; } = best;

        public void Add(long ms, long remaining)
        {
            _since.Enqueue(remaining, remaining);
            if (ms < _deadlineMs) return;
            Best = _since.Dequeue();
            _patienceMs = (long)(_patienceMs * settings.PatienceDecay);
            _deadlineMs = ms + _patienceMs;
        }
    }
}
