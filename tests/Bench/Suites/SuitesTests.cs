using MultifdBench.Bench.Suites;
using MultifdBench.Deflate;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Bench.Suites;

/// <summary>Every benchmark runs once, small, so that none rots, and gives what it says.</summary>
public sealed class SuitesTests
{
    [Fact]
    public void ZeroPageScan_EveryVariantFindsEveryPage()
    {
        ZeroPageScanSuite suite = new() { KiB = 256 };
        suite.SetUp();
        Assert.All((long[])[suite.Scan(), suite.Scan256(), suite.Scan128(), suite.ScanScalar()], zero => Assert.Equal(64, zero));
        Assert.Equal(0UL, suite.Read());
        suite.Copy();
        suite.CleanUp();
    }

    [Fact]
    public void DirtyBitmap_SyncMovesWhatWasCounted()
    {
        DirtyBitmapSuite suite = new() { GiB = 1 };
        suite.SetUp();
        suite.Mark();
        long marked = suite.Count();
        Assert.InRange(marked, 2000, 2621);
        Assert.Equal(marked, suite.Sync());
        Assert.Equal(0, suite.Count());
    }

    [Theory]
    [InlineData(WireLayout.Qemu72)]
    [InlineData(WireLayout.Qemu90)]
    public void PacketHeader_DecodesWhatItEncoded(WireLayout layout)
    {
        PacketHeaderSuite suite = new() { Layout = layout };
        suite.SetUp();
        suite.Encode();
        Assert.Equal(PacketHeader.PagesPerPacket, suite.Decode());
        suite.CleanUp();
    }

    [Fact]
    public void PacketMethods_RestoreThePages()
    {
        foreach (string method in PacketMethodSuite.Methods)
        {
            PacketMethodSuite suite = new() { Method = method };
            suite.SetUp();
            Assert.InRange(suite.Compress(), 1, suite.Bytes);
            suite.Decompress();
            Assert.True(suite.IsRestored(), method);
            Assert.True(suite.Ratio() > 1, method);
            suite.CleanUp();
        }
    }

    [Theory]
    [InlineData(DeflateMode.Dynamic)]
    [InlineData(DeflateMode.Canned)]
    [InlineData(DeflateMode.Fixed)]
    public void PacketStreams_RestoreThePages_HoweverTheyAreSplit(DeflateMode huffman)
    {
        foreach (int streams in (int[])[1, 8, 128])
        {
            PacketStreamsSuite suite = new() { Huffman = huffman, Streams = streams };
            suite.SetUp();
            Assert.InRange(suite.Compress(), 1, suite.Bytes);
            suite.Decompress();
            Assert.True(suite.IsRestored(), $"{streams} streams");
            Assert.True(suite.Ratio() > 1, $"{streams} streams");
            suite.CleanUp();
        }
    }

    [Fact]
    public void Catalog_NamesEverySuite()
    {
        IEnumerable<Type> suites = typeof(SuiteCatalog).Assembly.GetTypes()
            .Where(
                type => !type.IsAbstract && type.GetMethods()
                    .Any(method => method.GetCustomAttributes(typeof(BenchmarkDotNet.Attributes.BenchmarkAttribute), false).Length > 0));
        Assert.Equal(suites.OrderBy(type => type.Name), SuiteCatalog.All.OrderBy(type => type.Name));
    }
}
