using System.Buffers;
using System.Text;
using MultifdBench.Codecs;
using MultifdBench.Codecs.Zlib;

namespace MultifdBench.Tests.Codecs;

public class ZlibCodecTests
{
    [Fact]
    public void ASmallerWindow_StandsInTheHeader_AndIsEnforcedByASmallerDecoder()
    {
        Assert.SkipUnless(ZlibCodec.Probe(CodecLibrary.Native).IsAvailable, ZlibCodec.Probe(CodecLibrary.Native).ToString());
        var zlib = new NativeZlib();
        Assert.Equal(12, ZlibHeader.WindowBits(HeaderOf(zlib.CreateCompressor(1, 12))));
        Assert.Equal(15, ZlibHeader.WindowBits(HeaderOf(zlib.CreateCompressor(1))));
        using IStreamDecompressor small = zlib.CreateDecompressor(12);
        Assert.Equal(OperationStatus.InvalidData, small.Decompress(HeaderOf(zlib.CreateCompressor(1)), new byte[16], out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => zlib.CreateCompressor(1, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => zlib.CreateDecompressor(8));
    }

    [Fact]
    public void ALevelThatTheLibraryDidNotApply_IsFound()
    {
        IStreamCodec honest = ZlibCodec.Open(CodecLibrary.Managed);
        for (int level = 0; level <= 9; level++) Assert.Equal(level, ZlibCodec.ReadBackLevel(honest, level));
        var deaf = new DeafCodec(honest);
        Assert.Equal(1, ZlibCodec.ReadBackLevel(deaf, 1));
        Assert.Throws<InvalidOperationException>(() => ZlibCodec.ReadBackLevel(deaf, 9));
    }

    [Theory]
    [InlineData("x zlib-ng \0 zlib-ng 2.2.5\0", "2.2.5")]
    [InlineData("1.3.1.zlib-ng", null)]
    [InlineData(" zlib-ng ", null)]
    [InlineData(" zlib-ng 2.1", "2.1")]
    public void TheVersionOfZlibNg_IsFoundInAFile(string file, string? version) =>
        Assert.Equal(version, DotNetZlibVersion.FindVersion(Encoding.ASCII.GetBytes(file)));

    private static byte[] HeaderOf(IStreamCompressor compressor)
    {
        using (compressor)
        {
            byte[] output = new byte[64];
            Assert.Equal(OperationStatus.Done, compressor.Compress("page"u8, output, StreamFlush.Sync, out _, out int written));
            return output[..written];
        }
    }

    /// <summary>A library that takes any level and runs at 1, as QEMU's migration did up to 8.2.</summary>
    private sealed class DeafCodec(IStreamCodec codec) : IStreamCodec
    {
        public string Library => "deaf";

        public IStreamCompressor CreateCompressor(int level) => codec.CreateCompressor(1);

        public IStreamDecompressor CreateDecompressor() => codec.CreateDecompressor();
    }
}
