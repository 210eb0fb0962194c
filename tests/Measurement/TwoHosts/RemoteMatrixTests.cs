using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>A whole profile to a destination in another process.</summary>
public sealed class RemoteMatrixTests
{
    private static readonly MatrixProfile Profile = Plans.Tiny with { Destination = "127.0.0.1:1", Transport = ["memory"], WarmUp = 1 };

    [Fact]
    public void EveryRun_IsAVerifiedRowOverTcp()
    {
        using TemporaryFolder folder = new();
        using TwoParties parties = new(options => options with { StaysForMore = true });
        parties.ServeAll();
        MatrixPlan plan = Plans.Of(Profile);
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"])) Assert.False(Run(plan, results, parties.Address).AnyFailed);
        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.Equal(16, read.Runs.Count);
        Assert.All(read.Runs, run => Assert.Equal((RunOutcome.Completed, true, "tcp"), (run.Outcome, run.Verified, run.Transport)));
    }

    [Fact]
    public void SettingThatDiffers_FailsItsOwnRunsOnly()
    {
        using TemporaryFolder folder = new();
        using TwoParties parties =
            new(options => options with { StaysForMore = true, Stated = [new Setting("multifd-compression", "zlib")] });
        parties.ServeAll();
        MatrixPlan plan = Plans.Of(Profile with { Workloads = ["a"], Channels = [1] });
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"])) Assert.True(Run(plan, results, parties.Address).AnyFailed);
        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.Equal(2, read.Runs.Count(run => run is { Method: "zlib", Outcome: RunOutcome.Completed }));
        Assert.Equal(2,
            read.Runs.Count(run => run is { Method: "none", Outcome: RunOutcome.Failed }
                && run.Reason.Contains("multifd-compression is none at the source and zlib at the destination", StringComparison.Ordinal)));
    }

    [Fact]
    public void DestinationThatIsGone_EndsTheMatrixWhichCanBeResumed()
    {
        using TemporaryFolder folder = new();
        MatrixPlan plan = Plans.Of(Profile);
        using (TwoParties parties = new(options => options with { StaysForMore = true }))
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]))
        {
            parties.ServeAll();
            Observer observer = new((_, progress) =>
            {
                if (progress.Done == 5) parties.Server.Dispose();
            });
            Assert.Throws<ConnectionException>(() => Run(plan, results, parties.Address, observer));
        }

        Assert.Equal(5, ResultSet.Load(folder["r"]).Runs.Count);
        using TwoParties again = new(options => options with { StaysForMore = true });
        again.ServeAll();
        using (ResultSetWriter results = ResultSetWriter.Resume(folder["r"])) Run(plan, results, again.Address);
        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.Equal(16, read.Runs.Count(run => run.Outcome == RunOutcome.Completed));
    }

    [Fact]
    public void WrongAddress_IsAProblemOfTheProfile()
    {
        UsageException e = Assert.Throws<UsageException>(() => Plans.Of(Profile with { Destination = "nowhere" }));
        Assert.Contains("--destination nowhere is no address", e.Message, StringComparison.Ordinal);
    }

    private static MatrixOutcome Run(MatrixPlan plan, ResultSetWriter results, HostAddress address, Observer? observer = null) =>
        new MatrixRunner(plan, results, Plans.Guest, observer ?? new Observer(), TimeProvider.System, new RemoteDestination(address))
            .Run(TestContext.Current.CancellationToken);
}
