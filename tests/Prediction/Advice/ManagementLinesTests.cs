using System.Text.Json;
using MultifdBench.Core;
using MultifdBench.Prediction.Advice;

namespace MultifdBench.Tests.Prediction.Advice;

public sealed class ManagementLinesTests
{
    private static readonly AdviceQuestion Question = new() { MemoryBytes = 50 * Units.GiB, LinksGbps = [1], DowntimeLimitMs = 250 };

    [Fact]
    public void Qmp_IsJsonWithQemusNames()
    {
        string[] lines = [.. Lines("zstd", "QEMU").Where(line => line.StartsWith('{'))];
        Assert.Equal(2, lines.Length);
        JsonElement arguments = JsonDocument.Parse(lines[1]).RootElement.GetProperty("arguments");
        Assert.Equal(("zstd", 8, 1, 250), (arguments.GetProperty("multifd-compression").GetString(),
            arguments.GetProperty("multifd-channels").GetInt32(), arguments.GetProperty("multifd-zstd-level").GetInt32(),
            arguments.GetProperty("downtime-limit").GetInt32()));
    }

    [Theory]
    [InlineData("zstd", "--parallel-connections 8 --compressed --comp-methods zstd --comp-zstd-level 1 GUEST")]
    [InlineData("none", "--parallel-connections 8 GUEST")]
    public void Virsh_HasLibvirtsWords(string method, string expected) =>
        Assert.Contains(Lines(method, "libvirt"), line => line.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void WhatALayerDoesNotKnow_IsSaid() =>
        Assert.Contains(Lines("qpl", "libvirt"), line => line.StartsWith("# libvirt does not know qpl", StringComparison.Ordinal));

    [Fact]
    public void Times_AreWholeSecondsPerGib_WithRoomToSpare() =>
        Assert.Contains("live_migration_completion_timeout = 16", Lines("zstd", "Nova")); // twice 400 s for 50 GiB

    [Fact]
    public void WhatNobodyAskedFor_IsInNoLine() => Assert.DoesNotContain(
        ManagementLines.Of(Candidates.Of("zstd", 8, 400_000), Question, BuiltIn.Methods).SelectMany(text => text.Lines),
        line => line.Contains("tls", StringComparison.Ordinal) || line.Contains("converge\"", StringComparison.Ordinal)
            || line.Contains("permit", StringComparison.Ordinal) || line.Contains("true, allow", StringComparison.Ordinal));

    [Fact]
    public void Encryption_HasEveryLayersWord()
    {
        AdviceQuestion question = Question with { Tls = true };
        string[] qmp = [.. Lines("zstd", "QEMU", question).Where(line => line.StartsWith('{'))];
        JsonElement made = JsonDocument.Parse(qmp[0]).RootElement.GetProperty("arguments");
        JsonElement set = JsonDocument.Parse(qmp[^1]).RootElement.GetProperty("arguments");
        Assert.Equal(("tls-creds-x509", "client"), (made.GetProperty("qom-type").GetString(), made.GetProperty("endpoint").GetString()));
        Assert.Equal(made.GetProperty("id").GetString(), set.GetProperty("tls-creds").GetString());
        Assert.Contains(Lines("zstd", "libvirt", question), line => line.Contains(" --tls GUEST URI", StringComparison.Ordinal));
        Assert.Contains(Lines("zstd", "KubeVirt", question), line => line.Contains("disableTLS", StringComparison.Ordinal));
        Assert.Contains("live_migration_with_native_tls = true", Lines("zstd", "Nova", question));
    }

    [Theory]
    [InlineData("proxmox", true, false, false)]
    [InlineData("kubevirt-postcopy", false, true, false)]
    [InlineData("kubevirt-disruption", false, false, true)]
    [InlineData("ovirt-postcopy", true, true, false)]
    public void WhatAPolicyNeeds_IsSwitchedOn(string policy, bool throttles, bool postcopy, bool suspends)
    {
        AdviceQuestion question = Question with { Policies = [policy] };
        JsonElement capabilities = JsonDocument.Parse(Lines("zstd", "QEMU", question)[0]).RootElement.GetProperty("arguments")
            .GetProperty("capabilities");
        string[] names = [.. capabilities.EnumerateArray().Select(one => one.GetProperty("capability").GetString()!)];
        Assert.Equal(
            ["multifd", .. throttles ? (string[])["auto-converge"] : [], .. postcopy ? (string[])["postcopy-ram"] : []], names);
        string virsh = Lines("zstd", "libvirt", question)[0], kubevirt = string.Join('\n', Lines("zstd", "KubeVirt", question));
        IReadOnlyList<string> nova = Lines("zstd", "Nova", question);
        Assert.Equal(throttles, virsh.Contains(" --auto-converge", StringComparison.Ordinal));
        Assert.Equal(postcopy, virsh.Contains(" --postcopy", StringComparison.Ordinal));
        Assert.Equal(throttles, kubevirt.Contains("allowAutoConverge: true", StringComparison.Ordinal));
        Assert.Equal(postcopy, kubevirt.Contains("allowPostCopy: true", StringComparison.Ordinal));
        Assert.Equal(suspends, kubevirt.Contains("allowWorkloadDisruption: true", StringComparison.Ordinal));
        Assert.Equal(throttles, nova.Contains("live_migration_permit_auto_converge = true"));
        Assert.Equal(postcopy, nova.Contains("live_migration_permit_post_copy = true"));
        Assert.Equal(postcopy || suspends, nova.Contains("live_migration_timeout_action = force_complete"));
    }

    [Fact]
    public void AutoConverge_NeedsNoPolicy() =>
        Assert.Contains(" --auto-converge", Lines("zstd", "libvirt", Question with { AutoConverge = true })[0], StringComparison.Ordinal);

    private static IReadOnlyList<string> Lines(string method, string layer, AdviceQuestion? question = null) =>
        ManagementLines.Of(Candidates.Of(method, 8, 400_000), question ?? Question, BuiltIn.Methods)
            .Single(text => text.Layer.StartsWith(layer, StringComparison.Ordinal)).Lines;
}
