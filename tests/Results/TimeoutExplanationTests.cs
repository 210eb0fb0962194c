using MultifdBench.Results;

namespace MultifdBench.Tests.Results;

/// <summary>A time-out says why, in figures that the run itself has, and what would help.</summary>
public sealed class TimeoutExplanationTests
{
    private const long Second = 1_000_000_000;
    private const int PagesPerMib = 256;

    [Fact]
    public void AGuestThatDirtiesFasterThanTheLinkCarries() => Assert.Equal(
        "the guest dirties 68 MiB/s, the link carries 60 MiB/s; a --downtime-limit of about 500 ms would let it end, "
            + "and more bandwidth or a method that compresses would help",
        // 10 s at 60 MiB/s, of which the limit of 505 Mbit/s leaves nothing; 30 MiB were dirty when the last round began.
        TimeoutExplanation.Of(Run(sentMib: 600, dirtiedMibPerSecond: 68, lastRoundMib: 30), downtimeLimitMs: 300, maxBandwidthMbps: 505));

    [Fact]
    public void WithoutALimit_ItIsTheMigrationThatCarries_AndWithACodecChannelsThatHelp()
    {
        RunFigures run = Run(sentMib: 600, dirtiedMibPerSecond: 68, lastRoundMib: 30);
        string why = TimeoutExplanation.Of(run with { PayloadBytes = run.UncompressedBytes / 3 }, 300, null);
        Assert.StartsWith("the guest dirties 68 MiB/s, the migration carries 60 MiB/s; ", why, StringComparison.Ordinal);
        Assert.EndsWith("more bandwidth or more channels would help", why, StringComparison.Ordinal);
    }

    /// <summary>Two threads that compress all the time are what holds it up, whatever the link has left.</summary>
    [Fact]
    public void ACodecThatIsBusyOnAllChannels_IsBlamed_AndNotTheLink()
    {
        RunFigures run = Run(sentMib: 600, dirtiedMibPerSecond: 68, lastRoundMib: 30);
        run = run with { PayloadBytes = run.UncompressedBytes / 3, CompressNs = 19.5 * Second };
        string why = TimeoutExplanation.Of(run, 300, maxBandwidthMbps: 25_000, "zlib", channels: 2);
        Assert.StartsWith("the guest dirties 68 MiB/s, zlib on 2 channels carries 60 MiB/s; ", why, StringComparison.Ordinal);
        Assert.DoesNotContain("bandwidth", why, StringComparison.Ordinal);
        Assert.Contains("the migration carries", TimeoutExplanation.Of(run, 300, 25_000, "zlib", channels: 4), StringComparison.Ordinal);
    }

    [Fact]
    public void ALimitThatIsNotReached_IsNotBlamed() => Assert.Contains("the migration carries 60 MiB/s",
        TimeoutExplanation.Of(Run(sentMib: 600, dirtiedMibPerSecond: 68, lastRoundMib: 30), 300, maxBandwidthMbps: 2000),
        StringComparison.Ordinal);

    [Fact]
    public void WhatIsLeft_MayTakeLongerThanTheDowntimeLimit_ThoughTheGuestDirtiesLess() => Assert.Equal(
        "the guest dirties 40 MiB/s and the migration carries 60 MiB/s, but what is left takes longer than the downtime limit of 300 ms; "
            + "a --downtime-limit of about 400 ms would let it end",
        TimeoutExplanation.Of(Run(sentMib: 600, dirtiedMibPerSecond: 40, lastRoundMib: 24), 300, null));

    [Fact]
    public void AFirstPassThatDoesNotEnd_SaysHowFarItCame() => Assert.Equal(
        "the migration had carried 60 % of the memory once, at 60 MiB/s; more bandwidth or a method that compresses or a longer --timeout "
            + "would help",
        TimeoutExplanation.Of(Run(sentMib: 600, dirtiedMibPerSecond: 0, lastRoundMib: null), 300, null));

    [Fact]
    public void NothingSent_IsSaid() => Assert.Equal("no page with content had been sent when the time was over",
        TimeoutExplanation.Of(Run(sentMib: 0, dirtiedMibPerSecond: 0, lastRoundMib: null), 300, null));

    /// <summary>The reason stays what tables print; the explanation is a note, behind what the method has to say.</summary>
    [Fact]
    public void TheRow_HasItInItsNotes_AndOnlyThere()
    {
        RunFigures run = Run(sentMib: 600, dirtiedMibPerSecond: 68, lastRoundMib: 30) with { Reason = "timeout is 10s" };
        RunRow row = run.ToRow(new RunRow { RunId = "id#1", Workload = "idle", Notes = "kept", DowntimeLimitMs = 300 });
        Assert.Equal("timeout is 10s", row.Reason);
        Assert.StartsWith("kept; the guest dirties 68 MiB/s, the migration carries 60 MiB/s", row.Notes, StringComparison.Ordinal);
        Assert.Equal("kept", (run with { Outcome = RunOutcome.Failed }).ToRow(row with { Notes = "kept" }).Notes);
    }

    /// <summary>Ten seconds after a second of set-up, over a guest of 1000 MiB.</summary>
    private static RunFigures Run(long sentMib, double dirtiedMibPerSecond, long? lastRoundMib) => new()
    {
        Outcome = RunOutcome.Timeout,
        SetupNs = Second,
        TotalNs = 11 * Second,
        Rounds = lastRoundMib is { } last
            ? [new(Second, 9 * Second, 1000 * PagesPerMib, 0, 0, 0), new(10 * Second, Second, last * PagesPerMib, 0, 0, 0)]
            : [new(Second, 10 * Second, 1000 * PagesPerMib, 0, 0, 0)],
        NormalPages = sentMib * PagesPerMib,
        ZeroPages = 0,
        UncompressedBytes = sentMib << 20,
        PayloadBytes = sentMib << 20,
        WireBytes = sentMib << 20,
        DirtyPagesPerSecond = dirtiedMibPerSecond * PagesPerMib,
    };
}
