using System.Runtime.InteropServices;

namespace MultifdBench.Tests.Methods.Peers;

/// <summary>The system's liblz4 driven by hand: its plain calls, and its decoding stream.</summary>
internal static unsafe partial class LibLz4Peer
{
    public static byte[] Compress(ReadOnlySpan<byte> source, int acceleration)
    {
        byte[] block = new byte[source.Length + (source.Length / 255) + 16];
        fixed (byte* from = source)
        fixed (byte* to = block)
            return block[..CompressFast(from, to, source.Length, block.Length, acceleration)];
    }

    public static byte[] Decompress(ReadOnlySpan<byte> block, int outputBytes)
    {
        byte[] output = new byte[outputBytes];
        fixed (byte* from = block)
        fixed (byte* to = output)
            Assert.Equal(outputBytes, DecompressSafe(from, to, block.Length, outputBytes));
        return output;
    }

    /// <summary>A block after a dictionary, which is loaded for it alone.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> source, ReadOnlySpan<byte> dictionary)
    {
        byte[] block = new byte[source.Length + (source.Length / 255) + 16];
        nint stream = CreateStream();
        fixed (byte* from = source, to = block, before = dictionary)
        {
            _ = LoadDictionary(stream, before, dictionary.Length);
            int length = CompressContinue(stream, from, to, source.Length, block.Length, 1);
            _ = FreeStream(stream);
            return block[..length];
        }
    }

    public static byte[] Decompress(ReadOnlySpan<byte> block, int outputBytes, ReadOnlySpan<byte> dictionary)
    {
        byte[] output = new byte[outputBytes];
        fixed (byte* from = block, to = output, before = dictionary)
            Assert.Equal(outputBytes, DecompressDictionary(from, to, block.Length, outputBytes, before, dictionary.Length));
        return output;
    }

    /// <summary>Blocks of one stream, decoded one behind the other by the library's own stream.</summary>
    public static byte[] DecompressStream(IReadOnlyList<(byte[] Block, int OutputBytes)> blocks)
    {
        byte[] output = GC.AllocateUninitializedArray<byte>(blocks.Sum(one => one.OutputBytes), pinned: true);
        nint stream = CreateStreamDecode();
        int length = 0;
        fixed (byte* to = output)
        {
            foreach ((byte[] block, int outputBytes) in blocks)
            {
                fixed (byte* from = block)
                    Assert.Equal(outputBytes, DecompressContinue(stream, from, to + length, block.Length, outputBytes));
                length += outputBytes;
            }
        }

        _ = FreeStreamDecode(stream);
        return output;
    }

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_compress_fast")]
    private static partial int CompressFast(byte* from, byte* to, int length, int capacity, int acceleration);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_decompress_safe")]
    private static partial int DecompressSafe(byte* from, byte* to, int length, int capacity);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_createStream")]
    private static partial nint CreateStream();

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_freeStream")]
    private static partial int FreeStream(nint stream);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_loadDict")]
    private static partial int LoadDictionary(nint stream, byte* dictionary, int length);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_compress_fast_continue")]
    private static partial int CompressContinue(nint stream, byte* from, byte* to, int length, int capacity, int acceleration);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_decompress_safe_usingDict")]
    private static partial int DecompressDictionary(byte* from, byte* to, int length, int capacity, byte* dictionary, int dictionaryBytes);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_createStreamDecode")]
    private static partial nint CreateStreamDecode();

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_freeStreamDecode")]
    private static partial int FreeStreamDecode(nint stream);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_decompress_safe_continue")]
    private static partial int DecompressContinue(nint stream, byte* from, byte* to, int length, int capacity);
}
