using MultifdBench.Comparison;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Comparison;

public sealed class SessionRunsTests
{
    [Fact]
    public void Slowed_HasTheFiguresOfSlowerRows_AndElseTheSame()
    {
        SessionRuns runs = new(new Sides(1).Runs(Rows.Cell(), 5, 0.1));
        SessionRuns slow = runs.Slowed(1.05);
        Assert.Equal([.. runs.Select(run => run.TotalTimeMs * 1.05)], slow.Select(run => run.TotalTimeMs));
        Assert.Equal([.. runs.Select(run => run.SourceCpuS * 1.05)], slow.Select(run => run.SourceCpuS));
        Assert.Equal([.. runs.Select(run => run.DestinationCpuS * 1.05)], slow.Select(run => run.DestinationCpuS));
        Assert.Equal([.. runs.Select(run => run.DowntimeMs)], slow.Select(run => run.DowntimeMs));
        Assert.Equal([.. slow.Select(RunMetric.Cpu.Log).OfType<double>()], slow.Figures(RunMetric.Cpu).Values);
        Assert.Equal((runs.Start, runs.End, runs.Ran), (slow.Start, slow.End, slow.Ran));
    }

    [Fact]
    public void Figures_AreOfRunsThatCount_AndMadeOnce()
    {
        RunRow[] rows = [.. new Sides(2).Runs(Rows.Cell(), 4, 0.1)];
        rows[1] = rows[1] with { Outcome = RunOutcome.Failed, Reason = "gone" };
        rows[2] = rows[2] with { Outcome = RunOutcome.Unavailable };
        rows[3] = rows[3] with { TotalTimeMs = 0 };
        SessionRuns runs = new(rows);
        Assert.Equal((4, 3, 1), (runs.Count, runs.Ran, runs.Failed.Count));
        Assert.Equal([1], runs.Figures(RunMetric.TotalTime).Repetitions);
        Assert.Equal([1, 4], runs.Figures(RunMetric.Cpu).Repetitions);
        Assert.Same(runs.Figures(RunMetric.Cpu), runs.Figures(RunMetric.Cpu));
        Assert.NotSame(runs.Figures(RunMetric.TotalTime), runs.Figures(RunMetric.Cpu));
    }

    /// <summary>A combination that a session does not have must not move its other repetitions beside those of another session.</summary>
    [Fact]
    public void AsOne_KeepsWhichSessionARepetitionIsOf()
    {
        Sides sides = new(3);
        SessionRuns first = new(sides.Runs(Rows.Cell(), 2, 0.1));
        SessionRuns third = new(sides.Runs(Rows.Cell(), 2, 0.1));
        SessionRuns one = SessionRuns.AsOne([(0, first), (2, third)]);
        LogFigures figures = one.Figures(RunMetric.TotalTime);
        Assert.Equal([1, 2, 2001, 2002], figures.Repetitions);
        Assert.Equal([.. first.Figures(RunMetric.TotalTime).Values, .. third.Figures(RunMetric.TotalTime).Values], figures.Values);
        Assert.Equal(4, one.Ran);
    }
}
