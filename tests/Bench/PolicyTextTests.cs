using MultifdBench.Bench.Verbs.Advise;
using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Prediction.Advice;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Prediction.Advice;

namespace MultifdBench.Tests.Bench;

/// <summary>What is said of policies, from outcomes of a test's own.</summary>
public sealed class PolicyTextTests
{
    private static readonly AdviceHost Host = AdviceHost.Of(ParameterFile.Read(ModelFolder.BesideProgram.FindHost("spr-v4")));

    [Fact]
    public void NobodyAsked_NothingIsSaid() => Assert.Empty(PolicyText.Lines(Answer()));

    [Fact]
    public void PoliciesThatDoTheSame_ShareALine()
    {
        string[] lines = Lines(
            ("fixed", Candidates.Of("zstd", 8, 45_000)), ("nova", Candidates.Of("zstd", 8, 45_000)),
            ("kubevirt", Candidates.Of("none", 2, 30_000)));
        Assert.Equal("What a policy would do to this guest over 10 Gbit/s, each with the method that is best under it (simulated):",
            lines[0]);
        Assert.Equal("  fixed, nova: zstd-1, 8 channels, 45.0 s, downtime 100 ms, guest loses 0.222 %; does nothing.", lines[1]);
        Assert.StartsWith("  kubevirt: none, 2 channels, 30.0 s", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public void ARamp_IsOneClause_AndThrottlingSaysHowFarAndHowLong()
    {
        Candidate candidate = Candidates.Of("zstd", 8, 200_000);
        candidate = candidate with
        {
            Row = candidate.Row with { CpuThrottlePercentage = 80, ThrottledMs = 90_000, GuestOpsShare = 0.75 },
            Actions = [Limit(10, 150), Limit(20, 300), Limit(75, 500)],
        };
        Assert.Contains("guest loses 25.0 %; throttles to 80 % (for 90.0 s), downtime limit at last 500 ms, from 75.0 s on.",
            Lines(("nova", candidate))[1], StringComparison.Ordinal);
    }

    [Fact]
    public void GivingUp_IsTheReason_AndOthersSayTheirTimeOut()
    {
        Candidate cancelled = Candidates.Of("none", 2, totalMs: null) with { Actions = [Done(ManagementActionKind.Cancel, 464)] };
        Candidate late = Candidates.Of("none", 2, totalMs: null);
        late = late with { Row = late.Row with { Reason = "timeout is 1150s" } };
        string[] lines = Lines(("kubevirt-stall", cancelled), ("fixed", late));
        Assert.Equal("  kubevirt-stall: none, 2 channels does not converge: gives up at 464 s (because).", lines[1]);
        Assert.Equal("  fixed: none, 2 channels does not converge: timeout is 1150s; does nothing.", lines[2]);
        Assert.Empty(PolicyText.Rescuers(Answer(("fixed", late))));
    }

    [Fact]
    public void Postcopy_SaysWhen_AndWhatIsNotKnown()
    {
        Candidate candidate = Candidates.Of("zstd", 8, 200_000);
        candidate = candidate with
        {
            Row = candidate.Row with { Postcopy = true },
            Actions = [Done(ManagementActionKind.Suspend, 1), Done(ManagementActionKind.StartPostcopy, 120)],
        };
        string[] lines = Lines(("virsh-timeout-postcopy", candidate));
        Assert.Contains("stops the guest at 1.00 s (because), switches to postcopy at 120 s (because).", lines[1],
            StringComparison.Ordinal);
        Assert.StartsWith("  After a switch to postcopy the guest waits for pages", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNothingConverges_TheSentenceNamesThePoliciesThatHelp()
    {
        AdviseAnswer answer = Answer(("fixed", Candidates.Of("none", 2, totalMs: null)), ("proxmox", Candidates.Of("none", 2, 601_000)));
        answer = answer with { Asked = answer.Asked with { Simulated = [(10, [Candidates.Of("none", 2, totalMs: null)])] } };
        Assert.EndsWith("A longer --downtime-limit or a faster link would help. So would policy proxmox.",
            AdviseText.Sentence(answer, answer.First), StringComparison.Ordinal);
    }

    private static ManagementEvent Limit(double seconds, long ms) =>
        new((long)(seconds * Units.NsPerSecond), new ManagementAction(ManagementActionKind.SetDowntimeLimit, "a step", ms * Units.NsPerMs));

    private static ManagementEvent Done(ManagementActionKind kind, double seconds) =>
        new((long)(seconds * Units.NsPerSecond), new ManagementAction(kind, "because"));

    private static string[] Lines(params (string Policy, Candidate Candidate)[] policies) => [.. PolicyText.Lines(Answer(policies))];

    /// <summary>An answer for a guest over one link, with what some policies made of it.</summary>
    internal static AdviseAnswer Answer(params (string Policy, Candidate Candidate)[] policies)
    {
        AdviceQuestion question = new() { MemoryBytes = Units.GiB, LinksGbps = [10] };
        (double, IReadOnlyList<Candidate>)[] simulated = [(10, [Candidates.Of("zstd", 8, 45_000)])];
        return new AdviseAnswer
        {
            Request = new AdviseRequest(question, new GuestKey("idle", Units.GiB, 1), null, null, Checks: false, IsFresh: false),
            Asked = new HostAdvice(Host, question.LinksGbps, simulated, [], [], 0.1)
            {
                Policies = [.. policies.Select(one => new PolicyOutcome(one.Policy, [one.Candidate]))],
            },
            Elsewhere = [],
            Excluded = new Dictionary<string, string>(),
            Error = 0.1,
            Methods = BuiltIn.Methods,
        };
    }
}
