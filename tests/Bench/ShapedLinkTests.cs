using System.Text.Json;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

/// <summary>Two hosts with a link between them that has a known rate: two network namespaces on this machine.</summary>
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
            link.AtSource, "source", "--connect", $"{ShapedLink.DestinationIp}:4444", "--json", "--workload", "redis-ycsb-b", "--memory", "64MiB", "--multifd-compression", method);
        CliRun sent = source.Await();
        Assert.True(sent.ExitCode == ExitCodes.Done, sent.Error);
        Assert.Equal(ExitCodes.Done, destination.Await().ExitCode);
        JsonElement row = JsonDocument.Parse(sent.Output).RootElement;
        Assert.True(row.GetProperty("verified").GetBoolean());
        double wireBits = row.GetProperty("wire_bytes").GetInt64() * 8.0;
        double linkBits = (megabits * 1e3 * row.GetProperty("total_time_ms").GetDouble()) + (burstBytes * 8.0);
        // The link's own clock and the program's may differ a little; headers of TCP and IP are on the link and not in our bytes.
        Assert.True(wireBits <= linkBits * 1.02, $"{wireBits} bits went through a link that lets {linkBits} pass");
        TestContext.Current.TestOutputHelper?.WriteLine($"{megabits} Mbit/s, {method}: {row.GetProperty("throughput_mbps").GetDouble():0} Mbit/s in {row.GetProperty("total_time_ms").GetDouble():0} ms");
    }
}
