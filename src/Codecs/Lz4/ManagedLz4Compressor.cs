using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Engine;

namespace MultifdBench.Codecs.Lz4;

/// <summary>
/// A stream of K4os.Compression.LZ4. Its call for blocks alone has no acceleration; with one, these are blocks of a stream too, each made
/// to begin one, which takes up to twice as long.
/// </summary>
internal sealed unsafe class ManagedLz4Compressor(int acceleration) : ILz4Compressor
{
    // LZ4_sizeofState() of the version that is ported: a hash table and its bookkeeping.
    private const int StateBytes = 16416;

    private readonly Pubternal.FastContext _context = new();
    private readonly byte[] _single = GC.AllocateArray<byte>(1, pinned: true);
    private readonly byte[] _discarded = GC.AllocateArray<byte>(Lz4Codec.MaxBlockBytes(1), pinned: true);

    public long NativeBytes => StateBytes;

    /// <remarks>
    /// A stream refers to the block before, unless that has less than a match's four bytes [lz4.c, LZ4_compress_fast_continue]: one of one
    /// byte goes ahead, for nobody.
    /// </remarks>
    public int CompressAlone(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (acceleration == Lz4Codec.MinAcceleration) return Encode(source, destination);
        _ = Compress(_single, _discarded);
        return Compress(source, destination);
    }

    public int CompressNext(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int length = Compress(source, destination);
        return length > 0 ? length : throw new InvalidOperationException($"K4os.Compression.LZ4 made no block of {source.Length} bytes.");
    }

    public void Dispose() => _context.Dispose();

    private static int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
            return Math.Max(0, LZ4Codec.Encode(from, source.Length, to, destination.Length, LZ4Level.L00_FAST));
    }

    private int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
            return Pubternal.CompressFast(_context, from, to, source.Length, destination.Length, acceleration);
    }
}
