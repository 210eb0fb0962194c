using MultifdBench.Guest;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Runs;

/// <summary>What a run gave, before it is a row.</summary>
/// <param name="Sent">The source's view.</param>
/// <param name="Received">The destination's view.</param>
/// <param name="Outcome">One of <see cref="RunOutcome"/>.</param>
/// <param name="Reason">Why it did not complete, else empty.</param>
/// <param name="Verified">Whether the memories are equal; null when they were not compared.</param>
/// <param name="PeakRssBytes">
/// The process's peak resident set during the run; the sum of both where source and destination are two processes.
/// </param>
public sealed record RunMeasurement(SourceResult Sent, DestinationResult Received, string Outcome, string Reason, bool? Verified,
    long PeakRssBytes)
{
    /// <inheritdoc cref="RunFigures.StreamBytes"/>
    public long? StreamBytes { get; init; }

    /// <inheritdoc cref="RunRow.SourceJoules"/>
    public double? SourceJoules { get; init; }

    /// <inheritdoc cref="RunRow.DestinationJoules"/>
    public double? DestinationJoules { get; init; }

    /// <summary>What the connections' handshakes agreed on; null for a run in the clear.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>What the guest noticed of missing pages; null without a switch to postcopy.</summary>
    public PageFaultFigures? PageFaults { get; init; }

    /// <summary>Its figures, with times counted from the start of the migration.</summary>
    public RunFigures Figures => new()
    {
        Outcome = Outcome,
        Reason = Reason,
        Verified = Verified,
        SetupNs = Sent.SetupNs,
        TotalNs = Sent.TotalNs,
        DowntimeNs = Sent.DowntimeNs,
        Rounds = RunRows.Rounds(Sent.Rounds, Sent.SetupNs, Sent.Convergence),
        NormalPages = Sent.Pages.Normal,
        ZeroPages = Sent.Pages.Zero,
        ReceivedNormalPages = Received.Pages.Normal,
        UncompressedBytes = Sent.Pages.Normal * Page.SizeBytes,
        PayloadBytes = Sent.PayloadBytes,
        WireBytes = Sent.WireBytes,
        PagesPerSecondLast = Sent.PagesPerSecondLast,
        DirtyPagesPerSecond = Sent.DirtyPagesPerSecond,
        CompressNs = RunRows.Cpu(Sent.CompressNs),
        DecompressNs = Received.HasCpuTimes ? RunRows.Cpu(Received.DecompressNs) : null,
        SourceCpuNs = RunRows.Cpu(Sent.Usage.CpuNs),
        DestinationCpuNs = Received.HasCpuTimes ? RunRows.Cpu(Received.Usage.CpuNs) : null,
        AllocatedBytes = Sent.Usage.AllocatedBytes + Received.Usage.AllocatedBytes,
        PeakRssBytes = PeakRssBytes,
        CpuThrottlePercentage = Sent.Convergence.HighestThrottlePercentage,
        DirtyLimitSleepNs = Sent.Convergence.LongestDirtyLimitSleepNs,
        ThrottledNs = Sent.Convergence.ThrottledNs,
        GuestOpsShare = Sent.Convergence.GuestOperationsShare,
        Postcopy = Sent.Convergence.IsPostcopy,
        PostcopyBlocktimeNs = PageFaults?.BlockedNs,
        Timeline = RunRows.Timeline(Sent.Convergence),
        StreamBytes = StreamBytes,
        SourceJoules = SourceJoules,
        DestinationJoules = DestinationJoules,
        ZeroCopyFlushes = Sent.ZeroCopyFlushes,
        MissedZeroCopyFlushes = Sent.MissedZeroCopyFlushes,
        TlsVersion = Tls?.Version ?? "",
        TlsCipher = Tls?.Cipher ?? "",
        TlsHandshakeNs = Tls?.HandshakeNs,
        AgreementBytes = Sent.AgreementBytes > 0 ? Sent.AgreementBytes : null,
        AgreementCpuNs = Sent.AgreementBytes > 0 ? RunRows.Cpu(Sent.AgreementCpuNs) : null,
    };

    /// <summary>The buckets of the page-size histogram that hold pages.</summary>
    public IReadOnlyList<PageSizeRow> ToPageSizes(string runId) => RunRows.PageSizes(runId, Sent.PageSizes);
}
