using MultifdBench.Codecs.Native;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Core;

namespace MultifdBench.Codecs.Lz4;

/// <summary>Pieces as blocks alone in LZ4's format [LZ4].</summary>
/// <param name="lz4">The library.</param>
public sealed class Lz4Pieces(ILz4Codec lz4) : IPieceCodec
{
    /// <inheritdoc/>
    public string Library => lz4.Library;

    /// <summary>Whether a library can compress with a dictionary; either can decompress with one.</summary>
    public static Availability ProbeDictionary(CodecLibrary library) => library == CodecLibrary.Managed
        ? Availability.No(
            "K4os.Compression.LZ4 has no call that compresses with a dictionary", "use --codec-library native, or leave --dictionary out")
        : LibLz4.Probe.Availability;

    /// <inheritdoc/>
    public IPieceCompressor CreateCompressor(int level, TrainedContent? dictionary) => dictionary is null or { Bytes.IsEmpty: true }
        ? new Alone(lz4.CreateCompressor(level))
        : lz4.CreateCompressor(level, dictionary);

    /// <inheritdoc/>
    public IPieceDecompressor CreateDecompressor(TrainedContent? dictionary) => new Lz4PieceDecompressor(lz4, dictionary);

    private sealed class Alone(ILz4Compressor lz4) : IPieceCompressor
    {
        public long NativeBytes => lz4.NativeBytes;

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => lz4.CompressAlone(source, destination);

        public void Dispose() => lz4.Dispose();
    }
}

/// <summary>Checks a block and restores it.</summary>
/// <param name="lz4">The library.</param>
/// <param name="dictionary">What the compressor had; null for nothing.</param>
internal sealed class Lz4PieceDecompressor(ILz4Codec lz4, TrainedContent? dictionary) : IPieceDecompressor
{
    public long NativeBytes => 0;

    public string? Decompress(ReadOnlySpan<byte> piece, Span<byte> destination)
    {
        ReadOnlySpan<byte> history = dictionary is null ? [] : dictionary.Bytes;
        if (Lz4Block.Problem(piece, destination.Length, history.Length) is { } problem) return problem;
        int length = lz4.Decompress(piece, destination, history);
        return length == destination.Length ? null : Invariant.Text($"what {lz4.Library} refuses ({length})");
    }

    public void Dispose()
    {
    }
}

/// <summary>
/// The system's liblz4 with a dictionary. A state into which it was loaded is copied for every block: to load it takes longer than to
/// compress a page, and <c>LZ4_attach_dictionary</c> is exported from 1.10.0 on only.
/// </summary>
internal sealed unsafe class NativeLz4DictionaryCompressor : IPieceCompressor
{
    private readonly LibLz4 _lz4;
    private readonly TrainedContent _dictionary;
    private readonly StreamHandle _loaded;
    private readonly StreamHandle _stream;
    private readonly int _acceleration;

    public NativeLz4DictionaryCompressor(LibLz4 lz4, int acceleration, TrainedContent dictionary)
    {
        _lz4 = lz4;
        _acceleration = acceleration;
        _dictionary = dictionary;
        _loaded = new StreamHandle(lz4.CreateStream(), lz4.FreeStream, "liblz4");
        _stream = new StreamHandle(lz4.CreateStream(), lz4.FreeStream, "liblz4");
        // The dictionary's memory does not move, and this object keeps it.
        fixed (byte* start = dictionary.Bytes) lz4.LoadDictionary(_loaded.Context, start, dictionary.Bytes.Length);
    }

    public long NativeBytes => 2L * _lz4.StateBytes;

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Buffer.MemoryCopy((void*)_loaded.Context, (void*)_stream.Context, _lz4.StateBytes, _lz4.StateBytes);
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            int length = _lz4.CompressNext(_stream.Context, from, to, source.Length, destination.Length, _acceleration);
            GC.KeepAlive(this);
            return length;
        }
    }

    public void Dispose()
    {
        _loaded.Dispose();
        _stream.Dispose();
        GC.KeepAlive(_dictionary);
    }
}
