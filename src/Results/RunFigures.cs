using MultifdBench.Core;

namespace MultifdBench.Results;

/// <summary>
/// The figures of a run that has ended, whoever ran it: measured here, received from another program, or simulated. Made once, and turned
/// into a row and its rounds in one way. What is not known is null. Immutable.
/// </summary>
public sealed record RunFigures
{
    /// <summary>One of <see cref="RunOutcome"/>. A run that did not complete has no downtime and no rates.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it did not complete; else empty.</summary>
    public string Reason { get; init; } = "";

    /// <inheritdoc cref="RunRow.Verified"/>
    public bool? Verified { get; init; }

    /// <summary>Time before the first round, ns.</summary>
    public required long? SetupNs { get; init; }

    /// <summary>Start to acknowledgement, or to the end of a run that did not complete, ns.</summary>
    public required long TotalNs { get; init; }

    /// <summary>Pause of the guest to acknowledgement, ns.</summary>
    public long? DowntimeNs { get; init; }

    /// <summary>One for each dirty sync.</summary>
    public required IReadOnlyList<RoundFigures> Rounds { get; init; }

    /// <summary>Pages sent with content.</summary>
    public required long NormalPages { get; init; }

    /// <summary>Pages sent as zero pages.</summary>
    public required long ZeroPages { get; init; }

    /// <summary>Pages with content that the destination has processed, where that may be fewer.</summary>
    public long? ReceivedNormalPages { get; init; }

    /// <summary>Bytes of the pages with content.</summary>
    public required long UncompressedBytes { get; init; }

    /// <summary>Bytes that the method made of them.</summary>
    public required long PayloadBytes { get; init; }

    /// <summary>Everything on the transport.</summary>
    public required long WireBytes { get; init; }

    /// <inheritdoc cref="RunRow.PagesPerSecondLast"/>
    public double PagesPerSecondLast { get; init; }

    /// <inheritdoc cref="RunRow.DirtyPagesPerSecond"/>
    public double? DirtyPagesPerSecond { get; init; }

    /// <summary>Time in the method at the source, ns.</summary>
    public double? CompressNs { get; init; }

    /// <summary>Time in the method at the destination, ns.</summary>
    public double? DecompressNs { get; init; }

    /// <summary>CPU time of the source's threads, ns.</summary>
    public double? SourceCpuNs { get; init; }

    /// <summary>CPU time of the destination's threads, ns.</summary>
    public double? DestinationCpuNs { get; init; }

    /// <summary>Memory that the method takes for one channel on the side that needs more, bytes.</summary>
    public long? StreamBytes { get; init; }

    /// <inheritdoc cref="RunRow.SourceJoules"/>
    public double? SourceJoules { get; init; }

    /// <inheritdoc cref="RunRow.DestinationJoules"/>
    public double? DestinationJoules { get; init; }

    /// <inheritdoc cref="RunRow.CpuThrottlePercentage"/>
    public int? CpuThrottlePercentage { get; init; }

    /// <summary>The longest sleep for a full dirty ring, ns; null without dirty-limit.</summary>
    public long? DirtyLimitSleepNs { get; init; }

    /// <summary>How long the guest was under throttling, ns.</summary>
    public long? ThrottledNs { get; init; }

    /// <inheritdoc cref="RunRow.GuestOpsShare"/>
    public double? GuestOpsShare { get; init; }

    /// <inheritdoc cref="RunRow.Postcopy"/>
    public bool? Postcopy { get; init; }

    /// <summary>Time for which all guest threads waited for pages at the destination, ns.</summary>
    public long? PostcopyBlocktimeNs { get; init; }

    /// <summary>Readings of every 100 ms; empty where none were kept.</summary>
    public IReadOnlyList<TimelineFigures> Timeline { get; init; } = [];

    /// <summary>Syncs of channels at which it was waited for sends without a copy; null without <c>zero-copy-send</c>.</summary>
    public long? ZeroCopyFlushes { get; init; }

    /// <inheritdoc cref="RunRow.DirtySyncMissedZeroCopy"/>
    public long? MissedZeroCopyFlushes { get; init; }

    /// <inheritdoc cref="RunRow.TlsVersion"/>
    public string TlsVersion { get; init; } = "";

    /// <inheritdoc cref="RunRow.TlsCipher"/>
    public string TlsCipher { get; init; } = "";

    /// <summary>Wall time of a TLS handshake, the mean over all connections, ns; null for a run in the clear.</summary>
    public double? TlsHandshakeNs { get; init; }

    /// <inheritdoc cref="RunRow.AgreementBytes"/>
    public long? AgreementBytes { get; init; }

    /// <summary>CPU time that the agreement took to make, ns.</summary>
    public double? AgreementCpuNs { get; init; }

    /// <summary>Managed bytes that both sides allocated while migrating.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>Peak resident set, bytes.</summary>
    public long? PeakRssBytes { get; init; }

    /// <summary>Uncompressed ÷ compressed bytes; null when nothing was compressed.</summary>
    public double? Ratio => PayloadBytes > 0 ? (double)UncompressedBytes / PayloadBytes : null;

    /// <summary>Mean throughput on the wire, decimal Mbit/s, set-up apart; of a run that did not complete too.</summary>
    public double ThroughputMbps => Units.MegabitsPerSecond(WireBytes, ActiveNs);

    private long ActiveNs => TotalNs - (SetupNs ?? 0);

    /// <summary>Fills a row that has its identity.</summary>
    public RunRow ToRow(RunRow identity)
    {
        bool completed = Outcome == RunOutcome.Completed;
        long pages = NormalPages + ZeroPages;
        string why = Outcome == RunOutcome.Timeout
            ? TimeoutExplanation.Of(this, identity.DowntimeLimitMs, LimitMbps(identity), identity.Method, identity.Channels)
            : "";
        return identity with
        {
            Notes = string.Join("; ", ((string[])[identity.Notes, why, ZeroCopyNote]).Where(note => note.Length > 0)),
            Outcome = Outcome,
            Reason = Reason,
            Verified = Verified,
            SetupTimeMs = SetupNs is { } setup ? Units.Ms(setup) : null,
            TotalTimeMs = Units.Ms(TotalNs),
            DowntimeMs = completed && DowntimeNs is { } downtime ? Units.Ms(downtime) : null,
            Rounds = Rounds.Count,
            NormalPages = NormalPages,
            ZeroPages = ZeroPages,
            UncompressedBytes = UncompressedBytes,
            CompressedBytes = PayloadBytes,
            WireBytes = WireBytes,
            Ratio = Ratio,
            ThroughputMbps = completed ? ThroughputMbps : null,
            PagesPerSecond = completed ? Units.PerSecond(pages, ActiveNs) : null,
            PagesPerSecondLast = PagesPerSecondLast > 0 ? PagesPerSecondLast : null,
            DirtyPagesPerSecond = DirtyPagesPerSecond,
            CompressNsPerPage = Per(NormalPages, CompressNs),
            DecompressNsPerPage = Per(ReceivedNormalPages ?? NormalPages, DecompressNs),
            SourceCpuS = SourceCpuNs / 1e9,
            DestinationCpuS = DestinationCpuNs / 1e9,
            AllocatedBytesPerPage = Per(pages, AllocatedBytes),
            PeakRssMib = PeakRssBytes / (double)Units.MiB,
            CpuThrottlePercentage = CpuThrottlePercentage,
            DirtyLimitThrottleTimePerRoundUs = Us(DirtyLimitSleepNs),
            ThrottledMs = ThrottledNs is { } throttled ? Units.Ms(throttled) : null,
            GuestOpsShare = GuestOpsShare,
            Postcopy = Postcopy,
            PostcopyBlocktimeMs = PostcopyBlocktimeNs is { } blocked ? Units.Ms(blocked) : null,
            MemoryPerStreamKib = StreamBytes is { } bytes ? bytes / (double)Units.KiB : identity.MemoryPerStreamKib,
            SourceJoules = SourceJoules,
            DestinationJoules = DestinationJoules,
            DirtySyncMissedZeroCopy = MissedZeroCopyFlushes,
            TlsVersion = TlsVersion,
            TlsCipher = TlsCipher,
            TlsHandshakeMs = TlsHandshakeNs / Units.NsPerMs,
            AgreementBytes = AgreementBytes,
            AgreementCpuMs = AgreementCpuNs / Units.NsPerMs,
        };
    }

    /// <summary>The rounds as rows.</summary>
    public IReadOnlyList<RoundRow> ToRounds(string runId) => [.. Rounds.Select((round, index) => new RoundRow
    {
        RunId = runId,
        Round = index + 1,
        StartMs = Units.Ms(round.StartNs),
        DurationMs = Units.Ms(round.DurationNs),
        DirtyPagesAtStart = round.DirtyPagesAtStart,
        ZeroPages = round.ZeroPages,
        NormalPages = round.NormalPages,
        WireBytes = round.WireBytes,
        Mbps = round.DurationNs > 0 ? Units.MegabitsPerSecond(round.WireBytes, round.DurationNs) : null,
        RemainingBytes = round.AtEnd?.RemainingBytes,
        ExpectedDowntimeMs = round.AtEnd is { } end ? Units.Ms(end.ExpectedDowntimeNs) : null,
        CpuThrottlePercentage = round.AtEnd?.CpuThrottlePercentage,
        DirtyPagesPerSecond = round.AtEnd?.DirtyPagesPerSecond,
        DowntimeLimitMs = round.AtEnd is { } limit ? Units.Ms(limit.DowntimeLimitNs) : null,
        Actions = round.AtEnd?.Actions ?? "",
        DirtyLimitThrottleTimePerRoundUs = Us(round.AtEnd?.DirtyLimitSleepNs),
        DirtyLimitRingFullTimeUs = Us(round.AtEnd?.DirtyRingFullNs),
    })];

    /// <summary>The readings as rows.</summary>
    public IReadOnlyList<TimelineRow> ToTimeline(string runId) => [.. Timeline.Select(reading => new TimelineRow
    {
        RunId = runId,
        Ms = Units.Ms(reading.Ns),
        WireBytes = reading.WireBytes,
        RemainingBytes = reading.RemainingBytes,
        DirtyPagesPerSecond = reading.DirtyPagesPerSecond,
        CpuThrottlePercentage = reading.CpuThrottlePercentage,
        GuestOps = reading.GuestOps,
        DirtyLimitThrottleTimePerRoundUs = Us(reading.DirtyLimitSleepNs),
        DirtyLimitRingFullTimeUs = Us(reading.DirtyRingFullNs),
    })];

    /// <summary>What the run could send at most, decimal Mbit/s: as it was told, or over the modelled link; null if not known.</summary>
    private static double? LimitMbps(RunRow row) => row.LinkGbps * 1e3 is { } link
        ? Math.Min(link, row.MaxBandwidthMbps ?? double.PositiveInfinity)
        : row.MaxBandwidthMbps;

    private string ZeroCopyNote => MissedZeroCopyFlushes > 0
        ? Invariant.Text($"zero-copy-send: at {MissedZeroCopyFlushes} of {ZeroCopyFlushes} syncs of a channel the kernel had copied ")
            + "everything all the same, as it always does over the loopback interface"
        : "";

    private static double? Us(long? ns) => ns / (double)Units.NsPerUs;

    private static double? Per(long pages, double? amount) => pages > 0 ? amount / pages : null;
}

/// <summary>The figures of one round.</summary>
/// <param name="StartNs">From the start of the migration, set-up included.</param>
/// <param name="DurationNs">How long it took.</param>
/// <param name="DirtyPagesAtStart">Pages that its dirty sync found.</param>
/// <param name="NormalPages">Pages sent with content.</param>
/// <param name="ZeroPages">Pages sent as zero pages.</param>
/// <param name="WireBytes">Bytes on the transport.</param>
public readonly record struct RoundFigures(
    long StartNs, long DurationNs, long DirtyPagesAtStart, long NormalPages, long ZeroPages, long WireBytes)
{
    /// <summary>What convergence looked like at its end; null where that is not known.</summary>
    public RoundEnd? AtEnd { get; init; }
}

/// <summary>What QEMU's <c>query-migrate</c> shows at the end of a round.</summary>
/// <param name="RemainingBytes"><c>remaining</c>: dirty memory, uncompressed.</param>
/// <param name="ExpectedDowntimeNs"><c>expected-downtime</c>.</param>
/// <param name="CpuThrottlePercentage"><c>cpu-throttle-percentage</c>; 0 when not throttled.</param>
/// <param name="DirtyPagesPerSecond"><c>dirty-pages-rate</c>.</param>
/// <param name="DowntimeLimitNs"><c>downtime-limit</c> in force.</param>
/// <param name="Actions">What the management policy did during it, clauses joined by "; ".</param>
public sealed record RoundEnd(
    long RemainingBytes, long ExpectedDowntimeNs, int CpuThrottlePercentage, double DirtyPagesPerSecond, long DowntimeLimitNs,
    string Actions)
{
    /// <summary><c>dirty-limit-throttle-time-per-round</c>, ns; null before dirty-limit is in service.</summary>
    public long? DirtyLimitSleepNs { get; init; }

    /// <summary><c>dirty-limit-ring-full-time</c>, ns; 0 when nothing is dirtied, null before dirty-limit is in service.</summary>
    public long? DirtyRingFullNs { get; init; }
}

/// <summary>A reading of a running migration.</summary>
/// <param name="Ns">Since the migration began.</param>
/// <param name="WireBytes">Bytes on the transport so far.</param>
/// <param name="RemainingBytes">Dirty memory, uncompressed.</param>
/// <param name="DirtyPagesPerSecond">QEMU's <c>dirty-pages-rate</c>.</param>
/// <param name="CpuThrottlePercentage">How much of its time the guest sleeps.</param>
/// <param name="GuestOps">Guest operations so far; null where nobody counts.</param>
public readonly record struct TimelineFigures(
    long Ns, long WireBytes, long RemainingBytes, double DirtyPagesPerSecond, int CpuThrottlePercentage, long? GuestOps)
{
    /// <summary><c>dirty-limit-throttle-time-per-round</c>, ns; null before dirty-limit is in service.</summary>
    public long? DirtyLimitSleepNs { get; init; }

    /// <summary><c>dirty-limit-ring-full-time</c>, ns; 0 when nothing is dirtied, null before dirty-limit is in service.</summary>
    public long? DirtyRingFullNs { get; init; }
}
