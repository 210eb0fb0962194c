using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Tests.Measurement.Machine;

public sealed class HostFactsTests
{
    [Fact]
    public void Machine_IsReadFromTheCopy()
    {
        using var tree = HostTree.SapphireRapids();
        HostFacts facts = tree.Read();
        Assert.Equal(("spr", "Intel(R) Xeon(R) Platinum 8480+", 4), (facts.HostName, facts.Cpu, facts.Cores));
        Assert.Equal((2, 2, 4, false),
            (facts.Processor.Sockets, facts.Processor.PhysicalCores, facts.Processor.Threads, facts.Processor.Turbo));
        Assert.Equal(["avx2", "movdir64b", "enqcmd", "waitpkg"], facts.Processor.Features);
        Assert.Equal("performance, powersave", facts.Governor);
        Assert.Equal([new HugePagePool(2048, 16, 9)], facts.Memory.HugePages);
        Assert.Equal([new NumaNode(0, "0-1", 128857)], facts.Memory.NumaNodes);
        Assert.Equal(257714, facts.MemoryMib);
    }

    [Fact]
    public void BootParameters_ThatDoNotMatter_AreNotKept()
    {
        using var tree = HostTree.SapphireRapids();
        Assert.Equal(["intel_iommu=on,sm_on", "hugepages=16"], tree.Read().KernelDetails.Parameters);
    }

    [Fact]
    public void EmptyCopy_IsUnknown_NotAnError()
    {
        using var tree = new HostTree();
        HostFacts facts = tree.Read();
        Assert.Null(facts.Cpu);
        Assert.Null(facts.MemoryMib);
        Assert.Empty(facts.Uacce);
    }

    [Fact]
    public void Uacce_IsListed()
    {
        using var tree = new HostTree();
        tree.Write("sys/class/uacce/hisi_zip-0/algorithms", "zlib\ngzip");
        Assert.Equal(["zlib", "gzip"], Assert.Single(tree.Read().Uacce).Algorithms);
    }

    [Fact]
    public void Json_KeepsTheKeysOthersRead_AndHoldsTheVerdicts()
    {
        using var tree = HostTree.SapphireRapids();
        using var json = JsonDocument.Parse(JsonText.Of(tree.Read()));
        Assert.Equal("spr", json.RootElement.GetProperty("host_name").GetString());
        Assert.StartsWith("Intel", json.RootElement.GetProperty("cpu").GetString(), StringComparison.Ordinal);
        Assert.True(json.RootElement.GetProperty("iaa").GetProperty("status").GetProperty("availability").GetProperty("is_available")
            .GetBoolean());
        Assert.False(json.RootElement.GetProperty("qat").GetProperty("status").GetProperty("availability").GetProperty("is_available")
            .GetBoolean());
    }

    [Fact]
    public void FolderWithoutSys_IsRefused_ByName()
    {
        string folder = Path.Combine(Path.GetTempPath(), "no-such-host");
        Assert.Contains("--sysfs-root", Assert.Throws<UsageException>(() => HostRoots.Recorded(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LiveHost_CanAlwaysBeRead() => Assert.Equal(Environment.MachineName, HostFacts.Read("bench host").HostName);

    [Fact]
    public void Access_IsAskedOfTheKernel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "access(2) is asked on Linux only");
        Assert.True(HostRoots.Live.CanReadWrite("/dev/null"));
        Assert.False(HostRoots.Live.CanReadWrite("/dev/no-such-node"));
    }
}
