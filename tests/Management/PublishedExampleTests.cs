using MultifdBench.Core;
using MultifdBench.Management;

namespace MultifdBench.Tests.Management;

/// <summary>The policy files do what their owners have published, or what their sources say where nothing is published.</summary>
public sealed class PublishedExampleTests
{
    private const long Gib = Units.GiB;

    // A pass every 20 s and always a little less to do: neither stuck nor done.
    private static readonly Func<double, Sight> Slow = seconds => new((long)(4e9 - seconds * 1e5), 1 + (int)(seconds / 20));

    [Fact]
    public void KubeVirtRamp_ByItsDefaults()
    {
        Watched watched = Watched.For(400, PolicyCatalog.Get("kubevirt-ramp"), 8 * Gib, Slow);
        Assert.Equal([150, 257, 364, 471, 578, 685, 792, 899, 900], watched.Limits);
        // From the first poll; then at the first poll that sees iteration 3 (the first 400 ms tick from 40 s on), then every 10 s.
        Assert.Equal(["0.4 downtime 150", "40 downtime 257", "50 downtime 364"], watched.Log.Take(3));
        Assert.Equal(9, watched.Actions.Count);
    }

    [Fact]
    public void Nova_ByItsDefaults()
    {
        Watched watched = Watched.For(6300, PolicyCatalog.Get("nova"), 8 * Gib, Slow);
        Assert.Equal([50, 95, 140, 185, 230, 275, 320, 365, 410, 455, 500], watched.Limits);
        // 75 s for each of 8 GiB; a step is due when more than its time has passed.
        Assert.Equal(["0.5 downtime 50", "600.5 downtime 95", "1200.5 downtime 140"], watched.Log.Take(3));
        Assert.Equal(11, watched.Actions.Count);
    }

    [Fact]
    public void Nova_GivesUp_After800SecondsPerGib() =>
        Assert.Equal("1600.5 Cancel", Watched.For(1700, PolicyCatalog.Get("nova"), Gib / 2, Slow).Log[^1]);

    [Fact]
    public void Fixed_DoesNothing() => Assert.Empty(Watched.For(10_000, PolicyCatalog.Get(PolicyCatalog.Default), Gib, Slow).Actions);
}
