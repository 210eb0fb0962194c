using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Guests;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// Tells how much of a round need not be simulated. While pages are alike, the same comes again and again: once sockets and channels have
/// filled, a stretch of some thousand packets takes as long as any other of them. The middle is reckoned by it; beginning and end are
/// simulated packet by packet. One instance watches one migration. Not thread-safe.
/// </summary>
internal sealed class SteadyFlow
{
    /// <summary>Pages by which the others are reckoned.</summary>
    public const long StretchPages = 2048L * PacketHeader.PagesPerPacket;

    private const long WarmPages = 512L * PacketHeader.PagesPerPacket;
    private const long TailPages = 512L * PacketHeader.PagesPerPacket;

    // Of the stretch's bytes as many may stay in the sockets, or leave them: what fills them takes no time on the link.
    private const double SteadyShare = 0.002;

    private long? _kind;
    private MigrationTotals _begin;
    private MigrationTotals? _warm;
    private long _unreadWhenWarm;
    private bool _isOver;

    /// <summary>A round begins.</summary>
    public void Begin() => _kind = null;

    /// <summary>Whether there is more to be learnt from these pages: else a slice's end needs no figures.</summary>
    public bool Watches(AlikePages alike) => !_isOver || alike.Kind != _kind;

    /// <summary>Takes the end of a slice; asked only while it <see cref="Watches"/>.</summary>
    /// <param name="now">What has been done.</param>
    /// <param name="unreadBytes">Bytes that were sent and that the destination has not read.</param>
    /// <param name="alike">The pages that come next.</param>
    /// <param name="skipPages">Pages of them that need not be simulated.</param>
    /// <returns>What pages like them have been like; null while nothing is to be skipped.</returns>
    public MigrationTotals? Passed(in MigrationTotals now, long unreadBytes, AlikePages alike, out long skipPages)
    {
        skipPages = 0;
        if (alike.Kind != _kind) (_kind, _begin, _warm, _isOver) = (alike.Kind, now, null, false);
        if (_warm is not { } warm)
        {
            // What other pages have left in the sockets is no part of it.
            bool isFlowing = now.WireBytes - unreadBytes >= _begin.WireBytes;
            if (isFlowing && now.Pages.Total - _begin.Pages.Total >= WarmPages) (_warm, _unreadWhenWarm) = (now, unreadBytes);
            return null;
        }

        if (now.Pages.Total - warm.Pages.Total < StretchPages) return null;
        if (Math.Abs(unreadBytes - _unreadWhenWarm) > SteadyShare * (now.WireBytes - warm.WireBytes))
        {
            // Sockets of many channels on a slow link take long to fill.
            (_warm, _unreadWhenWarm) = (now, unreadBytes);
            return null;
        }

        _isOver = true;
        skipPages = alike.Count - TailPages;
        return skipPages >= StretchPages ? now - warm : null;
    }
}
