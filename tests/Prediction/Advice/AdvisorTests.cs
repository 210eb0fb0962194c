using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Prediction.Advice;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Prediction.Advice;

public sealed class AdvisorTests
{
    private static readonly AdviceHost Host = AdviceHost.Of(ParameterFile.Read(ModelFolder.BesideProgram.FindHost("spr-v4")));

    private static AdviceQuestion Question => new() { MemoryBytes = 256 * Units.MiB, LinksGbps = [10] };

    [Fact]
    public void Candidates_AreEveryMethodThatTheHostCanRun_ChannelsAndZeroPageModes()
    {
        Advisor advisor = NewAdvisor(Question);
        IReadOnlyList<Candidate> all = advisor.Candidates(Host, 10, TestContext.Current.CancellationToken);
        Assert.Contains(all, one => one.Row is { Method: "qpl", Path: "hardware", Accel: "qpl" });
        // Two passes with tables made between them: the most that a device does for a packet.
        Assert.Contains(all, one => one.Row is { Method: "qpl", Path: "hardware", Huffman: "dynamic" });
        Assert.DoesNotContain(all, one => one.Row.Accel == "qat"); // spr-v4 has none
        Assert.Equal([1, 2, 4, 8, 16], all.Select(one => one.Row.Channels).Distinct().Order());
        Assert.Equal(["legacy", "multifd", "none"], all.Select(one => one.Row.ZeroPageDetection).Distinct().Order());
        Assert.All(all, one => Assert.Equal((RunSource.Simulated, 10.0), (one.Row.Source, one.Row.LinkGbps)));
        Assert.Equal(all.Count, all.Select(one => one.Row.RunId).Distinct().Count());
    }

    [Fact]
    public void SameQuestion_HasTheSameAnswer()
    {
        RunRow[] Answer() =>
            [.. NewAdvisor(Question).UsualCandidates(Host, 10, TestContext.Current.CancellationToken).Select(one => one.Row)];
        Assert.Equal(Answer(), Answer());
    }

    [Fact]
    public void SeveralGuests_ShareTheHost()
    {
        Candidate Zstd(int guests) => NewAdvisor(Question with { Guests = guests })
            .UsualCandidates(Host, 10, TestContext.Current.CancellationToken).Single(one => one.Row is { Method: "zstd", Channels: 4 });
        (Candidate one, Candidate four) = (Zstd(1), Zstd(4));
        Assert.True(four.TotalMs > one.TotalMs);
        Assert.InRange(four.CpuS / one.CpuS, 3.5, 6);
        Assert.InRange((double)four.Row.WireBytes! / (double)one.Row.WireBytes!, 3.5, 6);
    }

    [Fact]
    public void FasterWriter_IsLostAtTheLimit()
    {
        AdviceQuestion question = Question with { LinksGbps = [1] };
        Advisor advisor = NewAdvisor(question, "seed-redis");
        Decision decision = Decision.Of(1, advisor.UsualCandidates(Host, 1, TestContext.Current.CancellationToken), 0.1);
        LimitRow[] limits = [.. advisor.Limits(Host, decision, TestContext.Current.CancellationToken)];
        Assert.Equal(decision.Ranking.Count, limits.Length);
        Assert.All(limits, limit => Assert.InRange(limit.DirtyFactorLimit ?? 1, 1 / 64.0, 64));
        LimitRow none = limits.Single(limit => limit.Method == "none"), zstd = limits.Single(limit => limit.Method == "zstd");
        Assert.True(zstd.DirtyPagesPerSecondLimit >= none.DirtyPagesPerSecondLimit, "over a slow link compression survives more writes");
    }

    /// <summary>One method alone: throttling lets a faster writer across, and the guest pays with its work.</summary>
    [Fact]
    public void AutoConverge_RaisesTheLimit_AndTheGuestPays()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        LimitRow Limit(bool autoConverge)
        {
            Advisor advisor = NewAdvisor(Question with { AutoConverge = autoConverge }, "seed-redis");
            Candidate none = advisor.Again(Host, 1, Candidates.Of("none", 2, 1000), 1, cancellation);
            return advisor.Limits(Host, Decision.Of(1, [none], 0.1), cancellation).Single();
        }

        (LimitRow alone, LimitRow throttled) = (Limit(false), Limit(true));
        Assert.Equal((false, true), (alone.AutoConverge, throttled.AutoConverge));
        Assert.True(throttled.DirtyFactorLimit > alone.DirtyFactorLimit, $"{throttled.DirtyFactorLimit} ÷ {alone.DirtyFactorLimit}");
        Assert.True(throttled.GuestOpsShare < alone.GuestOpsShare);
    }

    [Fact]
    public void UnderAnotherPolicy_ThoseThatLeadRunAgain_AndItsActionsAreTold()
    {
        AdviceQuestion question = Question with { LinksGbps = [1], MemoryBytes = 4 * Units.GiB };
        Advisor advisor = NewAdvisor(question, "seed-redis");
        Decision decision = Decision.Of(1, [Candidates.Of("zstd", 4, 1000)], 0.1);
        Candidate under = advisor.Under(Host, decision, "virsh-postcopy-after-precopy", TestContext.Current.CancellationToken).Single();
        Assert.Equal(("virsh-postcopy-after-precopy", true, true), (under.Row.Policy, under.Row.Postcopy, under.Converges));
        Assert.Equal(ManagementActionKind.StartPostcopy, Assert.Single(under.Actions).Action.Kind);
    }

    [Fact]
    public void Encryption_CostsBothSides()
    {
        Candidate None(bool tls) => NewAdvisor(Question with { Tls = tls })
            .UsualCandidates(Host, 10, TestContext.Current.CancellationToken).Single(one => one.Row is { Method: "none", Channels: 2 });
        (Candidate clear, Candidate encrypted) = (None(false), None(true));
        Assert.True(encrypted.Row is { Tls: true } && encrypted.CpuS > clear.CpuS);
    }

    [Fact]
    public void ScenarioWithoutCostsOfAMethod_LeavesItOut_AndSaysWhy()
    {
        ParameterFile whole = ParameterFile.Read(ModelFolder.BesideProgram.FindScenario("silesia-64g"));
        IEnumerable<Parameter> others = whole.Parameters.All.Where(one => !one.Key.Contains(".zstd.", StringComparison.Ordinal));
        ParameterSet withoutZstd = new("mine.yaml", others.ToDictionary(one => one.Key));
        Advisor advisor = new(Question, whole with { Parameters = withoutZstd }, BuiltIn.Methods, Rows.Noon);
        IReadOnlyList<Candidate> all = advisor.UsualCandidates(Host, 10, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(all, one => one.Row.Method == "zstd");
        Assert.Contains("does not say what zstd makes of", advisor.Excluded["zstd"], StringComparison.Ordinal);
    }

    private static Advisor NewAdvisor(AdviceQuestion question, string scenario = "silesia-64g") =>
        new(question, ParameterFile.Read(ModelFolder.BesideProgram.FindScenario(scenario)), BuiltIn.Methods, Rows.Noon);
}
