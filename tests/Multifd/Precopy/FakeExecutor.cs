using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd.Precopy;

/// <summary>
/// A source on a virtual clock: pages go out at a fixed rate, the guest dirties at another. Everything that the policy does is written
/// down.
/// </summary>
internal sealed class FakeExecutor
{
    private long _logged;
    private long _lastNs;
    private bool _stopped;

    public required long TotalPages { get; init; }

    /// <summary>What the link and the channels could carry.</summary>
    public required long PagesPerSecond { get; init; }

    public long DirtyPagesPerSecond { get; init; }

    public int WireBytesPerPage { get; init; } = Page.SizeBytes;

    public int PagesPerStep { get; init; } = 64;

    public long AcknowledgementNs { get; init; }

    public long NowNs { get; private set; } = 5_000_000_000;

    public long RemainingPages { get; private set; }

    public long WireBytes { get; private set; } = 4711;

    public PageCounts Pages { get; private set; }

    public List<string> Calls { get; } = [];

    /// <summary>Time and bytes on the wire after each step.</summary>
    public List<(long Ns, long Bytes)> Trace { get; } = [];

    public List<long> Slices { get; } = [];

    /// <summary>Carries the policy out to its end.</summary>
    /// <returns>Whether the migration completed.</returns>
    public bool Follow(PrecopyPolicy policy)
    {
        RemainingPages = TotalPages;
        _lastNs = NowNs;
        PrecopyStep step = policy.Begin(NowNs, Figures(newlyDirty: 0));
        while (!step.IsEnd) step = policy.Next(Figures(CarryOut(step)));
        return step.Action == PrecopyAction.Completed;
    }

    /// <summary>Does one step.</summary>
    /// <returns>Newly dirty pages, for a sync.</returns>
    private long CarryOut(PrecopyStep step)
    {
        switch (step.Action)
        {
            case PrecopyAction.Sync:
                return SyncDirtyBitmap();
            case PrecopyAction.Iterate:
                Iterate(step.ByteBudget, step.Ns);
                break;
            case PrecopyAction.Sleep:
                Sleep(step.Ns);
                break;
            case PrecopyAction.StopGuest:
                StopGuest();
                break;
            case PrecopyAction.Complete:
                Complete();
                break;
            default:
                throw new InvalidOperationException($"{step.Action} is no step");
        }

        return 0;
    }

    private PrecopyFigures Figures(long newlyDirty) => new(NowNs, RemainingPages, WireBytes, Pages, newlyDirty);

    private void Sleep(long ns)
    {
        Calls.Add("sleep");
        Pass(ns);
    }

    private long SyncDirtyBitmap()
    {
        Calls.Add("sync");
        Dirty();
        long newly = Math.Min(_logged, TotalPages - RemainingPages);
        RemainingPages += newly;
        _logged = 0;
        return newly;
    }

    private void Iterate(long byteBudget, long sliceNs)
    {
        Calls.Add("iterate");
        Slices.Add(sliceNs);
        long end = NowNs + sliceNs;
        long lastByte = byteBudget == long.MaxValue ? long.MaxValue : WireBytes + byteBudget;
        while (RemainingPages > 0 && NowNs < end && WireBytes < lastByte) Send(Math.Min(PagesPerStep, RemainingPages));
    }

    private void StopGuest()
    {
        Calls.Add("stop");
        Dirty();
        _stopped = true;
    }

    private void Complete()
    {
        Calls.Add("complete");
        if (RemainingPages > 0) Send(RemainingPages);
        Pass(AcknowledgementNs);
    }

    private void Send(long pages)
    {
        RemainingPages -= pages;
        Pages = new PageCounts(Pages.Normal + pages, 0);
        WireBytes += pages * WireBytesPerPage;
        Pass(pages * Units.NsPerSecond / PagesPerSecond);
        Trace.Add((NowNs, WireBytes));
    }

    private void Pass(long ns) => NowNs += ns;

    private void Dirty()
    {
        if (!_stopped) _logged += (long)((NowNs - _lastNs) * (double)DirtyPagesPerSecond / Units.NsPerSecond);
        _lastNs = NowNs;
    }
}
