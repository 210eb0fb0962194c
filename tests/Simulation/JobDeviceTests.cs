using MultifdBench.Core;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

/// <summary>The device against what others measured.</summary>
public sealed class JobDeviceTests
{
    /// <summary>intel/memory-usage-analyzer, sample report: nanoseconds per page of batches, one device, median.</summary>
    [Theory]
    [InlineData(1, 3571, 2999)]
    [InlineData(2, 1971, 1719)]
    [InlineData(4, 1568, 1103)]
    [InlineData(8, 1378, 773)]
    [InlineData(16, 1373, 776)]
    [InlineData(32, 1415, 771)]
    public void BatchCurve_IsWithinTenPercent(int pages, double compressNs, double decompressNs)
    {
        var device = (JobDevice)Models.Host("emr-analyzer").DeviceOf("iaa")!;
        Assert.InRange(PerPage(device, pages, device.CompressUnits, device.Compression(isDynamic: false)) / compressNs, 0.9, 1.1);
        Assert.InRange(PerPage(device, pages, device.DecompressUnits, device.Decompression) / decompressNs, 0.9, 1.1);
    }

    /// <summary>intel/qpl issue 51: GB/s of compression by engines.</summary>
    [Theory]
    [InlineData(1, 1.9)]
    [InlineData(2, 3.8)]
    [InlineData(4, 3.8)]
    public void Throughput_StopsAtTwoEngines(int engines, double gigabytesPerSecond)
    {
        HostModel host = Models.IdealHost(("iaa.devices", 1), ("iaa.engines", engines), ("iaa.submit_ns", 10), ("iaa.latency_ns", 0),
            ("iaa.compress_ns", 2160));
        SimulationResult result = Models.Run(host, Models.Guest(),
            Models.Setup("qpl", 2, "hardware") with { Method = new SimulatedMethod("iaa", WorkPlace.DeviceBatch) { Device = "iaa" } });
        Assert.InRange(result.Pages.Normal * 4096.0 / result.TotalNs / gigabytesPerSecond, 0.95, 1.05);
    }

    [Fact]
    public void ABusyQueue_CostsLessWithSoftwareThanWithWaiting()
    {
        SimulationResult Run(double retries) =>
            Models.Run(Models.IdealHost(("iaa.devices", 1), ("iaa.busy_retries", retries)), Models.Guest(),
                Models.Setup("qpl", 4, "hardware"));
        SimulationResult software = Run(3);
        SimulationResult waiting = Run(-1);
        Assert.True(software.TotalNs < waiting.TotalNs, $"{software.TotalNs} ns with software, {waiting.TotalNs} ns waiting");
        Assert.Equal("IAA compress units", waiting.Usage[0].Name);
    }

    [Fact]
    public void MoreDevicesNeverHurt()
    {
        long[] totals = [.. new double[] { 1, 2, 4, 8 }.Select(
            devices => Models.Run(Models.IdealHost(("iaa.devices", devices)), Models.Guest(), Models.Setup("qpl", 8, "hardware")).TotalNs)];
        Assert.Equal(totals.OrderDescending(), totals);
    }

    private static double PerPage(JobDevice device, int pages, int units, PageJob job)
    {
        int size = Math.Min(pages, device.BatchPages);
        return device.Batch(size, units, job).TotalNs / size;
    }
}
