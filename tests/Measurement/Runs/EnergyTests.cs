using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Bench.Verbs.Host;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Results;
using MultifdBench.Tests.Measurement.Machine;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement.Runs;

/// <summary>Energy of the processors' packages, from counters that the test writes.</summary>
public sealed class EnergyTests : IDisposable
{
    private const long Range = 262_143_328_850;

    private readonly HostTree _tree = HostTree.SapphireRapids();

    public EnergyTests()
    {
        Zone("intel-rapl:0", "package-0", 1_000_000);
        Zone("intel-rapl:1", "package-1", 2_000_000);
        // Parts of a package, the whole machine, and a package by another way.
        Zone("intel-rapl:0:0", "core", 500_000);
        Zone("intel-rapl:2", "psys", 9_000_000);
        Zone("intel-rapl-mmio:0", "package-0", 1_000_000);
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Packages_AreCountedOnce()
    {
        EnergyFacts facts = _tree.Read().Energy;
        Assert.True(facts.Availability.IsAvailable);
        Assert.Equal([new("package-0", "intel-rapl:0", Range), new("package-1", "intel-rapl:1", Range)], facts.Packages);
    }

    [Fact]
    public void Meter_AddsBothPackages_AndGoesRoundWithACounter()
    {
        using EnergyMeter meter = Start()!;
        Assert.Equal(0, meter.Joules());
        Zone("intel-rapl:0", "package-0", 4_000_000);
        Zone("intel-rapl:1", "package-1", 2_500_000);
        Assert.Equal(3.5, meter.Joules()!.Value, 9);
        // The first one begins anew.
        Zone("intel-rapl:0", "package-0", 1_000_000);
        Assert.Equal(3.5 + (Range - 3_000_000) / 1e6, meter.Joules()!.Value, 6);
    }

    [Fact]
    public void CounterThatGoesBack_NobodyKnowsFromWhere_IsNoFigure()
    {
        _tree.Delete("sys/class/powercap/intel-rapl:0/max_energy_range_uj");
        using EnergyMeter meter = Start()!;
        Zone("intel-rapl:0", "package-0", 10, hasRange: false);
        Assert.Null(meter.Joules());
    }

    [Fact]
    public void CounterThatCannotBeReadAnyMore_IsNoFigure()
    {
        using EnergyMeter meter = Start()!;
        _tree.Delete("sys/class/powercap/intel-rapl:1/energy_uj");
        Assert.Null(meter.Joules());
    }

    [Fact]
    public void HostWithoutCounters_SaysSo()
    {
        _tree.Delete("sys/class/powercap");
        EnergyFacts facts = _tree.Read().Energy;
        Assert.Null(EnergyMeter.Start(Roots(), facts));
        Assert.Contains("no package has an energy counter", facts.Availability.Reason, StringComparison.Ordinal);
        using StringWriter text = new();
        new HostText(text, []).Write(_tree.Read(), []);
        Assert.Contains("  energy                  no package has", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void CountersForRootOnly_SaySo_WithTheRemedy()
    {
        // A folder in a file's place cannot be read by root either, who may read any file.
        _tree.Delete("sys/class/powercap/intel-rapl:1/energy_uj");
        _tree.Write("sys/class/powercap/intel-rapl:1/energy_uj/x", "");
        EnergyFacts facts = _tree.Read().Energy;
        Assert.Null(EnergyMeter.Start(Roots(), facts));
        Assert.Contains("CVE-2020-8694", facts.Availability.Reason, StringComparison.Ordinal);
        Assert.Contains("chmod a+r", facts.Availability.Remedy, StringComparison.Ordinal);
        Assert.Equal(2, facts.Packages.Count);
    }

    [Theory]
    [InlineData("there", 5.0, 5.0)]
    [InlineData("here", 5.0, null)]
    [InlineData(null, 5.0, null)]
    [InlineData("there", null, null)]
    [InlineData("there", -1.0, null)]
    [InlineData("there", double.NaN, null)]
    public void Destination_HasAFigureOfItsOwn_OnAnotherHostOnly(string? bootId, double? joules, double? expected)
    {
        ReceivedMessage message = new(null, false, 1, 2, 3, 4, 5, 6, 7, true, 8, joules, bootId);
        Assert.Equal(expected, RemoteRun.JoulesOf(message, "here"));
        Assert.Null(RemoteRun.JoulesOf(message, null));
    }

    [Fact]
    public void Figures_ReachRowAndText()
    {
        RunRow row = Rows.Run(Rows.Cell()) with { MemoryMib = 2048, SourceJoules = 30 };
        Assert.Contains("energy: 30.0 J on the source's host, a destination there included; 15.0 J per GiB of guest memory",
            InfoMigrate.Describe(row, "byte for byte"), StringComparison.Ordinal);
        Assert.Contains("energy: 30.0 J source, 10.0 J destination; 20.0 J per GiB",
            InfoMigrate.Describe(row with { DestinationJoules = 10 }, "by hash"), StringComparison.Ordinal);
        Assert.DoesNotContain("energy", InfoMigrate.Describe(row with { SourceJoules = null }, "by hash"), StringComparison.Ordinal);
    }

    private EnergyMeter? Start() => EnergyMeter.Start(Roots(), EnergyFacts.Read(Roots()));

    private HostRoots Roots() => HostRoots.Recorded(_tree.Root);

    private void Zone(string zone, string name, long microjoules, bool hasRange = true)
    {
        string folder = $"sys/class/powercap/{zone}";
        _tree.Write($"{folder}/name", name);
        _tree.Write($"{folder}/energy_uj", $"{microjoules}");
        if (hasRange) _tree.Write($"{folder}/max_energy_range_uj", $"{Range}");
    }
}
