using MultifdBench.Guest;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// Tells when a precopy makes no headway any more. A round lasts the longer the more it has to send, and the longer it lasts the more
/// pages the guest has written when it ends: what a round leaves grows with what it began with. So once a round begins with no less than
/// the one before it, none after it begins with less, and the migration never ends by itself. Until then rounds shrink; where they shrink
/// by next to nothing, what is left is as good as its limit. One instance watches one migration. Not thread-safe.
/// </summary>
internal sealed class SteadyRounds
{
    // A round that leaves 0.1 % less than the one before: even if each left 99 % of the difference that the last one left, the limit would
    // be a tenth below, and twice the threshold is further away. Nearer to it, a bandwidth that was measured high by chance, or few writes
    // by chance, may let the rest fit after all: there it takes as many rounds as would have met that chance.
    private const double Headway = 0.001;
    private const int RoundsFar = 2;
    private const int RoundsNear = 32;
    private const double Distance = 2;

    private MigrationTotals _then;
    private long _least = long.MaxValue;
    private int _roundsSince;

    /// <summary>What the last whole round did.</summary>
    public MigrationTotals LastRound { get; private set; }

    /// <summary>Takes the beginning of a round behind the first pass.</summary>
    /// <param name="now">What has been done.</param>
    /// <param name="remainingPages">What the round begins with.</param>
    /// <param name="thresholdBytes">What would fit the downtime limit.</param>
    /// <returns>Whether all rounds from here on are alike.</returns>
    public bool Begins(in MigrationTotals now, long remainingPages, double thresholdBytes)
    {
        bool isHeadway = remainingPages < (1 - Headway) * _least;
        _least = Math.Min(_least, remainingPages);
        _roundsSince = isHeadway ? 0 : _roundsSince + 1;
        LastRound = now - _then;
        _then = now;
        bool isFar = remainingPages * (double)Page.SizeBytes > Distance * thresholdBytes;
        return _roundsSince >= (isFar ? RoundsFar : RoundsNear);
    }
}
