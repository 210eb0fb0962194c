using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Methods;
using MultifdBench.Methods.Qpl;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Tests.Multifd;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Measurement.Calibration;

/// <summary>What is measured is a time and nobody's business here; that it is there, and of what, is.</summary>
public sealed class MeterTests
{
    [Fact]
    public void Engine_HasAFigureForEveryPart()
    {
        EngineCosts costs = EngineMeter.Measure([2, 2], TestContext.Current.CancellationToken, 8 << 20);
        Assert.Equal([1, 2], costs.ByChannels.Select(figures => figures.Channels));
        Assert.All(
            (double[])[costs.Scan.ZeroPageNs, costs.Scan.PageNs, costs.SyncNsPerGib, .. costs.ByChannels.SelectMany(Times)],
            cost => Assert.True(double.IsFinite(cost) && cost > 0));
        Assert.True(costs.HandOverWaitNs >= 0);
        Assert.InRange(costs.WindowBytes, 4096, 1L << 30);
        Assert.StartsWith("TLS 1.", costs.Tls.Version, StringComparison.Ordinal);
        Assert.All(
            (double[])[costs.Tls.EncryptNsPerByte, costs.Tls.DecryptNsPerByte, costs.Tls.EncryptNsPerRecord, costs.Tls.DecryptNsPerRecord],
            cost => Assert.True(double.IsFinite(cost) && cost >= 0));
        Assert.True(costs.Tls.HandshakeNs > 0);
        // Whatever a record costs, full ones cost something on either side.
        Assert.True(costs.Tls.EncryptNsPerByte + costs.Tls.EncryptNsPerRecord / TlsRecord.MostBytes > 0.01);
        Assert.True(costs.Tls.DecryptNsPerByte + costs.Tls.DecryptNsPerRecord / TlsRecord.MostBytes > 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void Engine_NeedsGuestsThatAreLargerThanTheSmallOne(long bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EngineMeter.Measure([1], TestContext.Current.CancellationToken, bytes));

    [Fact]
    public void Engine_StopsWhenCancelled()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => EngineMeter.Measure([1], cancelled.Token, 8 << 20));
    }

    [Fact]
    public void Guest_IsDescribedByItsOwnPages()
    {
        GuestProfile profile = Measure("idle", 8 << 20, new SoftwareCodec("zlib", new MethodRequest("zlib")),
            new SoftwareCodec("qpl", new MethodRequest("qpl").With(QplOptions.Path, QplPath.Software)));
        Assert.Equal(("idle", 2048), (profile.Workload, profile.Pages));
        Assert.InRange(profile.NormalPages, 1, 2047);
        Assert.InRange(profile.ExtentPages, 1, profile.NormalPages);
        Assert.Equal(["content", "written"], profile.Classes.Select(pages => pages.Name));
        Assert.All(profile.Classes, pages => Assert.Equal(["zlib", "qpl"], pages.Codecs.Select(codec => codec.Key)));
        Assert.All(profile.Classes[0].Codecs, codec => Assert.True(codec is { Ratio: > 1, CompressNs: > 0, DecompressNs: > 0 }, codec.Key));
        // Streams that see other pages too are never the worse for it.
        Assert.True(profile.Classes[0].Codecs[0].Ratio > profile.Classes[0].Codecs[1].Ratio);
    }

    /// <summary>The classes are of the packets that the whole is of, and in the order of what codecs make of them.</summary>
    [Fact]
    public void Packets_AreInTenClasses_ThatTogetherAreTheWhole()
    {
        GuestProfile profile = Measure("redis-ycsb-b", 32 << 20, new SoftwareCodec("zlib", new MethodRequest("zlib")),
            new SoftwareCodec("qpl", new MethodRequest("qpl").With(QplOptions.Path, QplPath.Software)));
        MeasuredClass content = profile.Classes[0];
        Assert.Equal(10, content.Deciles.Count);
        Assert.Equal(("content-01", "content-10"), (content.Deciles[0].Name, content.Deciles[^1].Name));
        Assert.Equal(content.SampledPages, content.Deciles.Sum(one => one.SampledPages));
        for (int codec = 0; codec < content.Codecs.Count; codec++)
        {
            double bytes = content.Deciles.Sum(one => one.SampledPages / one.Codecs[codec].Ratio);
            Assert.Equal(content.Codecs[codec].Ratio, content.SampledPages / bytes, 1e-9);
            Assert.True(content.Deciles[0].Codecs[codec].Ratio > content.Deciles[^1].Codecs[codec].Ratio);
        }
    }

    /// <summary>Eight megabytes hold some packets only, of which no tenth can be taken.</summary>
    [Fact]
    public void AFewPackets_AreOneClass() => Assert.All(
        Measure("random", 1 << 20, new SoftwareCodec("zlib", new MethodRequest("zlib"))).Classes, one => Assert.Empty(one.Deciles));

    /// <summary>Memory that is taken into use is no pool: each of its pages is dirty once.</summary>
    [Fact]
    public void ZeroPagesThatAreWritten_AreGrowth()
    {
        using ScribblingGuest guest = new(2048, threads: 1);
        SoftwareCodec[] none = [];
        GuestProfile profile = GuestMeter.Measure(guest, BuiltIn.Methods, none, TestContext.Current.CancellationToken);
        long zeroPages = profile.Pages - profile.NormalPages;
        Assert.InRange(profile.GrowthPagesPerSecond * profile.ObservedMs / 1e3, 1, zeroPages * 1.01);
        Assert.Equal(0, Measure("random", 8 << 20).GrowthPagesPerSecond);
    }

    [Fact]
    public void RandomPages_DoNotCompress()
    {
        GuestProfile profile = Measure("random", 1 << 20, new SoftwareCodec("zlib", new MethodRequest("zlib")));
        Assert.Equal((256, 256, 256), (profile.Pages, profile.NormalPages, profile.Classes[0].SampledPages));
        Assert.InRange(profile.Classes[0].Codecs[0].Ratio, 0.98, 1.0);
    }

    [Fact]
    public void AMethodThatSendsPagesAsTheyAre_HasNoFigures() =>
        Assert.Throws<ArgumentException>(() => Measure("random", 1 << 20, new SoftwareCodec("none", new MethodRequest("none"))));

    [Fact]
    public void Cancellation_EndsIt_AndStopsTheGuest()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        using IWorkload workload = Create("idle", 8 << 20);
        Assert.Throws<OperationCanceledException>(
            () => GuestMeter.Measure(workload, BuiltIn.Methods, [new SoftwareCodec("zlib", new MethodRequest("zlib"))], cancelled.Token));
    }

    private static double[] Times(ChannelFigures one) =>
        [one.SetupNs, one.SwitchoverNs, one.MigrationPageNs, one.PacketNs, one.DestinationPacketNs, one.SendNsPerByte,
            one.ReceiveNsPerByte];

    private static GuestProfile Measure(string workload, long bytes, params SoftwareCodec[] codecs)
    {
        using IWorkload guest = Create(workload, bytes);
        return GuestMeter.Measure(guest, BuiltIn.Methods, codecs, TestContext.Current.CancellationToken);
    }

    private static IWorkload Create(string name, long bytes) =>
        WorkloadCatalog.Create(new WorkloadRequest { Name = name, MemoryBytes = bytes, Seed = 1 });
}
