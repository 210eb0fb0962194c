using System.Buffers;
using MultifdBench.Codecs;
using MultifdBench.Codecs.Zstd;

namespace MultifdBench.Tests.Codecs;

/// <summary>What every codec stream promises, whatever its format and library.</summary>
public class StreamCodecTests
{
    private static readonly byte[] Input = [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * i % 251 % (1 + (i / 5000))))];

    public static TheoryData<string, CodecLibrary> Cases => StreamCases.All();

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputInSmallPieces_IsTheSameStream(string format, CodecLibrary library)
    {
        byte[] whole = Compress(format, library, StreamFlush.Sync, pieceBytes: 100_000);
        Assert.Equal(whole, Compress(format, library, StreamFlush.Sync, pieceBytes: 1000));
        Assert.InRange(whole.Length, 1, StreamCases.Open(format, library).CreateCompressor(6).MaxOutputBytes(Input.Length));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void InputByteByByte_DecodesToTheSame(string format, CodecLibrary library)
    {
        byte[] stream = Compress(format, library, StreamFlush.Sync, pieceBytes: 100_000);
        using IStreamDecompressor decompressor = StreamCases.Open(format, library).CreateDecompressor();
        byte[] output = new byte[Input.Length + 1];
        int length = 0;
        foreach (byte value in stream)
        {
            Assert.NotEqual(OperationStatus.InvalidData,
                decompressor.Decompress([value], output.AsSpan(length), out int consumed, out int written));
            Assert.Equal(1, consumed);
            length += written;
        }

        Assert.Equal(Input, output[..length]);
        Assert.Equal(StreamPosition.FlushPoint, decompressor.Position);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AFinishedStream_RefusesMore_AndResetBeginsAnEqualOne(string format, CodecLibrary library)
    {
        using IStreamCompressor compressor = StreamCases.Open(format, library).CreateCompressor(1);
        byte[] first = Finish(compressor);
        Assert.Equal(OperationStatus.InvalidData, compressor.Compress(Input, new byte[100_000], StreamFlush.None, out _, out _));
        compressor.Reset();
        Assert.Equal(first, Finish(compressor));
        Assert.Equal(1, compressor.Level);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AfterCorruptInput_NothingDecodes(string format, CodecLibrary library)
    {
        byte[] stream = Compress(format, library, StreamFlush.Sync, pieceBytes: 100_000);
        using IStreamDecompressor decompressor = StreamCases.Open(format, library).CreateDecompressor();
        byte[] output = new byte[Input.Length];
        Assert.Equal(OperationStatus.InvalidData, decompressor.Decompress([.. Enumerable.Repeat((byte)0xFF, 64)], output, out _, out _));
        Assert.Equal(OperationStatus.InvalidData, decompressor.Decompress(stream, output, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AfterDisposal_CallsAreRefused(string format, CodecLibrary library)
    {
        IStreamCompressor compressor = StreamCases.Open(format, library).CreateCompressor(1);
        IStreamDecompressor decompressor = StreamCases.Open(format, library).CreateDecompressor();
        compressor.Dispose();
        compressor.Dispose();
        decompressor.Dispose();
        decompressor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => compressor.Compress(Input, new byte[9], StreamFlush.Sync, out _, out _));
        Assert.Throws<ObjectDisposedException>(() => decompressor.Decompress(Input, new byte[9], out _, out _));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void LevelsOutOfRange_AreRefused(string format, CodecLibrary library)
    {
        IStreamCodec codec = StreamCases.Open(format, library);
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.CreateCompressor(format == "zstd" ? ZstdCodec.MinLevel - 1 : -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.CreateCompressor(format == "zlib" ? 10 : 21));
    }

    private static byte[] Finish(IStreamCompressor compressor)
    {
        byte[] output = new byte[100_000];
        Assert.Equal(OperationStatus.Done, compressor.Compress(Input, output, StreamFlush.Finish, out _, out int written));
        return output[..written];
    }

    /// <summary>Compresses <see cref="Input"/> with room for <paramref name="pieceBytes"/> of output a call.</summary>
    private static byte[] Compress(string format, CodecLibrary library, StreamFlush flush, int pieceBytes)
    {
        using IStreamCompressor compressor = StreamCases.Open(format, library).CreateCompressor(6);
        var output = new List<byte>();
        byte[] piece = new byte[pieceBytes];
        OperationStatus status;
        int at = 0;
        do
        {
            status = compressor.Compress(Input.AsSpan(at), piece, flush, out int consumed, out int written);
            at += consumed;
            output.AddRange(piece.AsSpan(0, written));
        }
        while (status == OperationStatus.DestinationTooSmall);

        Assert.Equal(OperationStatus.Done, status);
        return [.. output];
    }
}
