using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement;

/// <summary>Repetitions until the interval is narrow enough.</summary>
public sealed class UntilCiTests
{
    private static readonly MatrixProfile Adaptive =
        Plans.Tiny with { Workloads = ["a"], Repetitions = 2, UntilCi = "0.0001%", MaxRepetitions = 4 };

    private static RepetitionGoal Within(double width) => new(width, 0);

    /// <summary>
    /// No measured time is steady to one part in a million: every combination goes on to the limit, in shuffled repetitions.
    /// </summary>
    [Fact]
    public void WideIntervals_AreRepeatedUpToTheLimit()
    {
        using TemporaryFolder folder = new();
        MatrixPlan plan = Plans.Of(Adaptive);
        Observer observer = new();
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"])) Plans.Run(plan, results, observer);
        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.Equal(Enumerable.Range(1, 4).SelectMany(plan.Order).Select(item => item.Run.Combination.RunId(item.Repetition)),
            read.Runs.Select(run => run.RunId));
        Assert.Equal((16, 16), (observer.Last!.Done, observer.Last.Total));
    }

    [Fact]
    public void WideTarget_StopsAtTheRepetitionsOfTheProfile()
    {
        RunPrecision precision = new(Enumerable.Range(1, 5).Select(repetition => Rows.Run(Rows.Cell(), repetition, 1000 + repetition)));
        Assert.False(precision.WantsMore(Rows.Cell(), Within(0.02)));
        Assert.True(precision.WantsMore(Rows.Cell(), Within(0.0001)));
        for (int repetition = 6; repetition < 9; repetition++) precision.Add(Rows.Run(Rows.Cell(), repetition, 5000));
        Assert.True(precision.WantsMore(Rows.Cell(), Within(0.02)));
    }

    [Fact]
    public void CombinationThatNeverCompletes_IsNotRepeated()
    {
        RunPrecision precision = new([Rows.Cell().NewRow(1, Rows.Noon) with { Outcome = RunOutcome.Timeout }]);
        Assert.False(precision.WantsMore(Rows.Cell(), Within(0.02)));
        precision.Add(Rows.Run(Rows.Cell(), 2));
        Assert.True(precision.WantsMore(Rows.Cell(), Within(0.02)), "one run has no interval");
    }

    [Fact]
    public void Resume_GoesOnAsIfNothingHadHappened()
    {
        using TemporaryFolder folder = new();
        MatrixPlan plan = Plans.Of(Adaptive);
        using CancellationTokenSource cancel = new();
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]))
        {
            Observer observer = new((_, progress) =>
            {
                if (progress.Done == 10) cancel.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() => Plans.Run(plan, results, observer, cancel));
        }

        Observer second = new();
        using (ResultSetWriter results = ResultSetWriter.Resume(folder["r"])) Plans.Run(plan, results, second);
        Assert.Equal(6, second.Rows.Count);
        Assert.Equal((16, 16), (second.Last!.Done, second.Last.Total));
        Assert.Equal(16, ResultSet.Load(folder["r"]).Runs.Select(run => run.RunId).Distinct().Count());
    }

    [Fact]
    public void MinTime_IsTheSumOfCompletedRuns()
    {
        RunPrecision precision =
            new([Rows.Run(Rows.Cell(), 1, 400), Rows.Run(Rows.Cell(), 2, 500),
                Rows.Cell().NewRow(3, Rows.Noon) with { Outcome = RunOutcome.Timeout, TotalTimeMs = 5000 }]);
        Assert.True(precision.WantsMore(Rows.Cell(), new RepetitionGoal(null, 1000)));
        Assert.False(precision.WantsMore(Rows.Cell(), new RepetitionGoal(null, 900)));
        Assert.True(precision.WantsMore(Rows.Cell(), new RepetitionGoal(0.0001, 900)), "both are wanted");
    }

    /// <summary>No tiny guest takes a minute: every combination goes on to the limit.</summary>
    [Fact]
    public void MinTime_IsBoundedByMaxRepetitions()
    {
        using TemporaryFolder folder = new();
        MatrixPlan plan = Plans.Of(Adaptive with { UntilCi = "", MinTimeS = 60, MaxRepetitions = 3 });
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"])) Plans.Run(plan, results, new Observer());
        Assert.Equal(3 * plan.Runs.Count, ResultSet.Load(folder["r"]).Runs.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    public void WrongMinTime_IsRefused(double seconds) =>
        Assert.Contains("--min-time", Assert.Throws<UsageException>(() => Plans.Of(Adaptive with { MinTimeS = seconds })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("2", 100, "--until-ci 2 is no percentage")]
    [InlineData("2,5%", 100, "with a decimal point")]
    [InlineData("2%", 1, "--max-repetitions 1 is out of range: use 2 (the repetitions that every combination gets) to 100000.")]
    public void WrongLimits_AreRefused(string untilCi, int most, string message) =>
        Assert.Contains(message,
            Assert.Throws<UsageException>(() => Plans.Of(Adaptive with { UntilCi = untilCi, MaxRepetitions = most })).Message,
            StringComparison.Ordinal);
}
