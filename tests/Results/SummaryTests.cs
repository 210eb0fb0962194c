using CsCheck;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Tests.Results;

public sealed class SummaryTests
{
    [Theory]
    [InlineData(new double[] { 5 }, 5)]
    [InlineData(new double[] { 4, 1 }, 2.5)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 3, 2, 1 }, 2.5)]
    public void Median_IsTheSampleMedian(double[] values, double median) =>
        Assert.Equal(median, Estimate.Of(values.Select(value => (double?)value)).Median);

    [Fact]
    public void Notes_AreThoseOfTheFirstRunThatHasAny_AndSayHowManyDo()
    {
        RunRow plain = Rows.Run(Rows.Cell());
        RunRow second = Rows.Run(Rows.Cell(), 2) with { Notes = "7 jobs ran in software" };
        RunRow third = Rows.Run(Rows.Cell(), 3) with { Notes = "9 jobs ran in software" };
        Assert.Equal("", Assert.Single(Summary.Of([plain])).Notes);
        Assert.Equal("7 jobs ran in software", Assert.Single(Summary.Of([second])).Notes);
        Assert.Equal("7 jobs ran in software (repetition 2; 2 of 3 runs have such a note)",
            Assert.Single(Summary.Of([plain, second, third])).Notes);
    }

    [Fact]
    public void OneRun_HasNoInterval_AndNoRunHasNoMedian()
    {
        Assert.Equal(new Estimate { Median = 7 }, Estimate.Of([7, null, double.NaN]));
        Assert.Equal(Estimate.None, Estimate.Of([null]));
    }

    /// <summary>The t-based interval around the Harrell–Davis median of 1…10; its standard error is the Maritz–Jarrett one.</summary>
    [Fact]
    public void Interval_OfOneToTen_IsTheKnownOne()
    {
        Estimate estimate = Estimate.Of(Enumerable.Range(1, 10).Select(value => (double?)value));
        Assert.Equal(5.5, estimate.Median);
        Assert.Equal(2.1702, estimate.Lo!.Value, 3);
        Assert.Equal(8.8298, estimate.Hi!.Value, 3);
    }

    [Fact]
    public void Interval_HoldsTheMedian_AndIsNeverNegative_WhereThereIsOne() =>
        Gen.Double[0, 1e6].Array[2, 12].Sample(
            values =>
            {
                Estimate estimate = Estimate.Of(values.Select(value => (double?)value));
                return estimate is { Lo: null, Hi: null }
                    || (estimate.Lo >= 0 && estimate.Lo <= estimate.Median && estimate.Median <= estimate.Hi);
            },
            iter: 300,
            threads: 1,
            seed: "0000KOIPe036");

    /// <summary>Coverage on seeded normal samples of n = 10: nominal 95 %, and a small-sample estimate may miss by a few points.</summary>
    [Fact]
    public void Interval_CoversTheTrueMedian_AboutAsOftenAsItSays()
    {
        var random = new Random(1);
        int covered = 0;
        for (int i = 0; i < 1000; i++)
        {
            Estimate estimate = Estimate.Of(Enumerable.Range(0, 10).Select(_ => (double?)(100 + 10 * random.NextNormal())));
            if (estimate.Lo <= 100 && 100 <= estimate.Hi) covered++;
        }

        Assert.InRange(covered, 920, 990);
    }

    [Fact]
    public void Repetitions_AreCountedAndSummarised()
    {
        SummaryRow row = Assert.Single(Summary.Of([Run(1, 100), Run(2, 300), Run(3, 200)]));
        Assert.Equal((3, 0, 200d), (row.N, row.Failures, row.TotalTimeMs.Median));
        Assert.Equal(2, row.TotalCpuS.Median);
        Assert.Equal(RunOutcome.Completed, row.Outcome);
        Assert.Equal(0, row.FailureRate);
    }

    [Fact]
    public void Failures_AreCounted_AndStayOutOfTheFigures()
    {
        RunRow timeout = Run(2, 120_000) with { Outcome = RunOutcome.Timeout, Reason = "timeout is 120s" };
        RunRow unequal = Run(3, 5) with { Verified = false };
        SummaryRow row = Assert.Single(Summary.Of([Run(1, 100), timeout, unequal]));
        Assert.Equal((1, 2, (double?)null), (row.N, row.Failures, row.TotalTimeMs.Median));
        Assert.Equal((100 + 120_000) / 2d, row.TotalTimeBoundMs);
        Assert.Equal("timeout is 120s; memory was not verified", row.Reason);
        Assert.Equal(2 / 3d, row.FailureRate);
    }

    /// <summary>A run that timed out took longer than all others; how much longer nobody knows.</summary>
    [Theory]
    [InlineData(new double[] { 100, 200, 300 }, 0, 200d, null)]
    [InlineData(new double[] { 100, 200, 300 }, 1, 250d, null)]
    [InlineData(new double[] { 100, 200, 300 }, 2, 300d, null)]
    [InlineData(new double[] { 100, 200, 300 }, 3, null, 60_150d)]
    [InlineData(new double[] { 100, 200, 300 }, 4, null, 120_000d)]
    [InlineData(new double[] { }, 2, null, 120_000d)]
    public void TimedOutRuns_CountAsLonger_AndAreABound(double[] completed, int timeouts, double? median, double? bound)
    {
        RunRow timeout = Rows.Cell().NewRow(9, Rows.Noon) with { Outcome = RunOutcome.Timeout, Reason = "timeout is 120s" };
        SummaryRow row =
            Assert.Single(Summary.Of([.. completed.Select((time, i) => Run(i + 1, time)), .. Enumerable.Repeat(timeout, timeouts)]));
        Assert.Equal((median, bound), (row.TotalTimeMs.Median, row.TotalTimeBoundMs));
        if (timeouts > 0) Assert.Null(row.TotalTimeMs.Lo);
    }

    [Fact]
    public void Interval_ThatWouldReachBelowZero_IsNone()
    {
        Assert.Equal(new Estimate { Median = 55 }, Estimate.Of([10, 55, 56]));
        Assert.NotNull(Estimate.Of([54, 55, 56]).Lo);
        Assert.Equal(new Estimate { Median = 0, Lo = 0, Hi = 0 }, Estimate.Of([0, 0, 0]));
    }

    [Fact]
    public void Unavailable_IsNoFailure()
    {
        RunRow row = Rows.Cell("qpl").NewRow(1, Rows.Noon) with { Outcome = RunOutcome.Unavailable, Reason = "no IAA device" };
        SummaryRow summary = Assert.Single(Summary.Of([row]));
        Assert.Equal((0, 0, RunOutcome.Unavailable, "no IAA device"), (summary.N, summary.Failures, summary.Outcome, summary.Reason));
        Assert.Null(summary.FailureRate);
    }

    [Fact]
    public void Speedup_IsAgainstZlib_OfTheSameChannelCount()
    {
        IReadOnlyList<SummaryRow> rows = Summary.Of(
        [
            Rows.Run(Rows.Cell("zlib", 2), 1, 1000), Rows.Run(Rows.Cell("zlib", 4), 1, 600),
            Rows.Run(Rows.Cell("zstd", 2), 1, 500), Rows.Run(Rows.Cell("zstd", 4), 1, 400), Rows.Run(Rows.Cell("zstd", 8), 1, 300),
        ]);
        Assert.Equal([1, 1, 2, 1.5, null], rows.Select(row => row.SpeedupVsZlib));
    }

    [Fact]
    public void Speedup_UsesLevelOne_WhereSeveralLevelsRan()
    {
        Combination six = Rows.Cell() with { Level = 6 };
        IReadOnlyList<SummaryRow> rows = Summary.Of([Rows.Run(six, 1, 3000), Rows.Run(Rows.Cell(), 1, 1000)]);
        Assert.Equal(1 / 3d, rows[0].SpeedupVsZlib!.Value, 12);
    }

    [Fact]
    public void Speedup_IsUnknown_WhereZlibNeverCompleted()
    {
        RunRow timeout = Rows.Run(Rows.Cell()) with { Outcome = RunOutcome.Timeout };
        Assert.All(Summary.Of([timeout, Rows.Run(Rows.Cell("zstd"))]), row => Assert.Null(row.SpeedupVsZlib));
    }

    [Fact]
    public void MeasuredAndSimulated_NeverMeet()
    {
        IReadOnlyList<SummaryRow> rows = Summary.Of(
        [
            Rows.Run(Rows.Cell("zlib"), 1, 1000), Rows.Run(Rows.Cell("zlib", 2, RunSource.Simulated), 1, 100),
            Rows.Run(Rows.Cell("qpl", 2, RunSource.Simulated), 1, 50),
        ]);
        Assert.Equal([1000d, 100d, 50d], rows.Select(row => row.TotalTimeMs.Median));
        Assert.Equal([1, 1, 2], rows.Select(row => row.SpeedupVsZlib));
    }

    private static RunRow Run(int repetition, double totalTimeMs) => Rows.Run(Rows.Cell(), repetition, totalTimeMs);
}
