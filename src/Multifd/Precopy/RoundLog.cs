using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>One round: from one dirty sync to the next.</summary>
/// <param name="StartNs">Executor's time of the dirty sync.</param>
/// <param name="DurationNs">Until the next dirty sync, or the end.</param>
/// <param name="DirtyPagesAtStart">Pages to send right after the sync.</param>
/// <param name="Pages">Pages that left the source in this round; a packet in flight at a sync counts where it ends.</param>
/// <param name="WireBytes">Bytes that left in this round.</param>
public sealed record Round(long StartNs, long DurationNs, long DirtyPagesAtStart, PageCounts Pages, long WireBytes);

/// <summary>Keeps the rounds of one migration.</summary>
internal sealed class RoundLog(IPrecopyExecutor executor)
{
    private readonly List<Round> _rounds = [];
    private long _startNs;
    private long _dirtyPages;
    private long _startBytes;
    private PageCounts _startPages;
    private long _newlyDirty;
    private long _firstNs;

    public IReadOnlyList<Round> Rounds => _rounds;

    public double DirtyPagesPerSecond => Units.PerSecond(_newlyDirty, _startNs - _firstNs);

    public void Begin(long dirtyPages, long newlyDirty)
    {
        _startNs = executor.NowNs;
        if (_rounds.Count == 0) _firstNs = _startNs;
        _dirtyPages = dirtyPages;
        _newlyDirty += newlyDirty;
    }

    public void End()
    {
        // The counters move while channels work: one reading ends this round and starts the next, so that the rounds add up to the run.
        PageCounts pages = executor.Pages;
        long bytes = executor.WireBytes;
        PageCounts sent = new(pages.Normal - _startPages.Normal, pages.Zero - _startPages.Zero);
        _rounds.Add(new Round(_startNs, executor.NowNs - _startNs, _dirtyPages, sent, bytes - _startBytes));
        _startPages = pages;
        _startBytes = bytes;
    }
}
