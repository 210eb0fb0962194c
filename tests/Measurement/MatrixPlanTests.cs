using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Yaml;

namespace MultifdBench.Tests.Measurement;

/// <summary>The product of a profile's lists, and the order in which it runs.</summary>
public sealed class MatrixPlanTests
{
    [Fact]
    public void Lists_AreMultiplied()
    {
        MatrixPlan plan =
            Plans.Of(Plans.Tiny with
            {
                Transport = ["memory", "tcp"],
                ZeroPageDetection = ["none", "legacy", "multifd"],
                DowntimeLimitMs = [100, 300],
                MaxBandwidth = ["0", "1G"],
            });
        Assert.Equal(2 * 2 * 2 * 2 * 3 * 2 * 2, plan.Runs.Count);
        Assert.Equal(plan.Runs.Count, Plans.Ids(plan).Distinct().Count());
    }

    /// <summary>A block is the profile with other lists; what is in two blocks runs once.</summary>
    [Fact]
    public void Blocks_AddCombinations()
    {
        MatrixProfile profile = Plans.Tiny with
        {
            Also =
            [
                new MatrixBlock { Channels = [1], MaxBandwidth = ["1Gbit/s"] },
                new MatrixBlock { Workloads = [Plans.Tiny.Workloads[0]], Channels = [1, 8] },
            ],
        };
        MatrixPlan plan = Plans.Of(profile);
        Assert.Equal(8 + 4 + 2, plan.Runs.Count);
        Assert.Equal(4, plan.Runs.Count(run => run.Combination is { MaxBandwidthMbps: 1000, Channels: 1 }));
        Assert.All(plan.Runs.Where(run => run.Combination.Channels == 8), run => Assert.Equal("a", run.Combination.Workload));
        Assert.Equal(8, Plans.Of(profile with { Also = [] }).Runs.Count);
        Assert.Contains("The profile has no channels", Refused(profile with { Also = [new MatrixBlock { Channels = [] }] }),
            StringComparison.Ordinal);
    }

    /// <summary>Whatever a profile multiplies can differ in a block: an option that is added later too.</summary>
    [Fact]
    public void EveryAxis_IsAKeyOfABlock()
    {
        string[] keys = [.. typeof(MatrixBlock).GetProperties().Select(property => YamlFile.KeyOf(property.Name))];
        Assert.Equal(RunOptions.All.Where(option => option.IsAxis).Select(option => option.Key).Append("methods").Order(), keys.Order());
    }

    [Theory]
    [InlineData("64GB", 25, "simulated_memory 64GB is no memory size")]
    [InlineData("5TiB", 25, "simulated_memory 5TiB is no memory size")]
    [InlineData("64GiB", 0, "simulated_link_gbps 0 is out of range: use 0.01 to 1000 Gbit/s.")]
    [InlineData("64GiB", double.NaN, "simulated_link_gbps NaN is out of range")]
    public void SimulatedGuestsAndLinks_AreBounded(string memory, double link, string problem) => Assert.Contains(
        problem, Refused(Plans.Tiny with { SimulatedMemory = memory, SimulatedLinkGbps = link }), StringComparison.Ordinal);

    [Fact]
    public void LinksOfTheAnswer_AreBounded() => Assert.Contains(
        "answer_link_gbps 2000 is out of range: use 0.01 to 1000 Gbit/s.", Refused(Plans.Tiny with { AnswerLinkGbps = [1, 2000] }),
        StringComparison.Ordinal);

    [Fact]
    public void CombinationsThatBecomeEqual_RunOnce()
    {
        // Layout 7.2 turns multifd into legacy.
        MatrixPlan plan = Plans.Of(Plans.Tiny with { WireLayout = ["qemu-7.2"], ZeroPageDetection = ["legacy", "multifd"] });
        Assert.Equal(8, plan.Runs.Count);
    }

    [Fact]
    public void Order_IsAPermutationPerRepetition_AndTheSeedsOwn()
    {
        MatrixPlan plan = Plans.Of(Plans.Tiny with { Repetitions = 3 });
        (PlannedRun Run, int Repetition)[] order = [.. plan.Order()];
        Assert.Equal(24, order.Length);
        foreach (IGrouping<int, (PlannedRun Run, int)> repetition in order.GroupBy(item => item.Repetition))
            Assert.Equal(Plans.Ids(plan).Order(), repetition.Select(item => item.Run.Combination.Id).Order());
        string[] first = Sequence(plan);
        Assert.Equal(first, Sequence(Plans.Of(Plans.Tiny with { Repetitions = 3 })));
        Assert.NotEqual(first, Sequence(Plans.Of(Plans.Tiny with { Repetitions = 3, Seed = 2 })));
        Assert.NotEqual(first[..8], first[8..16]);
    }

    [Theory]
    [InlineData("*", 8)]
    [InlineData("a/*", 4)]
    [InlineData("*/zlib-1/*", 4)]
    [InlineData("B/NONE/?ch", 2)]
    [InlineData("a/none/1ch", 1)]
    public void Filter_MatchesLabels(string filter, int expected) =>
    Assert.Equal(expected, Plans.Of(Plans.Tiny with { Filter = filter }).Runs.Count);

    [Fact]
    public void FilterThatMatchesNothing_SaysWhatALabelLooksLike()
    {
        string message = Refused(Plans.Tiny with { Filter = "redis*" });
        Assert.Contains("--filter 'redis*' matches none of 8", message, StringComparison.Ordinal);
        Assert.Contains("'a/none/1ch'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(11)]
    public void Shards_HoldEveryCombinationExactlyOnce(int count)
    {
        string[] all = [.. Enumerable.Range(1, count)
            .SelectMany(k => Plans.Ids(Plans.Of(Plans.Tiny with { Shard = $"{k}/{count}" })))];
        Assert.Equal(Plans.Ids(Plans.Of(Plans.Tiny)).Order(), all.Order());
    }

    [Theory]
    [InlineData("5/4")]
    [InlineData("0/4")]
    [InlineData("-1/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("+1/4")]
    [InlineData(" 1/4")]
    public void WrongShard_IsNamed(string shard) => Assert.Contains($"--shard {shard} is not K/N with K from 1 to N, for example 1/4.",
        Refused(Plans.Tiny with { Shard = shard }), StringComparison.Ordinal);

    [Fact]
    public void WrongCounts_AreNamed()
    {
        Assert.Contains("--repetitions 0 is out of range", Refused(Plans.Tiny with { Repetitions = 0 }), StringComparison.Ordinal);
        Assert.Contains("warm_up -1 is out of range", Refused(Plans.Tiny with { WarmUp = -1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyLists_AreNamed()
    {
        Assert.Contains("no workloads", Refused(Plans.Tiny with { Workloads = [] }), StringComparison.Ordinal);
        Assert.Contains("no methods", Refused(Plans.Tiny with { Methods = [] }), StringComparison.Ordinal);
        Assert.Contains("no channels", Refused(Plans.Tiny with { Channels = [] }), StringComparison.Ordinal);
        Assert.Contains("no transport", Refused(Plans.Tiny with { Transport = [] }), StringComparison.Ordinal);
        Assert.Contains("no zero_page_detection", Refused(Plans.Tiny with { ZeroPageDetection = [] }), StringComparison.Ordinal);
        Assert.Contains("methods have an entry without a value", Refused(Plans.Tiny with { Methods = [null!] }), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryProblem_IsALineOnce()
    {
        string[] lines = Refused(Plans.Tiny with { Transport = ["rdma"], Channels = [0, 999] }).Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public void ProblemsOfListsShardAndMethods_AreNamedTogether()
    {
        string[] lines =
            Refused(Plans.Tiny with
            {
                Repetitions = 0,
                Shard = "3/2",
                Channels = [999],
                WireLayout = [],
                Methods = [new() { Method = "zlb" }],
            }).Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        lines = Refused(Plans.Tiny with { Repetitions = 0, Shard = "3/2", Channels = [999], Methods = [new() { Method = "zlb" }] })
            .Split(Environment.NewLine);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void Labels_AreUnique_AndSayWhatTellsRunsApart()
    {
        MatrixPlan plan = Plans.Of(Plans.Tiny with
        {
            Workloads = ["a"],
            Channels = [1],
            DowntimeLimitMs = [100, 300],
            Methods =
            [
                new MethodChoice { Method = "zlib" }.With("library", "native"),
                new MethodChoice { Method = "zlib" }.With("library", "managed"),
                new() { Method = "zstd" },
                new MethodChoice { Method = "qpl" }.With("qpl_path", "software"),
                new MethodChoice { Method = "qpl" }.With("qpl_path", "software").With("streams", "8"),
                new MethodChoice { Method = "qpl" }.With("qpl_path", "hardware"),
            ],
        });
        string[] labels = [.. plan.Runs.Select(run => run.Label)];
        Assert.Equal(12, labels.Length);
        Assert.Equal(labels, labels.Distinct());
        foreach (string label in (string[])["a/zlib-1-native/1ch", "a/zlib-1-managed/1ch/100ms", "a/zstd-1/1ch", "a/zstd-1/1ch/100ms",
            "a/qpl-fixed-software-8st/1ch"])
            Assert.Contains(label, labels);
        Assert.Equal(2, Plans.Of(Plans.Tiny with { Filter = "a/none/*" }).Runs.Count);
    }

    [Theory]
    [InlineData("none", "none", "qpl_huffman",
        "--qpl-huffman has no effect on --multifd-compression none: it is an option of qpl and zlib on accelerator qpl. Leave it out.")]
    [InlineData("zlib", "none", "qpl_path", "--qpl-path has no effect on --multifd-compression zlib: it is an option of")]
    [InlineData("zlib", "none", "streams",
        "--streams has no effect on --multifd-compression zlib: it is an option of zstd, qpl and lz4. Leave it out.")]
    [InlineData("zstd", "qat", "dictionary",
        "--dictionary has no effect on --multifd-compression zstd on accelerator qat: it is an option of zstd and lz4. Leave it out.")]
    [InlineData("qatzip", "none", "streams", "--streams has no effect on --multifd-compression qatzip")]
    [InlineData("zlib", "qpl", "streams",
        "--streams has no effect on --multifd-compression zlib on accelerator qpl: it is an option of zstd, qpl and lz4.")]
    [InlineData("zlib", "qpl", "level",
        "--multifd-zlib-level has no effect on --multifd-compression zlib on accelerator qpl: it is an option of zlib.")]
    [InlineData("none", "none", "library", "--codec-library has no effect on --multifd-compression none")]
    public void OptionThatAMethodHasNot_IsNamed(string method, string accelerator, string option, string expected)
    {
        MethodChoice choice = new() { Method = method, Accel = accelerator };
        choice = option switch
        {
            "qpl_huffman" => choice.With("qpl_huffman", "dynamic"),
            "qpl_path" => choice.With("qpl_path", "software"),
            "streams" => choice.With("streams", "8"),
            "level" => choice.With("level", "2"),
            "dictionary" => choice.With("dictionary", "32KiB"),
            _ => choice.With("library", "managed"),
        };
        Assert.Contains(expected, Refused(Plans.Tiny with { Methods = [choice] }), StringComparison.Ordinal);
    }

    [Fact]
    public void OptionThatAMethodHas_IsAllowed()
    {
        MethodChoice[] choices =
        [
            new MethodChoice { Method = "qpl" }.With("qpl_path", "software").With("qpl_huffman", "dynamic").With("streams", "8")
                .With("library", "managed"),
            new MethodChoice { Method = "zlib", Accel = "qpl" }.With("qpl_path", "software").With("qpl_huffman", "dynamic")
                .With("library", "managed"),
            new MethodChoice { Method = "zlib", Accel = "qat" }.With("level", "2").With("library", "native"),
            new MethodChoice { Method = "qatzip" }.With("level", "9").With("library", "native"),
            new MethodChoice { Method = "lz4" }.With("acceleration", "4").With("library", "managed").With("streams", "128"),
            new MethodChoice { Method = "zstd" }.With("level", "3").With("library", "managed").With("streams", "64")
                .With("dictionary", "16KiB"),
        ];
        Assert.Equal(12, Plans.Of(Plans.Tiny with { Channels = [1], Methods = choices }).Runs.Count);
    }

    [Fact]
    public void GuestsOwnMemory_ReplacesTheProfiles()
    {
        MatrixPlan plan = MatrixPlan.Create(Plans.Tiny, BuiltIn.Methods,
            new PlanningHost(key => key.Workload == "a" ? 3 << 20 : 5 << 20, _ => Availability.Yes, ProcessLimits.Read()));
        Assert.All(plan.Runs, run => Assert.Equal(run.Combination.Workload == "a" ? 3 : 5, run.Combination.MemoryMib));
        Assert.Equal(8, plan.Runs.Count);
    }

    /// <summary>What a guest refuses is known before anything runs, with the reason; its other runs are not touched by that.</summary>
    [Fact]
    public void WhatAGuestRefuses_CannotRunHere()
    {
        List<string> asked = [];
        MatrixProfile profile = Plans.Tiny with { Channels = [1], Policy = ["fixed", "nova-postcopy"], DirtyLimit = [false, true] };
        MatrixPlan plan = MatrixPlan.Create(profile, BuiltIn.Methods,
            new PlanningHost(key => key.MemoryBytes, _ => Availability.Yes, ProcessLimits.Read()) { Refusal = Refuse });
        Assert.Equal(16, plan.Runs.Count);
        Assert.All(plan.Runs, run => Assert.Equal(
            (run.Combination.Workload, run.Parameters.Precopy.PostcopyRam, run.Parameters.Precopy.DirtyLimit.IsOn) switch
            {
                ("a", true, _) => "it cannot wait",
                ("a", _, true) => "nobody counts",
                _ => "available",
            },
            run.Availability.IsAvailable ? "available" : run.Availability.ToString()));
        Assert.All(plan.Order(1), item => Assert.True(item.Run.Availability.IsAvailable));
        // Once for each guest and kind of migration, not for each method.
        Assert.Equal(6, asked.Count);

        string? Refuse(GuestKey guest, PrecopySettings settings)
        {
            asked.Add(guest.Workload);
            if (guest.Workload != "a") return null;
            return settings.PostcopyRam ? "it cannot wait" : "nobody counts";
        }
    }

    /// <summary>A profile's mistake has the remedy that the command line's has.</summary>
    [Theory]
    [InlineData("novs", "--policy novs does not exist. Did you mean 'nova'? Use ")]
    [InlineData("my/policy.yaml", "--policy my/policy.yaml does not exist.")]
    public void UnknownPolicy_IsNamedWithWhatThereIs(string policy, string problem)
    {
        string message = Refused(Plans.Tiny with { Policy = ["fixed", policy] });
        Assert.StartsWith(problem, message, StringComparison.Ordinal);
        Assert.EndsWith(", or the path of a YAML file.", message, StringComparison.Ordinal);
        Assert.Equal(message, Refused(Plans.Tiny with { Also = [new MatrixBlock { Policy = [policy] }] }));
    }

    [Fact]
    public void Certificates_AreForRunsWithTls()
    {
        MatrixProfile named = Plans.Tiny with { TlsCreds = "pki" };
        Assert.Equal("tls_creds pki would encrypt nothing, for no run has tls: write 'tls: [true]', or leave tls_creds out.",
            Refused(named));
        Assert.Equal(16, Plans.Of(named with { Tls = [false, true] }).Runs.Count);
        Assert.Equal(16, Plans.Of(named with { Also = [new MatrixBlock { Tls = [true] }] }).Runs.Count);
        Assert.Equal("tls_hostname host2 has no effect without tls_creds: certificates made for the run have a name of their own. "
            + "Leave it out.", Refused(Plans.Tiny with { TlsHostname = "host2", Tls = [true] }));
    }

    private static string Refused(MatrixProfile profile) => Assert.Throws<UsageException>(() => Plans.Of(profile)).Message;

    private static string[] Sequence(MatrixPlan plan) => [.. plan.Order().Select(item => item.Run.Combination.RunId(item.Repetition))];
}
