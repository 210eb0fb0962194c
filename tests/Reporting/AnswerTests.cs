using MultifdBench.Reporting.Answers;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

public sealed class AnswerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Winner_IsTheFastest_WithIntervalAndN_AgainstZlib()
    {
        Answer answer = Assert.Single(Of([.. Repeated("zlib", 2, 1000), .. Repeated("zstd", 2, 700), .. Repeated("zstd", 4, 500)]));
        Assert.Equal("redis-ycsb-b, 1.00 GiB", answer.Scope);
        Assert.Equal("zstd-1 on 4 channels", answer.Winner);
        Assert.Matches(
            @"^is fastest: \d+ ms \(95 % interval \d+ to \d+, n = 10\), [\d.]+ × \([\d.]+ to [\d.]+\) as fast as zlib-1 on 2 channels\.$",
            answer.Claim);
        Assert.Contains(answer.Details,
            detail => detail.Label == "beats, 95 % sure" && detail.Text.StartsWith("zlib-1 on 2 channels ", StringComparison.Ordinal));
    }

    [Fact]
    public void Overlap_IsNotAVictory()
    {
        Answer answer = Assert.Single(Of([.. Repeated("zlib", 2, 1000), .. Repeated("zstd", 2, 1000.5)]));
        Assert.Equal("zlib-1 on 2 channels; zstd-1 on 2 channels", answer.Winner);
        Assert.StartsWith("tie: the least total times are not told apart: ", answer.Claim, StringComparison.Ordinal);
        AnswerDetail tie = Assert.Single(answer.Details, detail => detail.Label == "not told apart from");
        Assert.StartsWith("zstd-1 on 2 channels", tie.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Details, detail => detail.Label.StartsWith("beats", StringComparison.Ordinal));
    }

    [Fact]
    public void SingleRuns_ClaimNothingTheyCannot()
    {
        Answer answer = Assert.Single(Of([Rows.Run(Rows.Cell()), Rows.Run(Rows.Cell("zstd"), totalTimeMs: 10)]));
        Assert.Equal("No winner", answer.Winner);
        Assert.Equal("can be named: 4 runs of each of the 2 methods are the least that could tell them apart. The smallest median is that "
            + "of zstd-1 on 2 channels, 10.0 ms (n = 1).", answer.Claim);
        Assert.Contains(new AnswerDetail("too few runs to compare with", "zlib-1 on 2 channels."), answer.Details);
    }

    [Fact]
    public void WhereChannelCountsOverlap_TheFewestWin()
    {
        Answer answer =
            Assert.Single(Of([.. Repeated("zstd", 2, 501), .. Repeated("zstd", 4, 502), .. Repeated("zstd", 8, 500),
                .. Repeated("zlib", 2, 1000), .. Repeated("zlib", 8, 900)]));
        Assert.Equal("zstd-1 on 2 channels", answer.Winner);
        Assert.Contains("as fast as zlib-1 on 8 channels", answer.Claim, StringComparison.Ordinal);
    }

    /// <summary>An interval that would reach below zero says nothing, and three runs on a side tell no two methods apart.</summary>
    [Fact]
    public void ThreeScatteredRuns_MakeNoWinner_AndNoInterval()
    {
        double[] times = [10, 55, 56];
        Answer answer =
            Assert.Single(Of([.. times.Select((time, i) => Rows.Run(Rows.Cell("zstd"), i + 1, time)),
                .. times.Select((time, i) => Rows.Run(Rows.Cell(), i + 1, 10 * time))]));
        Assert.Equal("No winner", answer.Winner);
        Assert.EndsWith("zstd-1 on 2 channels, 55.0 ms (n = 3, too few or too scattered for an interval).", answer.Claim,
            StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Details, detail => detail.Label.Contains("beats", StringComparison.Ordinal));
        Assert.Contains("too few runs to compare with", Assert.Single(answer.Details, detail => detail.Label == "least CPU").Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MeritsThatAreNotToldApart_AreTies()
    {
        Answer answer = Assert.Single(Of([.. Repeated("zstd", 2, 500), .. Repeated("zlib", 2, 1000)]));
        Assert.Contains("not told apart from", Assert.Single(answer.Details, detail => detail.Label == "highest ratio").Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.09, "qpl on 2 channels; zstd-1 on 2 channels", "tie: the least total times are within the model's error of 9.7 %: ")]
    [InlineData(1.11, "qpl on 2 channels", "is fastest: ")]
    public void SimulatedFigures_WithinTheModelsError_AreATie(double times, string winner, string claim)
    {
        Combination qpl = Rows.Cell("qpl", 2, RunSource.Simulated) with { Level = null };
        Answer answer = Assert.Single(Of(
        [
            Rows.Run(qpl, totalTimeMs: 100), Rows.Run(qpl with { Channels = 8 }, totalTimeMs: 95),
            Rows.Run(Rows.Cell("zstd", 2, RunSource.Simulated), totalTimeMs: 100 * times),
        ]));
        Assert.Equal(winner, answer.Winner);
        Assert.StartsWith(claim, answer.Claim, StringComparison.Ordinal);
        // A constant of the model is nobody's merit.
        Assert.DoesNotContain(answer.Details, detail => detail.Label == "shortest downtime");
    }

    [Fact]
    public void ConfigurationsThatFailed_CannotWin()
    {
        RunRow[] luckyButFailing = [.. Repeated("zstd", 8, 10).Skip(1),
            Sets.Failed(Rows.Cell("zstd", 8), 1, RunOutcome.Timeout, "timeout is 120s")];
        Assert.Equal("zstd-1 on 2 channels",
            Assert.Single(Of([.. luckyButFailing, .. Repeated("zstd", 2, 500), .. Repeated("zlib", 2, 1000)])).Winner);
        Answer none = Assert.Single(Of(luckyButFailing));
        Assert.Equal(("No winner", "can be named: no configuration completed all of its runs."), (none.Winner, none.Claim));
    }

    [Fact]
    public void SimulatedFigures_HaveAnAnswerOfTheirOwn()
    {
        IReadOnlyList<Answer> answers = Of(Sets.Mixed());
        Assert.Equal([RunSource.Measured, RunSource.Simulated], answers.Select(answer => answer.Source));
        Assert.Equal("qpl on 4 channels", answers[1].Winner);
        Assert.Contains(new AnswerDetail("compared with", "nothing: no other method completed all runs of a configuration."),
            answers[1].Details);
        Assert.Contains(new AnswerDetail("on host models", "spr-iaa4 (qpl)."), answers[1].Details);
        Assert.DoesNotContain(answers[0].Details,
            detail => detail.Label == "on host models" || detail.Text.Contains("qpl", StringComparison.Ordinal));
    }

    [Fact]
    public void SimulatedMethodsOfDifferentHosts_AreSaidToBe()
    {
        RunRow other = Rows.Run(Rows.Cell("zlib", 4, RunSource.Simulated) with { Model = "other network.bandwidth_gbps=10" });
        Answer answer = Assert.Single(Of([Rows.Run(Rows.Cell("qpl", 4, RunSource.Simulated) with { Level = null }), other]));
        string text = Assert.Single(answer.Details, detail => detail.Label == "on host models").Text;
        Assert.Contains("spr-iaa4 (qpl)", text, StringComparison.Ordinal);
        Assert.Contains("other (zlib-1)", text, StringComparison.Ordinal);
        Assert.Contains("They are different machines", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WherePlainCopyingWins_TheNextQuestionIsAnswered()
    {
        Answer answer = Assert.Single(Of([.. Repeated("none", 2, 100), .. Repeated("zstd", 2, 400), .. Repeated("zlib", 2, 1000)]));
        Assert.Equal("none on 2 channels", answer.Winner);
        Assert.StartsWith("zstd-1 on 2 channels, ", Assert.Single(answer.Details, detail => detail.Label == "fastest that compresses").Text,
            StringComparison.Ordinal);
        // 500.5 Mbit/s for a quarter of the time: on a link of an eighth of a Gbit/s copying takes as long as zstd.
        AnswerDetail link = Assert.Single(answer.Details, detail => detail.Label == "link");
        Assert.Contains("none on 2 channels used 501 Mbit/s. Below about 125 Mbit/s zstd-1 on 2 channels would overtake it "
            + "(arithmetic, not measured", link.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ALimitedLink_IsNotCalledUnlimited()
    {
        RunRow[] runs = [.. Repeated("none", 2, 100).Concat(Repeated("zstd", 2, 400)).Select(run => run with { MaxBandwidthMbps = 1000 })];
        Assert.DoesNotContain(Assert.Single(Of(runs)).Details, detail => detail.Label == "link");
    }

    [Fact]
    public void Failures_AreSaid_AndNothingCompleted_IsNoAnswer()
    {
        Assert.Contains(new AnswerDetail("failures", "in 2 of 5 combinations, see the remarks in the table; these cannot win."),
            Of(Sets.Mixed())[0].Details);
        Assert.Empty(Of([Sets.Failed(Rows.Cell(), 1, RunOutcome.Timeout, "timeout is 120s")]));
    }

    private IReadOnlyList<Answer> Of(IEnumerable<RunRow> runs) =>
        AnswerCatalog.Of(Sets.Write(_folder[Guid.NewGuid().ToString("N")], runs), BuiltIn.Methods.Looks);

    /// <summary>Ten runs, each a per cent slower than the one before.</summary>
    private static IEnumerable<RunRow> Repeated(string method, int channels, double totalTimeMs) =>
        Enumerable.Range(1, 10).Select(i => Rows.Run(Rows.Cell(method, channels), i, totalTimeMs * (0.945 + 0.01 * i)));
}
