using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// The period of more than a second over which QEMU measures how fast the guest dirties memory, and at whose end auto-converge decides
/// whether to throttle it, or dirty-limit whether to give it a quota; it ends at a dirty sync [QEMU ram.c: migration_bitmap_sync,
/// migration_trigger_throttle, mig_throttle_guest_down].
/// </summary>
internal sealed class DirtyPeriod(PrecopySettings settings)
{
    /// <summary>A sync earlier than that adds to the period.</summary>
    private const long LengthNs = 1000 * Units.NsPerMs;

    private const int HitsForAStep = 2;
    private const int Lowest = 1;
    private const int Highest = 99;

    private readonly AutoConvergeSettings _aid = settings.AutoConverge;
    private long _startNs;
    private long _startSent;
    private long _dirtyPages;
    private int _hits;

    /// <summary>Whether the guest is throttled when it dirties too fast; a step is never taken back.</summary>
    public bool IsAutoConverging { get; set; } = settings.AutoConverge.IsOn;

    /// <summary>Whether dirty-limit has found reason to give the guest its quota, which it then keeps.</summary>
    public bool LimitsDirtying { get; private set; }

    /// <summary>How much of its time the guest sleeps, percent; 0 before the first step.</summary>
    public int ThrottlePercentage { get; private set; }

    /// <summary>QEMU's <c>dirty-pages-rate</c>: of the last period that has ended; 0 before.</summary>
    public double PagesPerSecond { get; private set; }

    public void Start(in PrecopyFigures now)
    {
        _startNs = now.NowNs;
        _startSent = SentBytes(now);
        _dirtyPages = 0;
    }

    /// <summary>Takes the outcome of a dirty sync in.</summary>
    public void Synced(in PrecopyFigures now)
    {
        _dirtyPages += now.NewlyDirtyPages;
        long elapsedNs = now.NowNs - _startNs;
        if (elapsedNs <= LengthNs) return;
        if (IsAutoConverging || settings.DirtyLimit.IsOn) Judge(_dirtyPages * Page.SizeBytes, SentBytes(now) - _startSent);
        PagesPerSecond = Units.PerSecond(_dirtyPages, elapsedNs);
        Start(now);
    }

    /// <remarks>Two periods over the threshold make a step, with any number of calm ones in between: QEMU forgets none.</remarks>
    private void Judge(long dirtyBytes, long sentBytes)
    {
        long thresholdBytes = sentBytes * _aid.TriggerThreshold / 100;
        if (dirtyBytes <= thresholdBytes || ++_hits < HitsForAStep) return;
        _hits = 0;
        if (!IsAutoConverging)
        {
            LimitsDirtying = true;
            return;
        }

        int next = ThrottlePercentage == 0 ? _aid.Initial : ThrottlePercentage + StepOf(dirtyBytes, thresholdBytes);
        ThrottlePercentage = Math.Clamp(Math.Min(next, _aid.Max), Lowest, Highest);
    }

    private int StepOf(long dirtyBytes, long thresholdBytes)
    {
        if (!_aid.Tailslow) return _aid.Increment;
        // What the guest may run for so that it dirties just the threshold, were dirtying proportional to running.
        long running = 100 - ThrottlePercentage;
        long ideal = (long)(running * ((double)thresholdBytes / dirtyBytes));
        return (int)Math.Min(running - ideal, _aid.Increment);
    }

    private long SentBytes(in PrecopyFigures now) => settings.Rules.CountsWireBytes() ? now.WireBytes : now.Pages.Normal * Page.SizeBytes;
}
