using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Answers;
using MultifdBench.Prediction.Machines;
using MultifdBench.Results;
using MultifdBench.Tests.Measurement;
using MultifdBench.Tests.Results;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Prediction;

/// <summary>What a matrix decides beyond its rows: for whom, over which links, and reckoned with which error.</summary>
/// <param name="measured">Figures of this machine and of the guest, which every test may decide from.</param>
public sealed class MatrixDecisionsTests(MatrixDecisionsTests.Measurements measured)
    : IDisposable, IClassFixture<MatrixDecisionsTests.Measurements>
{
    private const double PublishedError = 0.097;

    private static readonly MatrixProfile Profile = new()
    {
        Name = "decided",
        Memory = ["8MiB"],
        Workloads = ["random"],
        Methods = [new MethodChoice { Method = "none" }, new MethodChoice { Method = "zstd" }],
        Channels = [2],
        Transport = ["memory", "tcp"],
        Repetitions = 1,
        WarmUp = 0,
        SimulatedMemory = "256MiB",
        AnswerLinkGbps = [100, 1],
    };

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryGuestHasADecisionPerLink_OnThisHostAndOnAPublishedOne()
    {
        ResultSet set = Decide(Profile, run: true);
        Assert.Empty(_notes);
        Assert.Equal(
            [
                (Environment.MachineName, true, 1.0), (Environment.MachineName, true, 100), ("spr-v4", false, 1), ("spr-v4", false, 100),
                ("gnr", false, 1), ("gnr", false, 100),
            ],
            set.Decisions.Where(row => row.IsAsked).Select(row => (row.Model, row.IsHere, row.LinkGbps)));
        Assert.All(set.Decisions, row => Assert.Equal(row.Model != "gnr", row.IsHostPublished));
        Assert.Equal([1, 2.5, 5, 50, 100], set.Decisions.Where(row => row.IsHere).Select(row => row.LinkGbps));
        Assert.All(set.Decisions, row => Assert.Equal(("random", 256), (row.Workload, row.MemoryMib)));
        Assert.All(set.Decisions, row => Assert.True(row.TotalTimeMs > 0 && row.RunnerUp.Length > 0 && row.RunnerUp != row.Method));
        // A place where, and only where, the leader is another one on the next link. It is not above that link.
        Assert.All(set.Decisions.GroupBy(row => row.Model).SelectMany(host => host.Zip(host.Skip(1))), pair =>
        {
            Assert.Equal(pair.First.Leader != pair.Second.Leader, pair.First.ChangesAtGbps is not null);
            Assert.True(pair.First.ChangesAtGbps is not { } place || place <= pair.Second.LinkGbps);
        });
        // The error here is that of the two combinations over TCP; those over memory are told, and are no error of a link.
        Assert.Equal([2, null], set.Decisions.Select(row => row.ModelErrorN).Distinct());
        Assert.Equal(PublishedError, set.Decisions[^1].ModelError);
        string[] lines = File.ReadAllLines(Path.Combine(_folder["r"], "validation.csv"));
        Assert.Equal(4, lines.Length - 1);
        double[] errors = [.. lines.Where(line => line.Contains("/tcp,", StringComparison.Ordinal))
            .Select(line => Math.Abs(double.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture)))];
        Assert.Equal(errors.Average(), set.Decisions[0].ModelError, 1e-9);
    }

    /// <summary>Charts need points between the links that were asked for, and every method; of no row of the matrix.</summary>
    [Fact]
    public void WhatWasDecidedFrom_IsWritten_WithTheLimitsOfThisHost()
    {
        ResultSet set = Decide(Profile, run: false);
        Assert.Single(set.Runs);
        Assert.All(set.Links, row => Assert.Equal((RunSource.Simulated, "random", 256.0), (row.Source, row.Workload, row.MemoryMib)));
        Assert.Equal([1, 2.5, 5, 50, 100], set.Links.Select(row => row.LinkGbps!.Value).Distinct().Order());
        // No link carries more than it can.
        Assert.All(set.Links, row => Assert.True(row.TotalTimeMs * 1e6 * row.LinkGbps / 8 >= row.WireBytes, row.RunId));
        Assert.Equal(3, set.Links.Select(row => row.Model.Split(' ')[0]).Distinct().Count());
        // Dynamic tables are ranked wherever there is a device, at the ratio that they have on the guest's own pages.
        Assert.Equal(["gnr", "spr-v4"], set.Links.Where(row => row is { Path: "hardware", Huffman: "dynamic" })
            .Select(row => row.Model.Split(' ')[0]).Distinct().Order());
        Assert.Equal(set.Links.Count, set.Links.Select(row => row.RunId).Distinct().Count());
        foreach (DecisionRow decision in set.Decisions)
        {
            RunRow[] alike = [.. set.Links.Where(row => row.LinkGbps == decision.LinkGbps && row.Model.Split(' ')[0] == decision.Model)];
            Assert.Contains(alike, row => row.TotalTimeMs == decision.TotalTimeMs && row.Channels == decision.Channels);
            Assert.Contains(alike, row => row.TotalTimeMs == decision.RunnerUpTotalTimeMs);
        }

        Assert.Equal([(Environment.MachineName, 1.0), (Environment.MachineName, 100)],
            set.Limits.Select(row => (row.Model, row.LinkGbps)).Distinct());
    }

    /// <summary>Nothing was measured over TCP, so that nothing tells how far the model is off here.</summary>
    [Fact]
    public void WithoutRunsToCompareWith_ThePublishedErrorIsReckonedWith()
    {
        ResultSet set = Decide(Profile with { Transport = ["memory"] }, run: false);
        Assert.All(set.Decisions, row => Assert.Equal((PublishedError, (int?)null), (row.ModelError, row.ModelErrorN)));
    }

    [Fact]
    public void WithoutLinks_NothingIsMeasuredAndNothingDecided()
    {
        ResultSet set = Decide(Profile with { AnswerLinkGbps = [] }, run: false, _ => throw new InvalidOperationException("no guest"));
        Assert.Empty(set.Decisions);
        Assert.False(File.Exists(Path.Combine(_folder["r"], "validation.csv")));
    }

    [Fact]
    public void AGuestThatCannotBeMeasured_IsANote()
    {
        Assert.Empty(Decide(Profile, run: false, _ => throw new UsageException("--workload random: not today.")).Decisions);
        Assert.Equal(["No answer over links: --workload random: not today."], _notes);
    }

    private ResultSet Decide(MatrixProfile profile, bool run, Func<GuestKey, IWorkload>? create = null)
    {
        MatrixPlan plan = Plans.Of(profile);
        using (ResultSetWriter results = ResultSetWriter.CreateAt(_folder["r"]))
        {
            CancellationToken cancellation = TestContext.Current.CancellationToken;
            if (run) new MatrixRunner(plan, results, Guest, new Observer(), TimeProvider.System).Run(cancellation);
            else results.Append(Rows.Run(Rows.Cell()), []);
            CachedSurvey survey = new(BuiltIn.Methods, create ?? Guest, create is null ? measured.Cache : null,
                () => HostFacts.Read("tests"), TimeProvider.System, _ => { });
            new MatrixDecisions(BuiltIn.Methods, survey, PublishedError, TimeProvider.System, _notes.Add, 8 * Units.MiB)
                .Write(plan, results, cancellation);
        }

        return ResultSet.Load(_folder["r"]);
    }

    private static IWorkload Guest(GuestKey key) =>
        WorkloadCatalog.Create(new WorkloadRequest { Name = key.Workload, MemoryBytes = key.MemoryBytes, Seed = (ulong)key.Seed });

    /// <summary>The machine and the guest are measured by the first test that needs them.</summary>
    public sealed class Measurements : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        /// <summary>Where they are kept.</summary>
        public MeasurementCache Cache => new(_folder["cache"]);

        /// <inheritdoc/>
        public void Dispose() => _folder.Dispose();
    }
}
