using MultifdBench.Results;

namespace MultifdBench.Tests.Results;

public sealed class CombinationTests
{
    /// <summary>Written out in full: an id that changes form orphans every result that exists.</summary>
    [Fact]
    public void Id_HasItsPublishedForm()
    {
        Assert.Equal("measured/redis-ycsb-b/1024MiB/zlib-1/none/software/-/1st/2ch/zero-multifd/memory/-mbps/300ms/qemu-9.0/-/-",
            Rows.Cell().Id);
        Assert.Equal(
            "simulated/files:%2Fsilesia/65536MiB/qpl/qpl/hardware/canned/4st/8ch/zero-legacy/tcp/8589.934592mbps/300ms/qemu-7.2/QPL "
                + "software/spr-iaa4",
            new Combination
            {
                Source = RunSource.Simulated,
                Workload = "files:/silesia",
                MemoryMib = 65536,
                Method = "qpl",
                Accel = "qpl",
                Path = "hardware",
                Huffman = "canned",
                Streams = 4,
                Channels = 8,
                ZeroPageDetection = "legacy",
                Transport = "tcp",
                MaxBandwidthMbps = 8589.934592,
                DowntimeLimitMs = 300,
                WireLayout = "qemu-7.2",
                Library = "QPL software",
                Model = "spr-iaa4",
            }.Id);
    }

    [Theory]
    [InlineData("libz 1.2.13", "libz")]
    [InlineData(".NET 10.0.12 ZLibStream (zlib-ng 2.2.5)", ".NET")]
    [InlineData("none", "none")]
    [InlineData("", "")]
    public void LibraryName_LeavesTheVersionOut(string library, string expected) =>
    Assert.Equal(expected, Combination.LibraryName(library));

    [Fact]
    public void Row_AndCombination_NameEachOther()
    {
        Combination cell = Rows.Cell("qpl", 4, RunSource.Simulated) with { Huffman = "dynamic", MaxBandwidthMbps = 1000 };
        RunRow row = cell.NewRow(3, Rows.Noon);
        Assert.Equal(cell, Combination.Of(row));
        Assert.Equal(cell.Id + "#3", row.RunId);
        Assert.Equal(3, row.Repetition);
    }

    [Fact]
    public void AnyDifference_ShowsInTheId()
    {
        Combination cell = Rows.Cell();
        Combination[] others =
        [
            cell, cell with { Source = RunSource.Simulated }, cell with { Workload = "idle" }, cell with { MemoryMib = 0.5 },
            cell with { Method = "zstd" }, cell with { Accel = "qpl" }, cell with { Path = "hardware" }, cell with { Huffman = "fixed" },
            cell with { Huffman = "-" }, cell with { Level = null }, cell with { Streams = 2 }, cell with { Channels = 3 },
            cell with { ZeroPageDetection = "none" }, cell with { Transport = "tcp" }, cell with { MaxBandwidthMbps = 1 },
            cell with { DowntimeLimitMs = null }, cell with { WireLayout = "qemu-7.2" }, cell with { Library = "libz" },
            cell with { Policy = "nova" }, cell with { AutoConverge = true }, cell with { Tls = true }, cell with { ZeroCopySend = true },
            cell with { Convergence = "max-cpu-throttle=50" }, cell with { DirtyLimit = true },
            cell with { DictionaryKib = 32 },
            cell with { Model = "m" },
        ];
        Assert.Equal(others.Length, others.Select(other => other.Id).Distinct().Count());
        // The link is named by the model already: ids of earlier versions stay as they are.
        string[] fields = [.. typeof(Combination).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)];
        Assert.Equal(fields.Except([nameof(Combination.LinkGbps)]).Count(), others.Length - 2);
    }
}
