using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>Two hosts with a link between them that has a known rate: two network namespaces on this machine.</summary>
[Trait("needs", "network-namespaces")]
public sealed class ShapedLinkTests
{
    [Theory]
    [InlineData("a", 1000, 256 << 10, "none")]
    [InlineData("b", 1000, 256 << 10, "zstd")]
    [InlineData("c", 10_000, 4 << 20, "none")]
    public void Migration_IsVerifiedAndNoFasterThanItsLink(string name, int megabits, int burstBytes, string method)
    {
        using ShapedLink link = ShapedLink.CreateOrSkip(name, megabits, burstBytes);
        using BenchProcess destination = new(link.AtDestination, "destination", "--listen", $"{ShapedLink.DestinationIp}:4444", "--json");
        destination.AwaitErrorLine("Listening on ");
        using BenchProcess source = new(
            link.AtSource, "source", "--connect", $"{ShapedLink.DestinationIp}:4444", "--json", "--workload", "redis-ycsb-b", "--memory",
            "64MiB", "--multifd-compression", method);
        CliRun sent = source.Await();
        Assert.True(sent.ExitCode == ExitCodes.Done, sent.Error);
        Assert.Equal(ExitCodes.Done, destination.Await().ExitCode);
        JsonElement row = JsonDocument.Parse(sent.Output).RootElement;
        Assert.True(row.GetProperty("verified").GetBoolean());
        double wireBits = row.GetProperty("wire_bytes").GetInt64() * 8.0;
        double linkBits = (megabits * 1e3 * row.GetProperty("total_time_ms").GetDouble()) + (burstBytes * 8.0);
        // The link's own clock and the program's may differ a little; headers of TCP and IP are on the link and not in our bytes.
        Assert.True(wireBits <= linkBits * 1.02, $"{wireBits} bits went through a link that lets {linkBits} pass");
        TestContext.Current.TestOutputHelper?.WriteLine($"{megabits} Mbit/s, {method}: {row.GetProperty("throughput_mbps").GetDouble():0} "
            + $"Mbit/s in {row.GetProperty("total_time_ms").GetDouble():0} ms");
    }

    /// <summary>One link: the program measures the machine for each anew.</summary>
    [Theory]
    [InlineData("d", 1000, 256 << 10, "1")]
    public void APrediction_StandsBesideTheMeasurement_AndKnowsThatBothEndsShareTheMachine(string name, int megabits,
        int burstBytes, string gbps)
    {
        using TemporaryFolder folder = new();
        using ShapedLink link = ShapedLink.CreateOrSkip(name, megabits, burstBytes);
        using BenchProcess destination = new(link.AtDestination, "destination", "--listen", $"{ShapedLink.DestinationIp}:4444", "--keep");
        destination.AwaitErrorLine("Listening on ");
        using BenchProcess source = new(
            link.AtSource, "simulate", "--validate", "--destination", $"{ShapedLink.DestinationIp}:4444", "--link-gbps", gbps,
            "--filter", "idle/none/1ch/tcp", "--repetitions", "1", "--out", folder["v"]);
        CliRun run = source.Await();
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.StartsWith($"Link: {gbps} Gbit/s as stated", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Both ends are on this machine and share its {Environment.ProcessorCount} cores.", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("|error| of total time over all, 1 rows: median ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(",unknown,1", File.ReadAllLines(Path.Combine(folder["v"], "validation.csv"))[1], StringComparison.Ordinal);
        ResultSet results = ResultSet.Load(folder["v"]);
        RunRow predicted = Assert.Single(results.Runs, row => row.Source == RunSource.Simulated);
        RunRow measured = Assert.Single(results.Runs, row => row.Source == RunSource.Measured);
        Assert.Equal((RunOutcome.Completed, true), (measured.Outcome, measured.Verified));
        Assert.StartsWith($"{Environment.MachineName} network.bandwidth_gbps=", predicted.Model, StringComparison.Ordinal);
        // Neither the model nor the kernel gets more through the link than it lets pass; a burst passes at once.
        foreach (RunRow row in (RunRow[])[predicted, measured])
            Assert.InRange(row.WireBytes!.Value * 8.0, 1, (megabits * 1e3 * row.TotalTimeMs!.Value * 1.02) + (burstBytes * 8.0));
    }

    [Fact]
    public void AMachineWithoutItsLoopbackInterface_CannotBeMeasured_AndIsToldTheRemedy()
    {
        using TemporaryFolder folder = new();
        using ShapedLink link = ShapedLink.CreateOrSkip("f", 1000, 256 << 10);
        // At the destination's end nobody has brought it up.
        using BenchProcess process = new(link.AtDestination, "simulate", "--measure", folder["m"]);
        CliRun run = process.Await();
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("cannot listen on 127.0.0.1:0", run.Error, StringComparison.Ordinal);
        Assert.Contains("ip link set lo up", run.Error, StringComparison.Ordinal);
    }
}
