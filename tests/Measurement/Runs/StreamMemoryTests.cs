using MultifdBench.Codecs;
using MultifdBench.Codecs.Zlib;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Measurement.Runs;

public sealed class StreamMemoryTests
{
    private const int PacketBytes = PacketHeader.PagesPerPacket * Page.SizeBytes;

    /// <summary>A method that sends pages as they are holds the receiver's buffer and nothing worth a word beside it.</summary>
    [Fact]
    public void None_IsAPacket() => Assert.InRange(Bytes("none"), PacketBytes, 1.1 * PacketBytes);

    [Fact]
    public void HigherLevel_TakesMore()
    {
        Assert.SkipUnless(ZstdCodec.Probe(CodecLibrary.Native).IsAvailable, "no libzstd");
        Assert.True(Bytes("zstd", "multifd-zstd-level", "9") > Bytes("zstd", "multifd-zstd-level", "1"));
    }

    /// <summary>
    /// zlib's manual: (1 &lt;&lt; (windowBits + 2)) + (1 &lt;&lt; (memLevel + 9)) to compress with 15 and 8, and some KiB for small
    /// objects. What the receiver holds is smaller by more than the payload buffers differ.
    /// </summary>
    [Fact]
    public void Zlib_IsWhatItsManualSays()
    {
        Assert.SkipUnless(ZlibCodec.Probe(CodecLibrary.Native).IsAvailable, "no libz");
        using IStreamCompressor compressor = new NativeZlib().CreateCompressor(1);
        Assert.InRange((long)compressor.NativeBytes!, 256 * Units.KiB, 300 * Units.KiB);
        using IStreamDecompressor decompressor = new NativeZlib().CreateDecompressor();
        Assert.InRange((long)decompressor.NativeBytes!, 4 * Units.KiB, 64 * Units.KiB);
    }

    /// <summary>Its codec is managed code, and all of its memory is on the heap.</summary>
    [Fact]
    public void OwnCodec_IsKnownWithCannedTablesToo() =>
        Assert.True(Bytes("qpl", "qpl-huffman", "canned") >= 3 * PacketBytes);

    [Fact]
    public void LibraryThatDoesNotTell_IsNotGuessed() => Assert.Null(BytesOf("zlib", "codec-library", "managed"));

    [Fact]
    public void AnotherWayToRun_IsNotKnown() =>
        Assert.Null(StreamMemory.BytesOf(BuiltIn.Methods, BuiltIn.Methods.Read(new MethodChoice { Method = "none" }), "hardware"));

    private static long Bytes(string method, string option = "", string value = "") => BytesOf(method, option, value)!.Value;

    private static long? BytesOf(string method, string option, string value)
    {
        MethodChoice choice = new() { Method = method };
        if (option.Length > 0) choice = choice.With(option, value);
        return StreamMemory.BytesOf(BuiltIn.Methods, BuiltIn.Methods.Read(choice), "software");
    }
}
