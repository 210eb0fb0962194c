using MultifdBench.Comparison.Sets;

namespace MultifdBench.Tests.Comparison;

/// <summary>What of <c>host.json</c> forbids a comparison: also what the process might use, and the destination's host.</summary>
public sealed class HostIdentityTests
{
    [Theory]
    [InlineData("\"cpu_quota_cores\": 1.1", "\"cpu_quota_cores\": null", "limits.cpu_quota_cores: 1.1 ≠ none")]
    [InlineData("\"cpu_quota_cores\": 1.1", "\"cpu_quota_cores\": 2", "limits.cpu_quota_cores: 1.1 ≠ 2")]
    [InlineData("\"cpus\": \"0-1\"", "\"cpus\": \"2-3\"", "limits.cpus: 0-1 ≠ 2-3")]
    [InlineData("\"memory_nodes\": \"0\"", "\"cpus\": null", "limits.memory_nodes: 0 ≠ all")]
    [InlineData("\"memory_mib\": 2048", "\"memory_mib\": 4096", "limits.memory_mib: 2048 ≠ 4096")]
    [InlineData("\"nice\": 0", "\"nice\": 10", "limits.nice: 0 ≠ 10")]
    [InlineData("\"scheduler\": \"batch\"", "\"scheduler\": \"other\"", "limits.scheduler: batch ≠ other")]
    public void OtherLimits_AreAnotherHost(string first, string second, string difference) =>
        Assert.Equal([difference], Parse(Sides.WithLimits(first)).DifferencesFrom(Parse(Sides.WithLimits(second)), []));

    [Fact]
    public void FileWithoutLimits_IsThatOfAnUnlimitedHost_WithANote()
    {
        HostIdentity old = Parse(Sides.Host);
        HostIdentity unlimited = Parse(Sides.WithLimits("\"cpu_quota_cores\": null, \"nice\": 0, \"scheduler\": \"other\""));
        Assert.Empty(old.DifferencesFrom(unlimited, []));
        Assert.Contains("limits: only one of them", Assert.Single(old.NotesOn(unlimited)), StringComparison.Ordinal);
        Assert.Empty(old.NotesOn(old));
        HostIdentity limited = Parse(Sides.WithLimits("\"cpu_quota_cores\": 1.1"));
        Assert.Equal(["limits.cpu_quota_cores: not recorded ≠ 1.1"], old.DifferencesFrom(limited, []));
        Assert.Empty(old.DifferencesFrom(limited, ["limits.cpu_quota_cores"]));
    }

    [Theory]
    [InlineData("\"kernel_details\": { \"parameters\": [\"mitigations=off\"] }",
        "kernel_details.parameters: not recorded ≠ mitigations=off")]
    [InlineData("\"processor\": { \"idle_driver\": \"intel_idle\" }", "processor.idle_driver: not recorded ≠ intel_idle")]
    [InlineData("\"memory\": { \"numa_nodes\": [{ \"node\": 0, \"cpus\": \"0-3\" }, { \"cpus\": \"4-7\" }] }",
        "memory.numa_nodes.cpus: not recorded ≠ 0-3; 4-7")]
    [InlineData("\"processor\": { \"threads\": 4 }", "processor.threads: not recorded ≠ 4")]
    [InlineData("\"destination\": { \"host_name\": \"there\" }", "destination.host_name: not recorded ≠ there")]
    [InlineData("\"destination\": { \"limits\": { \"cpus\": \"0\" } }", "destination.limits.cpus: not recorded ≠ 0")]
    public void WhatChangesFigures_IsDecisive_AlsoOfTheDestinationsHost(string member, string difference)
    {
        HostIdentity other = Parse(Sides.With(member));
        Assert.Equal([difference], Parse(Sides.Host).DifferencesFrom(other, []));
        string field = difference.Split(':')[0];
        Assert.True(HostIdentity.IsField(field));
        Assert.Empty(Parse(Sides.Host).DifferencesFrom(other, [field]));
    }

    [Fact]
    public void MemoryOfANode_MayDiffer_AsInAVirtualMachineWhoseMemoryGrows()
    {
        HostIdentity Node(int mib) =>
            Parse(Sides.With($"\"memory\": {{ \"numa_nodes\": [{{ \"cpus\": \"0-1\", \"memory_mib\": {mib} }}] }}"));
        Assert.Empty(Node(11353).DifferencesFrom(Node(11481), []));
    }

    [Fact]
    public void LongFacts_AreShownFromWhereTheyDiffer()
    {
        string Devices(int size)
        {
            IEnumerable<string> devices = Enumerable.Range(1, 8)
                .Select(k => $$"""{ "name": "iax{{k}}", "size": {{(k == 5 ? size : 128)}} }""");
            return Sides.With($"\"iaa\": {{ \"devices\": [{string.Join(", ", devices)}] }}");
        }

        string difference = Assert.Single(Parse(Devices(128)).DifferencesFrom(Parse(Devices(64)), []));
        Assert.StartsWith("iaa.devices: … size 128, name iax6", difference, StringComparison.Ordinal);
        Assert.Contains(" ≠ … size 64, ", difference, StringComparison.Ordinal);
        Assert.InRange(difference.Length, 1, 250);
    }

    [Fact]
    public void HowGuestsGotTheirMemoryBack_IsNoted()
    {
        HostIdentity Refill(string how) => Parse(Sides.With($"\"guest_refill\": \"{how}\""));
        Assert.Equal(["guest_refill: copy ≠ fill"], Refill("copy").NotesOn(Refill("fill")));
        Assert.Empty(Refill("copy").DifferencesFrom(Refill("fill"), []));
    }

    private static HostIdentity Parse(string json) => HostIdentity.Parse(json)!;
}
