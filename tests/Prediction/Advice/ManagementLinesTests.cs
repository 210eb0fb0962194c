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

    private static IReadOnlyList<string> Lines(string method, string layer) =>
        ManagementLines.Of(Candidates.Of(method, 8, 400_000), Question, BuiltIn.Methods)
            .Single(text => text.Layer.StartsWith(layer, StringComparison.Ordinal)).Lines;
}
