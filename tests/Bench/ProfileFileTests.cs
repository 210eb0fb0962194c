using MultifdBench.Bench.Profiles;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Tests.Measurement;
using MultifdBench.Tests.Yaml;

namespace MultifdBench.Tests.Bench;

/// <summary>Profiles as YAML: what is written is what runs, and every mistake is named with its line.</summary>
public sealed class ProfileFileTests
{
    [Fact]
    public void MethodsByNameAlone_AreMethods()
    {
        MatrixProfile profile = Parse("workloads: [idle]\nmethods: [none, zstd, { method: zlib, level: 3 }]\n");
        Assert.Equal([new MethodChoice { Method = "none" }, new MethodChoice { Method = "zstd" },
            new MethodChoice { Method = "zlib" }.With("level", "3")], profile.Methods);
    }

    [Fact]
    public void EveryKey_IsRead()
    {
        MatrixProfile profile = Parse(
            """
            name: mine
            description: d
            memory: 1GiB
            workloads: [idle, random]
            methods: [{ method: zlib, accel: qat, level: 2 }, { method: qpl, qpl_path: hardware, qpl_huffman: canned, streams: 8 }]
            channels: [1, 2]
            zero_page_detection: [none]
            transport: [tcp]
            destination: host:4444
            wire_layout: [qemu-7.2]
            max_bandwidth: ["0", 1G]
            downtime_limit_ms: [100]
            also: [{ workloads: [idle], methods: [none], channels: [4], max_bandwidth: [2G] }, { transport: [memory] }]
            timeout_s: 9
            repetitions: 8
            until_ci: 2%
            min_time_s: 1.5
            max_repetitions: 20
            warm_up: 0
            simulated: false
            simulated_memory: 8GiB
            simulated_link_gbps: 2.5
            answer_link_gbps: [1, 2.5]
            seed: 5000000000
            filter: "*"
            shard: 1/2
            """);
        Assert.Equal(
            [
                new MethodChoice { Method = "zlib", Accel = "qat" }.With("level", "2"),
                new MethodChoice { Method = "qpl" }.With("qpl_path", "hardware").With("qpl_huffman", "canned").With("streams", "8"),
            ],
            profile.Methods);
        Assert.Equal("1GiB", Assert.Single(profile.Memory));
        Assert.Equal(("mine", "d", "host:4444", "2%", "*", "1/2"),
            (profile.Name, profile.Description, profile.Destination, profile.UntilCi, profile.Filter, profile.Shard));
        Assert.Equal((9, 8, 1.5, 20, 0, false, 5_000_000_000), (profile.TimeoutS, profile.Repetitions, profile.MinTimeS,
            profile.MaxRepetitions, profile.WarmUp, profile.Simulated, profile.Seed));
        Assert.Equal(["0", "1G"], profile.MaxBandwidth);
        Assert.Equal(("8GiB", 2.5), (profile.SimulatedMemory, profile.SimulatedLinkGbps));
        Assert.Equal([1, 2.5], profile.AnswerLinkGbps);
        Assert.Equal(2, profile.Also.Count);
        Assert.Equal(["idle", "none", "4", "2G"],
            [.. profile.Also[0].Workloads!, profile.Also[0].Methods![0].Method, .. profile.Also[0].Channels!.Select(n => $"{n}"),
                .. profile.Also[0].MaxBandwidth!]);
        Assert.Equal((null, "memory"), (profile.Also[0].Transport, Assert.Single(profile.Also[1].Transport!)));
        Assert.Equal(["idle", "random", "none", "tcp", "qemu-7.2"],
            [.. profile.Workloads, .. profile.ZeroPageDetection, .. profile.Transport, .. profile.WireLayout]);
        Assert.Equal([1, 2, 100], [.. profile.Channels, .. profile.DowntimeLimitMs]);
    }

    [Fact]
    public void WhatIsWritten_ReadsBack()
    {
        foreach (string name in ProfileFile.Names)
        {
            string yaml = ProfileFile.ToYaml(new ProfileFile(BuiltIn.Methods).Load(name));
            Assert.Equal(yaml, ProfileFile.ToYaml(Parse(yaml)));
        }
    }

    [Fact]
    public void EveryMistake_IsALine_WithFileLineAndRemedy()
    {
        string[] lines = Refused(
            """
            nam: x
            workloads: idle
            methods: [none, { method: zlib, levle: 3 }, [a]]
            channels: [two, 3]
            channels: [8]
            memory:
            timeout_s: 1.5
            simulated: maybe
            min_time_s: .inf
            name: [a]
            """);
        Assert.Equal(11, lines.Length);
        Assert.StartsWith("p.yaml, line 1: unknown key 'nam'. Did you mean 'name'?", lines[0], StringComparison.Ordinal);
        Assert.Equal("p.yaml, line 2: 'workloads' is a list: write 'workloads: [idle]'.", lines[1]);
        Assert.Contains(lines,
            line => line.StartsWith("p.yaml, line 3: unknown key 'levle'. Did you mean 'level'?", StringComparison.Ordinal));
        Assert.Contains("p.yaml, line 3: an entry of 'methods' is a name or a mapping: write for example '- zstd' or '- { method: "
            + "zstd, level: 3 }'.", lines);
        Assert.Equal(
            [
                "p.yaml, line 4: channels is 'two'; a whole number is needed.",
                "p.yaml, line 5: 'channels' is on line 4 already; leave one of them out.",
                "p.yaml, line 6: key 'memory' has no value; give it one, or leave it out for its default.",
                "p.yaml, line 7: timeout_s is '1.5'; a whole number is needed.",
                "p.yaml, line 8: simulated is 'maybe'; true or false is needed.",
                "p.yaml, line 9: min_time_s is '.inf'; a number is needed.",
                "p.yaml, line 10: 'name' is one value, not a list: write 'name: ...'.",
            ],
            lines[^7..]);
    }

    /// <summary>Values that can never work are named where they are written, all at once, and with them what is no value at all.</summary>
    [Fact]
    public void EveryWrongValue_IsALine_WithFileAndLine()
    {
        string[] lines = Refused(
            """
            memory: [256MiB, 64MB]
            workloads: [idle, idel]
            methods:
              - none
              - { method: zlib, level: 12 }
              - { method: zst }
            channels: [2, 300]
            max_bandwidth: [10Gbit/s, 25GB/s]
            repetitions: 0
            shard: 5/4
            until_ci: 2
            warm_up: many
            """);
        string[] expected =
        [
            "p.yaml, line 1: --memory 64MB is no memory size",
            "p.yaml, line 2: Workload 'idel' does not exist. Did you mean 'idle'?",
            "p.yaml, line 5: --multifd-zlib-level 12 is out of range",
            "p.yaml, line 6: --multifd-compression zst is not a method", "p.yaml, line 7: --multifd-channels 300 is out of range",
            "p.yaml, line 8: --max-bandwidth 25GB/s is no bandwidth", "p.yaml, line 9: --repetitions 0 is out of range",
            "p.yaml, line 10: --shard 5/4", "p.yaml, line 11: --until-ci 2 is no percentage", "p.yaml, line 12: warm_up is 'many'",
        ];
        Assert.Equal(expected.Length, lines.Length);
        Assert.All(expected.Zip(lines), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Memory_IsASizeOrAListOfSizes()
    {
        Assert.Equal(["1GiB"], Parse("memory: 1GiB").Memory);
        Assert.Equal(["1GiB", "4GiB"], Parse("memory: [1GiB, 4GiB]").Memory);
        Assert.Contains("memory: 1GiB\n", ProfileFile.ToYaml(Parse("memory: [1GiB]")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("also: [none]", "p.yaml, line 1: an entry of 'also' is a mapping of lists: write for example '- { max_bandwidth: [")]
    [InlineData("also: [{ chanels: [1] }]", "p.yaml, line 1: unknown key 'chanels'. Did you mean 'channels'?")]
    [InlineData("also: [{ repetitions: 4 }]", "p.yaml, line 1: unknown key 'repetitions'.")]
    [InlineData("also: { channels: [1] }", "p.yaml, line 1: 'also' is a list")]
    public void BlockThatIsNone_IsNamedWithItsLine(string yaml, string problem) =>
        Assert.StartsWith(problem, Assert.Single(Refused(yaml)), StringComparison.Ordinal);

    [Fact]
    public void MutatedProfiles_AreReadOrRefused()
    {
        string[] texts = [.. YamlText.Shipped("profiles").Select(File.ReadAllText)];
        Random random = new(3);
        for (int i = 0; i < 400; i++)
        {
            string mutated = YamlText.Mutated(texts[i % texts.Length], random);
            try
            {
                Plans.Of(Parse(mutated));
            }
            catch (UsageException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
        }
    }

    private static string[] Refused(string yaml) => Assert.Throws<UsageException>(() => Parse(yaml)).Message.Split(Environment.NewLine);

    private static MatrixProfile Parse(string yaml) => new ProfileFile(BuiltIn.Methods).Parse(yaml, "p.yaml");
}
