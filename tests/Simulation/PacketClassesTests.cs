using MultifdBench.Core;
using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Tests.Simulation;

/// <summary>Packets of one class each: bytes and times go together, and all packets together are what the classes' mean is.</summary>
public sealed class PacketClassesTests
{
    private const int Packets = 400;

    // One in four compresses badly and takes long; a normal variate of the same mean and spread would be below 0 for one in five.
    private static readonly PageClass[] Classes =
    [
        Class("good", 3, ratio: 16, compressNs: 1_000), Class("bad", 1, ratio: 1, compressNs: 40_000),
    ];

    private static GuestModel Guest => Models.Guest(pages: Packets * PacketHeader.PagesPerPacket) with
    {
        Classes = Classes,
        ClassRunPages = PacketHeader.PagesPerPacket,
    };

    [Fact]
    public void TwentyInARow_HaveEachClassAsOftenAsItsShareSays()
    {
        PacketClasses classes = new(Guest, "zlib", dirty: false, new Random(7));
        int[][] rows = [.. Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, 20).Select(_ => classes.Draw()).ToArray())];
        Assert.All(rows, row => Assert.Equal(5, row.Count(one => one == 1)));
        Assert.True(rows.DistinctBy(row => string.Concat(row)).Count() > 8, "they come in any order");
        Assert.Equal((4096.0, 40_000.0), (classes[1].BytesPerPage, classes[1].CompressNs));
    }

    [Fact]
    public void AllPackets_AreTheMeanOfTheClasses()
    {
        SimulationResult result = Models.Run(Models.IdealHost(), Guest, Models.Setup("zlib", 4));
        Assert.Equal(Guest.Pages * (0.75 * 256 + 0.25 * 4096), result.PayloadBytes, tolerance: 1.0);
        Assert.Equal(Guest.Pages * (0.75 * 1_000 + 0.25 * 40_000), result.CompressNs, tolerance: 1.0);
    }

    /// <summary>One channel sends them one after the other, which takes as long however they differ.</summary>
    [Fact]
    public void WhatTheyTakeOnOneChannel_IsTheirSum()
    {
        HostModel host = Models.IdealHost(("network.bandwidth_gbps", 0.2));
        SimulationResult apart = Models.Run(host, Guest, Models.Setup("zlib", 1));
        SimulationResult mixed = Models.Run(host, Guest with { ClassRunPages = 1 }, Models.Setup("zlib", 1));
        Assert.InRange(apart.TotalNs / (double)mixed.TotalNs, 0.95, 1.05);
    }

    /// <summary>Times on either side go with the bytes: those of the same class.</summary>
    [Fact]
    public void APacket_IsOfOneClass()
    {
        MethodCosts costs = new(Guest, Models.Setup("zlib", 1));
        for (int i = 0; i < 40; i++)
        {
            Packet packet = new() { Packets = 1, First = PacketHeader.PagesPerPacket };
            costs.Classify(ref packet);
            bool isBad = costs.PayloadBytes(packet, sendsZeroPages: false) > 256 * PacketHeader.PagesPerPacket;
            Assert.Equal(PacketHeader.PagesPerPacket * (isBad ? 40_000.0 : 1_000.0), costs.CompressNs(packet, false, speed: 1));
            Assert.Equal(PacketHeader.PagesPerPacket * (isBad ? 4_000.0 : 100.0), costs.DecompressNs(packet, false, speed: 1));
        }
    }

    /// <summary>What stands for several packets, and classes that lie mixed in each packet, have the mean's bytes.</summary>
    [Theory]
    [InlineData(8, 128)]
    [InlineData(1, 1)]
    public void OthersAreOfAllClasses(int packets, double runPages)
    {
        MethodCosts costs = new(Guest with { ClassRunPages = runPages }, Models.Setup("zlib", 1));
        Packet packet = new() { Packets = packets, First = packets * PacketHeader.PagesPerPacket };
        costs.Classify(ref packet);
        Assert.Equal((0, packets * PacketHeader.PagesPerPacket * 1216L), (packet.FirstClass, costs.PayloadBytes(packet, false)));
    }

    /// <summary>A stream makes 16 bytes of a packet that is as the one before: 32,768, as measured of an idle guest.</summary>
    [Theory]
    [InlineData(32_768, true)]
    [InlineData(2e6, false)]
    public void RatiosOfStreams_AreReadAsTheyWereMeasured(double ratio, bool isRead)
    {
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindScenario("silesia-64g"));
        ParameterSet changed = file.Parameters.With("classes.all.zstd.ratio", ratio);
        Exception? problem = Record.Exception(() => GuestModel.From(file.Name, changed, Units.GiB));
        Assert.Equal(isRead, problem is null);
        Assert.True(isRead || problem is UsageException);
    }

    private static PageClass Class(string name, double share, double ratio, double compressNs) => new(
        name, share, share, new Dictionary<string, CodecCost> { ["zlib"] = new(ratio, compressNs, compressNs / 10) });
}
