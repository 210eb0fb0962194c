using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>One round: from one dirty sync to the next.</summary>
/// <param name="StartNs">Time of the dirty sync.</param>
/// <param name="DurationNs">Until the next dirty sync, or the end.</param>
/// <param name="DirtyPagesAtStart">Pages to send right after the sync.</param>
/// <param name="Pages">Pages that left the source in this round; a packet in flight at a sync counts where it ends.</param>
/// <param name="WireBytes">Bytes that left in this round.</param>
public sealed record Round(long StartNs, long DurationNs, long DirtyPagesAtStart, PageCounts Pages, long WireBytes)
{
    /// <summary>What convergence looked like at its end; null for a migration that was only received.</summary>
    public RoundState? AtEnd { get; init; }
}

/// <summary>What <c>query-migrate</c> shows at the end of a round.</summary>
/// <param name="RemainingPages">Dirty pages that have not been picked up.</param>
/// <param name="ExpectedDowntimeNs"><c>expected-downtime</c>.</param>
/// <param name="ThrottlePercentage"><c>cpu-throttle-percentage</c>; 0 when not throttled.</param>
/// <param name="DirtyPagesPerSecond"><c>dirty-pages-rate</c>; 0 before the first second has passed.</param>
/// <param name="DowntimeLimitNs"><c>downtime-limit</c> in force.</param>
public readonly record struct RoundState(
    long RemainingPages, long ExpectedDowntimeNs, int ThrottlePercentage, double DirtyPagesPerSecond, long DowntimeLimitNs)
{
    /// <summary>Dirty-limit; null before it is in service.</summary>
    public DirtyLimitState? DirtyLimit { get; init; }
}

/// <summary>Keeps the rounds of one migration.</summary>
internal sealed class RoundLog
{
    private readonly List<Round> _rounds = [];
    private long _startNs;
    private long _dirtyPages;
    private long _startBytes;
    private PageCounts _startPages;
    private long _newlyDirty;
    private long _firstNs;

    public IReadOnlyList<Round> Rounds => _rounds;

    /// <summary>Rounds that have begun: QEMU's <c>dirty-sync-count</c>.</summary>
    public int Syncs { get; private set; }

    /// <summary>Pages to send right after the last sync.</summary>
    public long DirtyPagesAtSync => _dirtyPages;

    public double DirtyPagesPerSecond => Units.PerSecond(_newlyDirty, _startNs - _firstNs);

    public void Begin(in PrecopyFigures now)
    {
        _startNs = now.NowNs;
        if (Syncs++ == 0) _firstNs = _startNs;
        _dirtyPages = now.RemainingPages;
        _newlyDirty += now.NewlyDirtyPages;
    }

    public void End(in PrecopyFigures now, RoundState state)
    {
        // The counters move while channels work: one reading ends this round and starts the next, so that the rounds add up to the run.
        PageCounts sent = new(now.Pages.Normal - _startPages.Normal, now.Pages.Zero - _startPages.Zero);
        _rounds.Add(new Round(_startNs, now.NowNs - _startNs, _dirtyPages, sent, now.WireBytes - _startBytes) { AtEnd = state });
        _startPages = now.Pages;
        _startBytes = now.WireBytes;
    }
}
