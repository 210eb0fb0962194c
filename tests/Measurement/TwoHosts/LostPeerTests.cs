using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>Connections that break, each at several moments: an error on both sides, and the guest goes on at its source.</summary>
public sealed class LostPeerTests
{
    public static TheoryData<int, long> Migrations
    {
        get
        {
            TheoryData<int, long> data = [];
            foreach (long bytes in (long[])[1, 8, 40, 100, 130]) data.Add(0, bytes);
            // All within the first packet, which the first channel always gets.
            foreach (long bytes in (long[])[1, 63, 64, 70, 1408, 1500, 30_000, 200_000]) data.Add(1, bytes);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Migrations))]
    public void BrokenMigration_FailsOnBothSidesAndTheGuestRunsOn(int connection, long bytes)
    {
        using TwoParties parties = new();
        using Meddler meddler = new(
            parties.Server.Address,
            opening => opening.Purpose == ConnectionPurpose.Migration && opening.Index == connection
                ? new Tampering(CutForth: bytes)
                : new Tampering());
        using GuestSetup guest = TwoParties.Guest(pages: 6000, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        RunMeasurement run = parties.Migrate(guest, new RunSpec { ZeroPageDetection = "none" }, meddler.Address);
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal((RunOutcome.Failed, (bool?)null), (run.Outcome, run.Verified));
        Assert.Equal((RunOutcome.Failed, (bool?)null), (report.Outcome, report.Verified));
        Assert.EndsWith("; the guest is intact and running at its source", run.Reason, StringComparison.Ordinal);
        Assert.True(run.Reason.IndexOf(';', StringComparison.Ordinal) > 0, "the reason comes first");
        Assert.Equal(run.Reason, report.Reason);
        Assert.False(((ScribblingGuest)guest.Workload).IsPaused, "the guest runs again");
    }

    [Theory]
    [InlineData(0, long.MaxValue)]
    [InlineData(4, long.MaxValue)]
    [InlineData(50, long.MaxValue)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MaxValue, 10)]
    [InlineData(long.MaxValue, 32)]
    [InlineData(long.MaxValue, 36)]
    [InlineData(long.MaxValue, 60)]
    public void BrokenSetUp_IsAnErrorOnBothSides(long forth, long back)
    {
        using TwoParties parties = new();
        using Meddler meddler = new(
            parties.Server.Address, opening => opening.Purpose == ConnectionPurpose.Control ? new Tampering(forth, back) : new Tampering());
        using GuestSetup guest = TwoParties.Guest(pages: 300, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        Assert.Throws<ConnectionException>(() => parties.Migrate(guest, new RunSpec(), meddler.Address));
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal((RunOutcome.Failed, (bool?)null), (report.Outcome, report.Verified));
        Assert.NotEqual("", report.Reason);
    }

    [Fact]
    public void ResultThatNeverArrives_IsAFailedRunThatWasNotCompared()
    {
        // Opening, Accepted (a session of 36 letters as JSON) and Ready arrive; the frame after them is cut within its header.
        const long UpToReady = 32 + (8 + 50) + 8;
        // Patient enough to say nothing in between.
        using TwoParties parties = new(options => options with { Silence = TimeSpan.FromMinutes(5) });
        using Meddler meddler = new(
            parties.Server.Address,
            opening => opening.Purpose == ConnectionPurpose.Control ? new Tampering(CutBack: UpToReady + 4) : new Tampering());
        using GuestSetup guest = TwoParties.Guest(pages: 300, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        RunMeasurement run = parties.Migrate(guest, new RunSpec(), meddler.Address);
        Assert.Equal((RunOutcome.Failed, (bool?)null), (run.Outcome, run.Verified));
        Assert.Contains("control connection", run.Reason, StringComparison.Ordinal);
        // It has been acknowledged, so nobody may tell the user that the guest runs on here.
        Assert.Contains("where it is paused", run.Reason, StringComparison.Ordinal);
        Assert.Null(run.Figures.ToRow(TwoParties.Plan(new RunSpec()).Combination.NewRow(1, DateTimeOffset.UnixEpoch)).DestinationCpuS);
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal(RunOutcome.Failed, report.Outcome);
        Assert.StartsWith("the source is gone: ", report.Reason, StringComparison.Ordinal);
        // What was received is not forgotten with the source.
        Assert.Equal(run.Sent.Pages, report.Received!.Pages);
    }
}
