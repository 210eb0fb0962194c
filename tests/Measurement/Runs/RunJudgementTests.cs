using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Results;

namespace MultifdBench.Tests.Measurement.Runs;

/// <summary>What is the migration's own time limit, and what is a failure that took too long.</summary>
public sealed class RunJudgementTests
{
    private static readonly SourceResult Sent = new()
    {
        Completed = false,
        TotalNs = 1,
        SetupNs = 0,
        DowntimeNs = 0,
        Rounds = [],
        Pages = default,
        PayloadBytes = 0,
        WireBytes = 0,
        PagesPerSecondLast = 0,
        DirtyPagesPerSecond = 0,
        CompressNs = 0,
        PageSizes = new PageSizeHistogram(),
        Usage = default,
        MigrationUsage = default,
    };

    private readonly PrecopySettings _settings = new() { TimeoutNs = 120_000_000_000 };

    [Fact]
    public void TheTimeLimit_IsATimeout() => AssertIs(RunOutcome.Timeout, "timeout is 120s", _ => new TimeLimitException("whatever"));

    [Fact]
    public void WhatTheWatchdogBrokeOff_IsATimeout() =>
        AssertIs(RunOutcome.Timeout, "timeout is 120s", watchdog => new OperationCanceledException(watchdog));

    [Fact]
    public void ADeviceThatHung_IsAFailure_WithItsReason() =>
    AssertIs(RunOutcome.Failed, "IAA hung", _ => new TimeoutException("IAA hung"));

    [Fact]
    public void AnotherCancellation_IsAFailure_WithItsReason()
    {
        using CancellationTokenSource other = new();
        AssertIs(RunOutcome.Failed, "gave up", _ => new OperationCanceledException("gave up", other.Token));
        AssertIs(RunOutcome.Failed, "gave up", _ => new OperationCanceledException("gave up"));
    }

    private void AssertIs(string outcome, string reason, Func<CancellationToken, Exception> failure)
    {
        using CancellationTokenSource watchdog = RunJudgement.Watchdog(_settings, TestContext.Current.CancellationToken);
        RunMeasurement run = RunJudgement.Of(
            Sent, new DestinationResult(0, default, 0, 0, default), failure(watchdog.Token), _settings, 0, () => null, watchdog.Token);
        Assert.Equal((outcome, reason, (bool?)null), (run.Outcome, run.Reason, run.Verified));
    }
}
