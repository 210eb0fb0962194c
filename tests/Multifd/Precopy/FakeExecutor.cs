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
    private double _logged;
    private long _lastNs;
    private bool _stopped;
    private double _speed = 1;
    private double _operations;
    private double _ringPages;

    public required long TotalPages { get; init; }

    /// <summary>What the link and the channels could carry.</summary>
    public required long PagesPerSecond { get; init; }

    public long DirtyPagesPerSecond { get; init; }

    public int WireBytesPerPage { get; init; } = Page.SizeBytes;

    public int PagesPerStep { get; init; } = 64;

    public long AcknowledgementNs { get; init; }

    /// <summary>Pages in the ring that dirty-limit makes the guest sleep for.</summary>
    public int RingSize { get; init; } = 4096;

    public long NowNs { get; private set; } = 5_000_000_000;

    public long RemainingPages { get; private set; }

    public long WireBytes { get; private set; } = 4711;

    public PageCounts Pages { get; private set; }

    public List<string> Calls { get; } = [];

    /// <summary>Time and bytes on the wire after each step.</summary>
    public List<(long Ns, long Bytes)> Trace { get; } = [];

    public List<long> Slices { get; } = [];

    /// <summary>Operations that an undisturbed guest does in a second.</summary>
    public const double OperationsPerSecond = 1000;

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
            case PrecopyAction.Throttle:
                Calls.Add($"throttle {step.Percentage}");
                Dirty();
                _speed = 1 - step.Percentage / 100.0;
                break;
            case PrecopyAction.LimitDirtying:
                Calls.Add($"limit {step.Ns}");
                Dirty();
                // Every write hits another page: a full ring, then a sleep.
                double fillNs = RingSize * (double)Units.NsPerSecond / DirtyPagesPerSecond;
                _speed = fillNs / (fillNs + step.Ns);
                break;
            case PrecopyAction.Suspend:
                Calls.Add("suspend");
                Dirty();
                _stopped = true;
                break;
            case PrecopyAction.Flush or PrecopyAction.HandOver:
                Calls.Add(step.Action.ToString());
                Pass(AcknowledgementNs);
                break;
            case PrecopyAction.Push:
                Calls.Add("push");
                _stopped = false;
                if (RemainingPages > 0) Send(RemainingPages);
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

    private PrecopyFigures Figures(long newlyDirty)
    {
        Dirty();
        return new PrecopyFigures(NowNs, RemainingPages, WireBytes, Pages, newlyDirty, (long)_operations, (long)_ringPages);
    }

    private void Sleep(long ns)
    {
        Calls.Add("sleep");
        Pass(ns);
    }

    private long SyncDirtyBitmap()
    {
        Calls.Add("sync");
        Dirty();
        long newly = Math.Min((long)_logged, TotalPages - RemainingPages);
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
        double running = _stopped ? 0 : (NowNs - _lastNs) * _speed / Units.NsPerSecond;
        _logged += running * DirtyPagesPerSecond;
        _ringPages += running * DirtyPagesPerSecond;
        _operations += running * OperationsPerSecond;
        _lastNs = NowNs;
    }
}
