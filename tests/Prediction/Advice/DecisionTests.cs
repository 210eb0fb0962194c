using MultifdBench.Prediction.Advice;

namespace MultifdBench.Tests.Prediction.Advice;

public sealed class DecisionTests
{
    private const double Error = 0.1;

    [Fact]
    public void Fastest_Wins_WithItsMargin()
    {
        Decision decision = Decision.Of(10, [Candidates.Of("none", 2, 3000), Candidates.Of("zstd", 2, 1500)], Error);
        Assert.Equal(("zstd-1", "none", 2.0, false), (decision.Winner!.Method, decision.RunnerUp!.Method, decision.Margin, decision.IsTie));
    }

    [Fact]
    public void WithinTheModelsError_MethodsTie_AndTheCheaperIsTaken()
    {
        Decision decision = Decision.Of(
            10,
            [Candidates.Of("zlib", 2, 1000, cpuS: 90), Candidates.Of("zstd", 2, 1090, cpuS: 20), Candidates.Of("none", 2, 1110, cpuS: 5)],
            Error);
        Assert.Equal("zstd-1", decision.Winner!.Method);
        Assert.True(decision.IsTie);
        Assert.Equal(["zlib-1"], decision.Tied.Select(one => one.Method));
    }

    [Fact]
    public void FewestChannels_WithinTheError_StandForAMethod()
    {
        Decision decision = Decision.Of(
            10, [Candidates.Of("zstd", 8, 1000), Candidates.Of("zstd", 4, 1050), Candidates.Of("zstd", 2, 1200)], Error);
        Assert.Equal(4, decision.Winner!.Row.Channels);
        Assert.Null(decision.RunnerUp);
        Assert.Null(decision.Margin);
    }

    [Fact]
    public void ServiceLevel_ComesBeforeSpeed()
    {
        Decision decision = Decision.Of(10, [Candidates.Of("zlib", 2, 1000, 10, "cpu<=4"), Candidates.Of("none", 2, 5000)], Error);
        Assert.Equal(("none", true), (decision.Winner!.Method, decision.IsGoodEnough));
    }

    [Fact]
    public void WhereNothingKeepsTheServiceLevel_TheFastestIsNamed_AndNotGoodEnough()
    {
        Decision decision =
            Decision.Of(10, [Candidates.Of("zlib", 2, 1000, 10, "cpu<=4"), Candidates.Of("none", 2, 5000, 10, "total<=1s")], Error);
        Assert.Equal(("zlib-1", false), (decision.Winner!.Method, decision.IsGoodEnough));
    }

    [Fact]
    public void NothingConverges_NothingWins()
    {
        Decision decision = Decision.Of(1, [Candidates.Of("none", 2, null), Candidates.Of("zlib", 2, null)], Error);
        Assert.Null(decision.Winner);
        Assert.False(decision.IsGoodEnough);
        Assert.Equal(2, decision.Ranking.Count);
    }

    [Fact]
    public void WhatQemuDoesNotHave_IsRanked_AndNeverWins()
    {
        Candidate foreign = Candidates.Of("qpl", 2, 100) with { NotInQemu = "QEMU does not have it" };
        Decision decision = Decision.Of(10, [foreign, Candidates.Of("zstd", 2, 1500)], Error);
        Assert.Equal("zstd-1", decision.Winner!.Method);
        Assert.Contains(foreign, decision.Ranking);
        Assert.Null(Decision.Of(10, [foreign], Error).Winner);
    }
}
