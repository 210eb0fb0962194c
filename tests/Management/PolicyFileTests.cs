using System.Text;
using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Management.Files;
using MultifdBench.Management.Rules;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Yaml;
using MultifdBench.Yaml;

namespace MultifdBench.Tests.Management;

/// <summary>A policy file is read as it is meant, or refused with every problem and its line.</summary>
public sealed class PolicyFileTests
{
    private const string Head = "name: own\nsummary: of a test\npoll: 1s\n";

    public static TheoryData<string, string> Broken => new()
    {
        { "", "x.yaml: a policy file is one YAML mapping of name, summary, poll and rules." },
        { "- rule: deadline\n", "x.yaml: a policy file is one YAML mapping" },
        { "summary: s\npoll: 1s\nrules: []\n", "x.yaml: there is no 'name'; add a line 'name: ...'" },
        { "name: own\npoll: 1s\nrules: []\n", "x.yaml: there is no 'summary'; add a line" },
        { "name: own\nsummary: s\nrules: []\n", "x.yaml: there is no 'poll'; add a line 'poll: 1s'" },
        { Head, "x.yaml: there is no 'rules'; add them, or 'rules: []'" },
        { "name: [own]\nsummary: s\npoll: 1s\nrules: []\n", "x.yaml, line 1: 'name' must be a single value" },
        { "name: Own one\nsummary: s\npoll: 1s\nrules: []\n", "x.yaml, line 1: name is 'Own one'; write at most 40 small letters" },
        { "name: " + new string('a', 41) + "\nsummary: s\npoll: 1s\nrules: []\n", "write at most 40 small letters" },
        { Head + "rule: []\nrules: []\n", "x.yaml, line 4: unknown key 'rule'. Did you mean 'rules'?" },
        { Head.Replace("1s", "1", StringComparison.Ordinal) + "rules: []\n", "x.yaml, line 3: poll is '1'; write a time with its unit" },
        { Head.Replace("1s", "0s", StringComparison.Ordinal) + "rules: []\n", "x.yaml, line 3: poll is '0s'" },
        { Head.Replace("1s", "[1s]", StringComparison.Ordinal) + "rules: []\n", "x.yaml, line 3: poll is no single value" },
        { Head + "fast_poll: fast\nrules: []\n", "x.yaml, line 4: fast_poll is 'fast'" },
        { Head + "sources: nova\nrules: []\n", "x.yaml, line 4: 'sources' must be a list of at most 100 entries" },
        { Head + "left_out:\n- { a: b }\nrules: []\n", "x.yaml, line 5: 'left_out' is a list of texts" },
        { Head + "initial: [pospcopy]\nrules: []\n", "x.yaml, line 4: the action is 'pospcopy'. Did you mean 'postcopy'? Write suspend" },
        { Head + "initial: [downtime 500]\nrules: []\n", "x.yaml, line 4: the action is 'downtime 500'. Write suspend, postcopy, cancel" },
        { Head + "initial: [downtime 2001s]\nrules: []\n", "the action is 'downtime 2001s'." },
        { Head + "initial: [suspend 5s]\nrules: []\n", "the action is 'suspend 5s'." },
        { Head + "initial: [{ downtime: 5s }]\nrules: []\n", "x.yaml, line 4: the action is no single value." },
        { Head + "rules: deadline\n", "x.yaml, line 4: 'rules' must be a list" },
        { Head + "rules: [" + string.Join(", ", Enumerable.Repeat("a", 101)) + "]\n", "'rules' must be a list of at most 100 entries" },
        { Head + "rules: [deadline]\n", "x.yaml, line 4: a rule is a mapping that begins with 'rule: ' and one of downtime_ramp" },
        { Head + "rules:\n- rule: dedline\n", "x.yaml, line 5: there is no rule 'dedline'. Did you mean 'deadline'? Rules: downtime_ramp" },
        { Head + "rules:\n- rule: deadline\n  action: cancel\n", "x.yaml, line 5: rule 'deadline' has no 'after', the time since" },
        { Head + "rules:\n- rule: deadline\n  after: 5s\n  action: stop\n", "x.yaml, line 7: action is 'stop'; write suspend, postcopy" },
        { Head + "rules:\n- rule: deadline\n  after: 5\n  action: cancel\n", "x.yaml, line 6: after is '5'; write a time with its unit" },
        { Head + "rules:\n- rule: deadline\n  after: 5s per TiB\n  action: cancel\n", "x.yaml, line 6: after is '5s per TiB'" },
        { Head + "rules:\n- rule: deadline\n  after: 5s per GiB, at least 2 MB\n  action: cancel\n", "x.yaml, line 6: after is" },
        { Head + "rules:\n- rule: deadline\n  after: 2000000s\n  action: cancel\n", "x.yaml, line 6: after is '2000000s'" },
        {
            Head + "rules:\n- rule: deadline\n  afer: 5s\n  after: 5s\n  action: cancel\n",
            "line 6: unknown key 'afer'. Did you mean 'after'?"
        },
        {
            Head + "rules:\n- rule: deadline\n  after: 5s\n  whole_seconds: yes\n  action: cancel\n",
            "line 7: whole_seconds is 'yes'; write true"
        },
        { Head + "rules:\n- rule: doubling\n  polls: 0\n", "x.yaml, line 6: polls is '0'; write a whole number from 1 to 1000000" },
        { Head + "rules:\n- rule: doubling\n  polls: 2.5\n", "x.yaml, line 6: polls is '2.5'; write a whole number" },
        { Head + "rules:\n- rule: doubling\n  factor: 0.5\n", "x.yaml, line 6: factor is '0.5'; write a number from 1 to 1000" },
        {
            Head + "rules:\n- rule: doubling\n  max: 1h\n",
            "x.yaml, line 6: max is '1h'; write a time with its unit: 400ms, 10s, 2min; at most 2000s"
        },
        { Head + "rules:\n- rule: doubling\n  max:\n", "x.yaml, line 6: max has no single value; write" },
        { Head + "rules:\n- { rule: stall_detector, max_downtime: 1s, completion: 1s, margin: 4 }\n", "margin is '4'; write a percentage" },
        { Head + "rules:\n- rule: iteration_actions\n", "x.yaml, line 5: rule 'iteration_actions' has no 'actions', what is done" },
        { Head + "rules:\n- rule: iteration_actions\n  actions: []\n", "x.yaml, line 6: 'actions' must be a list of '{ after" },
        { Head + "rules:\n- rule: iteration_actions\n  actions: [cancel]\n", "x.yaml, line 6: an entry is '{ after: ITERATIONS" },
        { Head + "rules:\n- rule: iteration_actions\n  actions: [{ after: 1 }]\n", "x.yaml, line 6: an entry is '{ after: ITERATIONS" },
        {
            Head + "rules:\n- rule: iteration_actions\n  actions: [{ after: -1, action: cancel }]\n",
            "line 6: after is '-1'; write a whole"
        },
        { Head + "rules:\n- rule: iteration_actions\n  actions: [{ action: stop }]\n", "line 6: action is 'stop'; write suspend" },
        {
            Head + "rules:\n- rule: iteration_actions\n  actions: [{ aftr: 1, action: cancel }]\n",
            "unknown key 'aftr'. Did you mean 'after'?"
        },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void WhatIsNoPolicy_IsRefused_WithFileLineAndRemedy(string yaml, string expected) =>
        Assert.Contains(expected, Refused(yaml), StringComparison.Ordinal);

    [Fact]
    public void AllProblems_AreReportedAtOnce_InTheFilesOrder()
    {
        string message = Refused("name: X\nsummary: s\npoll: 1\nrules:\n- rule: deadline\n  after: 1\n  action: a\n- rule: none\n");
        Assert.Equal(
            ["line 1: name", "line 3: poll", "line 6: after", "line 7: actio", "line 8: there"],
            message.Split(Environment.NewLine).Select(line => line["x.yaml, ".Length..][..13].TrimEnd(' ', 'i')));
    }

    [Fact]
    public void Whole_IsReadAsItIsWritten()
    {
        PolicyDefinition policy = PolicyFile.Parse(
            "name: own-1\ntitle: Ours\nsummary: s\nsources: [here, there]\nleft_out: [nothing]\npoll: 1s\nfast_poll: 100ms\n"
                + "initial: [auto-converge, downtime 50ms]\nrules:\n- { rule: deadline, after: 2min, action: suspend }\n", "x.yaml");
        Assert.Equal(("own-1", "Ours", "s", 1_000_000_000), (policy.Name, policy.Title, policy.Summary, policy.PollNs));
        Assert.Equal(["here", "there"], policy.Sources);
        Assert.Equal(["nothing"], policy.LeftOut);
        Assert.Equal((true, true, false, false, false),
            (policy.MayAutoConverge, policy.MaySuspend, policy.MayCancel, policy.NeedsPostcopy, policy.IsIdle));
        Assert.Equal(["0 AutoConverge", "0 downtime 50", "121 Suspend"], Watched.For(130, policy, 1, _ => new Sight(1, 1)).Log);
    }

    [Fact]
    public void TitleIsTheName_WhereThereIsNone() =>
        Assert.Equal("own", PolicyFile.Parse(Head + "rules: []\n", "x.yaml").Title);

    [Theory]
    [InlineData("10s", 5, 10)]
    [InlineData("2s per GB", 1_500_000_000, 3)]
    [InlineData("2s per started GB", 1_500_000_000, 4)]
    [InlineData("2s per started GB", 1_000_000_000, 2)]
    [InlineData("2s per GiB", 1L << 31, 4)]
    [InlineData("2s per GiB, at least 2GiB", 1L << 20, 4)]
    [InlineData("2s per GiB, at least 2GiB", 1L << 32, 8)]
    public void Times_MayGrowWithMemory(string text, long totalBytes, double seconds)
    {
        Assert.True(PolicyTime.TryParse(text, out PolicyTime time));
        Assert.Equal((long)(seconds * Units.NsPerSecond), time.For(totalBytes));
    }

    [Fact]
    public void EachMigration_HasItsOwn()
    {
        PolicyDefinition policy = PolicyCatalog.Get("kubevirt-ramp");
        Func<double, Sight> look = seconds => new Sight(1_000_000_000, 1 + (int)seconds);
        Assert.Equal(Watched.For(30, policy, 1, look).Log, Watched.For(30, policy, 1, look).Log);
    }

    /// <summary>Rules are asked in the file's order; who comes second is asked again at the next poll.</summary>
    [Fact]
    public void OnePoll_OneAction()
    {
        PolicyDefinition policy = Policies.Of(
            "- { rule: deadline, after: 1s, action: suspend }\n- { rule: deadline, after: 1s, action: downtime 5s }\n");
        Assert.Equal(["1.1 Suspend", "1.2 downtime 5000"], Watched.For(5, policy, 1, _ => new Sight(1, 1)).Log);
    }

    [Theory]
    [InlineData("postcopy")]
    [InlineData("cancel")]
    public void NothingFollows_APostcopyOrTheEnd(string action)
    {
        PolicyDefinition policy = Policies.Of(
            $"- {{ rule: deadline, after: 1s, action: {action} }}\n- {{ rule: deadline, after: 2s, action: cancel }}\n");
        Assert.Single(Watched.For(5, policy, 1, _ => new Sight(1, 1)).Actions);
    }

    /// <summary>A guest that runs at the destination is never given up, whoever switched.</summary>
    [Fact]
    public void InPostcopy_NothingIsDone()
    {
        IManagementPolicy policy = PolicyCatalog.Get("kubevirt").Create();
        policy.Begin(1);
        MigrationStatus late = new(long.MaxValue / 2, 1, 1, 1, 2, 1, 0, 0, 0, MigrationPhase.Postcopy);
        Assert.Null(policy.Passed(late));
        Assert.Null(policy.Poll(late));
        Assert.NotNull(policy.Poll(late with { Phase = MigrationPhase.Active }));
    }

    /// <summary>What hears of a pass acts when it ends; a poll that follows another closely has figures that are no sample.</summary>
    [Fact]
    public void Pass_IsActedOnAtOnce_AndAPollThatFollowsCloselyIsNoSample()
    {
        PolicyDefinition definition =
            Policies.Of("- { rule: pass, iteration: 2, action: suspend }\n- { rule: doubling, polls: 2 }\n");
        IManagementPolicy policy = definition.Create();
        policy.Begin(1);
        MigrationStatus now = new(100_000_000, 9, 1, 1, 1, 1, 0, 0, 1_000_000, MigrationPhase.Active);
        Assert.Null(policy.Poll(now));
        Assert.Equal(ManagementActionKind.Suspend, policy.Passed(now with { ElapsedNs = 110_000_000, DirtySyncCount = 2 })?.Kind);
        Assert.Null(policy.Passed(now with { ElapsedNs = 120_000_000, DirtySyncCount = 3 }));
        Assert.Null(policy.Poll(now with { ElapsedNs = 120_000_000, RemainingBytes = 2, TransferredBytes = 2 }));
        Assert.Null(policy.Poll(now with { ElapsedNs = 200_000_000, RemainingBytes = 2, TransferredBytes = 2 }));
        Assert.NotNull(policy.Poll(now with { ElapsedNs = 300_000_000, RemainingBytes = 3, TransferredBytes = 3 }));
    }

    [Fact]
    public void LargeFiles_AndBombs_AreRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["huge.yaml"], new byte[YamlFile.MaxBytes + 1]);
        Assert.Contains("is larger than", Assert.Throws<UsageException>(() => PolicyCatalog.Get(folder["huge.yaml"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("with its aliases written out", Refused(YamlText.Bomb(60)), StringComparison.Ordinal);
    }

    [Fact]
    public void MutatedFiles_AreReadOrRefused()
    {
        string[] texts = [.. PolicyCatalog.All.Select(policy => policy.Yaml)];
        Random random = new(20261129);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            string mutated = YamlText.Mutated(texts[i % texts.Length], random);
            try
            {
                Watched.For(1, PolicyFile.Parse(mutated, "x.yaml"), 1 << 30, _ => new Sight(1, 1));
            }
            catch (UsageException e)
            {
                Assert.StartsWith("x.yaml", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2900);
    }

    /// <summary>Whatever a kind can be told stands in the manual, with its default; and every kind does.</summary>
    [Fact]
    public void Manual_HasEveryRuleAndParameter()
    {
        string manual = File.ReadAllText(Path.Combine(SampleData.RepositoryRoot(), "docs", "policies.md"));
        StringBuilder missing = new();
        foreach (RuleKind kind in RuleKind.All)
        {
            if (!manual.Contains($"### `{kind.Name}`", StringComparison.Ordinal)) missing.AppendLine($"### `{kind.Name}`");
            foreach (RuleParameter parameter in kind.Parameters)
            {
                string row = $"| `{parameter.Key}` | {parameter.Standard ?? "must be given"} | {parameter.Help} |";
                if (!manual.Contains(row, StringComparison.Ordinal)) missing.AppendLine(row);
            }
        }

        foreach (string name in PolicyCatalog.Names)
            if (!manual.Contains($"| `{name}` |", StringComparison.Ordinal)) missing.AppendLine(name);
        Assert.True(missing.Length == 0, $"docs/policies.md lacks\n{missing}");
    }

    private static string Refused(string yaml) =>
        Assert.Throws<UsageException>(() => PolicyFile.Parse(yaml, "x.yaml")).Message;
}
