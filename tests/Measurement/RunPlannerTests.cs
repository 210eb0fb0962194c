using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Measurement;

/// <summary>Every wrong value is named with its option and a remedy before anything runs; right ones become what they mean.</summary>
public sealed class RunPlannerTests
{
    private static readonly RunPlanner Planner = new(BuiltIn.Methods);
    private static readonly RunSpec Good = new();

    public static TheoryData<string, string> Wrong => new()
    {
        { "method", "--multifd-compression zstdd is not a method: use none, zlib, zstd, qpl, qatzip, lz4. Did you mean 'zstd'?" },
        { "no method", "--multifd-compression  is not a method" },
        { "accelerator", "--multifd-compression-accel qtp is unknown: use none, auto, qpl, qat." },
        { "combination", "qpl" },
        { "level", "10" },
        { "level of none", "level 3: method none has no levels; leave it out." },
        { "library", "--codec-library nativ is unknown: use auto, native, managed. Did you mean 'native'?" },
        { "qpl path", "--qpl-path hard is unknown" },
        { "huffman", "--qpl-huffman dynamik is unknown" },
        { "channels 0", "--multifd-channels 0 is out of range: use 1 to 255 (default 2)." },
        { "channels 256", "--multifd-channels 256 is out of range: use 1 to 255 (default 2)." },
        { "downtime", "--downtime-limit -1 is out of range: use 0 to 2000000 milliseconds (default 300)." },
        { "timeout", "--timeout 0 is out of range: use 1 to 86400 seconds (default 120)." },
        { "bandwidth", "--max-bandwidth fast is no bandwidth" },
        { "memory", "--memory lots is no memory size" },
        { "odd memory", "--memory 100001 is not a multiple of the 4096-byte page." },
        { "too little memory", "--memory 1 is no memory size" },
        { "transport", "--transport rdma is unknown: use memory or tcp." },
        { "layout", "--wire-layout 'qemu-8' is unknown; it is one of qemu-7.2, qemu-9.0." },
        { "zero pages", "--zero-page-detection 'maybe' is unknown; it is one of none, legacy, multifd." },
    };

    private static RunSpec Spoil(string what) => what switch
    {
        "method" => Good with { Method = new() { Method = "zstdd" } },
        "no method" => Good with { Method = new() },
        "accelerator" => Good with { Method = new() { Method = "zlib", Accel = "qtp" } },
        "combination" => Good with { Method = new() { Method = "zstd", Accel = "qpl" } },
        "level" => Good with { Method = new MethodChoice { Method = "zlib" }.With("level", "10") },
        "level of none" => Good with { Method = new MethodChoice { Method = "none" }.With("level", "3") },
        "library" => Good with { Method = new MethodChoice { Method = "zlib" }.With("library", "nativ") },
        "qpl path" => Good with { Method = new MethodChoice { Method = "none" }.With("qpl_path", "hard") },
        "huffman" => Good with { Method = new MethodChoice { Method = "none" }.With("qpl_huffman", "dynamik") },
        "channels 0" => Good with { Channels = 0 },
        "channels 256" => Good with { Channels = 256 },
        "downtime" => Good with { DowntimeLimitMs = -1 },
        "timeout" => Good with { TimeoutS = 0 },
        "bandwidth" => Good with { MaxBandwidth = "fast" },
        "memory" => Good with { Memory = "lots" },
        "odd memory" => Good with { Memory = "100001" },
        "too little memory" => Good with { Memory = "1" },
        "transport" => Good with { Transport = "rdma" },
        "layout" => Good with { WireLayout = "qemu-8" },
        "zero pages" => Good with { ZeroPageDetection = "maybe" },
        _ => throw new ArgumentException(what),
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongValue_IsNamedWithARemedy(string what, string expected)
    {
        List<string> problems = [];
        Assert.Null(Planner.Plan(Spoil(what), problems));
        Assert.Contains(expected, Assert.Single(problems), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problems[0]);
    }

    [Fact]
    public void SeveralWrongValues_AreAllNamed()
    {
        List<string> problems = [];
        Assert.Null(Planner.Plan(Good with { Channels = 0, Memory = "x", Transport = "y", Method = new() { Method = "z" } }, problems));
        Assert.Equal(4, problems.Count);
    }

    [Fact]
    public void GoodValues_BecomeWhatTheyMean()
    {
        PlannedRun run = Plan(Good with
        {
            Workload = "redis-ycsb-b",
            Memory = "1.5GiB",
            Method = new MethodChoice { Method = "zlib" }.With("level", "9"),
            Channels = 8,
            Transport = "tcp",
            MaxBandwidth = "1G",
            DowntimeLimitMs = 100,
            TimeoutS = 7,
            Seed = 42,
        });
        Assert.Equal((8, 1L << 30, 100_000_000L, 7_000_000_000L), (run.Parameters.Channels,
            run.Parameters.Precopy.MaxBandwidthBytesPerSecond, run.Parameters.Precopy.DowntimeLimitNs, run.Parameters.Precopy.TimeoutNs));
        Assert.Equal(new GuestKey("redis-ycsb-b", 1536L << 20, 42), run.Guest);
        Assert.Equal((1536.0, "zlib", 9, 8, "tcp"), (run.Combination.MemoryMib, run.Combination.Method, run.Combination.Level,
            run.Combination.Channels, run.Combination.Transport));
        Assert.StartsWith("redis-ycsb-b/zlib-9/8ch/tcp/", run.Label, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qemu-9.0", null, ZeroPageDetection.Multifd, 0)]
    [InlineData("qemu-7.2", null, ZeroPageDetection.Legacy, 0)]
    [InlineData("qemu-7.2", "none", ZeroPageDetection.None, 0)]
    [InlineData("qemu-9.0", "multifd", ZeroPageDetection.Multifd, 0)]
    [InlineData("qemu-7.2", "multifd", ZeroPageDetection.Legacy, 1)]
    public void ZeroPageDetection_FollowsTheLayout_AndSaysWhenItIsReplaced(string layout, string? asked,
        ZeroPageDetection expected, int notes)
    {
        PlannedRun run = Plan(Good with { WireLayout = layout, ZeroPageDetection = asked });
        Assert.Equal(expected, run.Parameters.ZeroPageDetection);
        Assert.Equal(expected.Name(), run.Combination.ZeroPageDetection);
        Assert.Equal(WireLayouts.Parse(layout), run.Parameters.WireLayout);
        Assert.Equal(notes, run.Notes.Count);
        if (notes > 0) Assert.Contains("runs as legacy", run.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatThisHostCannotRun_IsPlannedAndSaysWhy()
    {
        PlannedRun? run = Planner.Plan(Good with { Method = new() { Method = "zlib", Accel = "qat" } }, []);
        Assert.SkipWhen(run?.Availability.IsAvailable == true, "this machine has a QAT device");
        Assert.NotNull(run);
        Assert.False(string.IsNullOrEmpty(run.Availability.Reason));
        Assert.Equal("qat", run.Combination.Accel);
    }

    private static PlannedRun Plan(RunSpec spec)
    {
        List<string> problems = [];
        PlannedRun? run = Planner.Plan(spec, problems);
        Assert.Empty(problems);
        return run!;
    }
}
