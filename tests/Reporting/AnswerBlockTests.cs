using MultifdBench.Reporting.Answers;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

/// <summary>The last lines of a matrix, and the same answer on pages.</summary>
public sealed class AnswerBlockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Decisions_AreSaidByLinkAndHost_WithWhatWasMeasuredAndTheModelsError()
    {
        ResultSet set = Set(Guest("redis-ycsb-b"), Limited());
        Assert.Equal(
            [
                "Answer for guests of 64.0 GiB (simulated; winner (channels), times that the next one takes):",
                "redis-ycsb-b on this host: zstd-1 (2) below 4.32 Gbit/s, none (1) above.",
                "guest         Gbit/s  this host                  spr-v4",
                "redis-ycsb-b       1  zstd-1 (2), 1.25 × none    qpl+iaa fixed (1), 1.25 × none",
                "redis-ycsb-b      10  none (1), tie with zstd-1  qpl+iaa fixed (1), tie with none",
                "redis-ycsb-b     100  none (1), 1.25 × zstd-1    no method converges",
                "Measured: redis-ycsb-b, 1.00 GiB, at most 1000 Mbit/s: zstd-1 (2): 500 ms; next zlib-1, 2.00 ×.",
                "Off by: this host 8.00 % (12 combinations), spr-v4 9.70 % (published). Less is a tie.",
            ],
            AnswerBlock.Lines(set, BuiltIn.Methods.Looks));
    }

    /// <summary>Three hosts side by side leave no room for the names of the next methods; the pages have them.</summary>
    [Fact]
    public void ThreeHosts_FitATerminal()
    {
        DecisionRow[] rows = [.. Guest("redis-ycsb-b"), .. Guest("idle")];
        IEnumerable<DecisionRow> newer = rows.Where(row => !row.IsHere).Select(row => row with
        {
            Model = "gnr",
            IsHostPublished = false,
            RunnerUpTotalTimeMs = row.LinkGbps == 1 ? null : row.RunnerUpTotalTimeMs,
        });
        IReadOnlyList<string> lines = AnswerBlock.Lines(Set([.. rows, .. newer], Limited()), BuiltIn.Methods.Looks);
        Assert.All(lines, line => Assert.True(line.Length <= AnswerBlock.MostColumns, line));
        Assert.InRange(lines.Count, 11, AnswerBlock.MostLines);
        Assert.Contains("redis-ycsb-b       1  zstd-1 (2), 1.25 ×  qpl+iaa fixed (1), 1.25 ×  qpl+iaa fixed (1), alone", lines);
        Assert.Contains("redis-ycsb-b      10  none (1), tie       qpl+iaa fixed (1), tie     qpl+iaa fixed (1), tie", lines);
        Assert.Equal("Off by: this host 8.00 % (12 combinations), spr-v4 9.70 % (published), gnr unknown. Less is a tie.", lines[^1]);
        Assert.Contains("no migration of such a host is",
            DecisionText.Of(Set([.. newer], Limited()))[0].ErrorNote, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(20)]
    public void Block_IsNeverLongerThanItMayBe_AndBeginsWithTheAnswer(int guests)
    {
        IEnumerable<DecisionRow> rows = Enumerable.Range(1, guests).SelectMany(i => Guest($"guest{i}"));
        IReadOnlyList<string> lines = AnswerBlock.Lines(Set(rows, Limited()), BuiltIn.Methods.Looks);
        Assert.InRange(lines.Count, 5, AnswerBlock.MostLines);
        Assert.StartsWith("Answer for guests of 64.0 GiB", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("guest1 on this host: ", lines[1], StringComparison.Ordinal);
        if (guests == 20) Assert.EndsWith("more lines: see the report.", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutDecisions_WhatWasMeasuredIsTheAnswer()
    {
        IReadOnlyList<string> lines = AnswerBlock.Lines(Set([], Limited()), BuiltIn.Methods.Looks);
        Assert.Equal(
            [
                "Answer, measured (channels in brackets):",
                "redis-ycsb-b, 1.00 GiB, at most 1000 Mbit/s: zstd-1 (2): 500 ms; next zlib-1, 2.00 ×.",
                "redis-ycsb-b, 1.00 GiB, no bandwidth limit: none (2): 100 ms; there is no other method.",
            ],
            lines.Order().ToArray());
    }

    [Fact]
    public void OneWinner_IsSaidOnce()
    {
        DecisionText text = Assert.Single(DecisionText.Of(Set([Rows.Decision(1), Rows.Decision(10), Rows.Decision(100)], Limited())));
        Assert.Equal("none on 1 channel from 1 to 100 Gbit/s", text.Headline);
        Assert.Equal("none on 1 channel at 10 Gbit/s",
            Assert.Single(DecisionText.Of(Set([Rows.Decision()], Limited()))).Headline);
    }

    /// <summary>Where ties hide the place of the change, the next link that was asked for is its bound.</summary>
    [Fact]
    public void AChangeWithoutAPlace_IsAtTheNextLink()
    {
        DecisionText text =
            Assert.Single(DecisionText.Of(Set([Rows.Decision(1, "zstd-1", "none"), Rows.Decision(25), Rows.Decision(100)], Limited())));
        Assert.Equal("zstd-1 on 1 channel below 25.0 Gbit/s, none on 1 channel above", text.Headline);
    }

    /// <summary>A method may win only between two links that were asked for: the headline knows it, the table has no row for it.</summary>
    [Fact]
    public void AMethodThatLeadsBetweenTwoLinks_IsInTheHeadline()
    {
        DecisionText text = Assert.Single(DecisionText.Of(Set(
            [
                Rows.Decision(1, "zstd-1", "none") with { Channels = 2, LeaderChannels = 2, ChangesAtGbps = 2.16 },
                Rows.Decision(2.5, "qpl fixed", "none") with { IsAsked = false },
                Rows.Decision(5, "qpl fixed", "none") with { IsAsked = false, ChangesAtGbps = 6.43 },
                Rows.Decision(10), Rows.Decision(100),
            ],
            Limited())));
        Assert.Equal("zstd-1 on 2 channels below 2.16 Gbit/s, qpl fixed on 1 channel up to 6.43, none on 1 channel above", text.Headline);
        Assert.Equal("zstd-1 (2) below 2.16 Gbit/s, qpl fixed (1) up to 6.43, none (1) above", text.ShortHeadline);
        Assert.Equal([1, 10, 100], text.Rows.Select(row => row.LinkGbps));
        Assert.Equal(3, text.ToAnswer().Details.Count(detail => detail.Label.EndsWith("Gbit/s", StringComparison.Ordinal)));
    }

    /// <summary>Within the model's error nobody knows better: who led before leads on.</summary>
    [Fact]
    public void ATieThatTheLeaderIsIn_IsNoChange()
    {
        DecisionRow tie = Rows.Decision(10) with { Leader = "zstd-1", LeaderChannels = 2, IsTie = true };
        DecisionText text = Assert.Single(DecisionText.Of(Set([Rows.Decision(1, "zstd-1", "none"), tie], Limited())));
        Assert.Equal("zstd-1 on 1 channel from 1 to 10 Gbit/s", text.Headline);
    }

    /// <summary>A folder of an earlier edition.</summary>
    [Fact]
    public void WithoutLeaders_TheWinnerLeads()
    {
        DecisionRow[] old = [.. new[] { Rows.Decision(1, "zstd-1", "none"), Rows.Decision(10) }
            .Select(row => row with { Leader = "", LeaderChannels = null })];
        Assert.Equal("zstd-1 on 1 channel below 10.0 Gbit/s, none on 1 channel above",
            Assert.Single(DecisionText.Of(Set(old, Limited()))).Headline);
    }

    [Fact]
    public void Pages_BeginWithTheSameAnswer()
    {
        IReadOnlyList<Answer> answers = AnswerCatalog.Of(Set(Guest("redis-ycsb-b"), Limited()), BuiltIn.Methods.Looks);
        Assert.Equal("redis-ycsb-b, 64.0 GiB, this host (box)", answers[0].Scope);
        Assert.Equal(RunSource.Simulated, answers[0].Source);
        Assert.Equal("zstd-1 on 2 channels below 4.32 Gbit/s, none on 1 channel above", answers[0].Winner);
        Assert.Equal(
            new AnswerDetail("10 Gbit/s", "none on 1 channel, 10.0 s; a tie with zstd-1 on 2 channels, which takes 1.05 × as long."),
            answers[0].Details[1]);
        Assert.Equal("redis-ycsb-b, 64.0 GiB, model spr-v4", answers[1].Scope);
        Assert.Equal(new AnswerDetail("100 Gbit/s", "no method converges."), answers[1].Details[2]);
        Assert.Equal(RunSource.Measured, answers[2].Source);
    }

    private static DecisionRow[] Guest(string workload)
    {
        DecisionRow[] here =
        [
            Rows.Decision(1, "zstd-1", "none") with { Channels = 2, LeaderChannels = 2, ChangesAtGbps = 4.321 },
            Rows.Decision(10) with { RunnerUpTotalTimeMs = 10_500, IsTie = true }, Rows.Decision(100),
        ];
        IEnumerable<DecisionRow> there = here.Select(row => row with
        {
            Model = "spr-v4",
            IsHere = false,
            Method = row.LinkGbps == 100 ? "" : "qpl+iaa fixed",
            Channels = 1,
            Leader = row.LinkGbps == 100 ? "" : "qpl+iaa fixed",
            LeaderChannels = 1,
            RunnerUp = "none",
            ModelError = 0.097,
            ModelErrorN = null,
        });
        return [.. here.Concat(there).Select(row => row with { Workload = workload })];
    }

    /// <summary>Two methods at 1 Gbit/s, and one without a limit.</summary>
    private static IEnumerable<RunRow> Limited() => Enumerable.Range(1, 10).SelectMany(i => (RunRow[])
    [
        Rows.Run(Rows.Cell("zstd") with { MaxBandwidthMbps = 1000 }, i, 500 * (0.945 + 0.01 * i)),
        Rows.Run(Rows.Cell() with { MaxBandwidthMbps = 1000 }, i, 1000 * (0.945 + 0.01 * i)),
        Rows.Run(Rows.Cell("none"), i, 100),
    ]);

    private ResultSet Set(IEnumerable<DecisionRow> decisions, IEnumerable<RunRow> runs)
    {
        string folder = _folder[Guid.NewGuid().ToString("N")];
        Sets.Write(folder, runs);
        using (ResultSetWriter writer = ResultSetWriter.Resume(folder)) writer.WriteDecisions([.. decisions]);
        return ResultSet.Load(folder);
    }
}
