using MultifdBench.Core;
using MultifdBench.Deflate.Compress;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate;

/// <summary>
/// Compresses a page (or up to 512 KiB of pages) into one raw deflate stream with a history of 4 KiB, as Intel's IAA does. An instance
/// is reused for any number of pages and allocates nothing for them; it is not thread-safe: one per channel and stream.
/// </summary>
/// <remarks>
/// The source may change while it is read (a guest goes on writing): each byte is copied once and only the copy is compressed; a stream
/// that has to be stored after all is written by a second read, but nothing of the first one is kept.
/// </remarks>
public sealed unsafe class PageDeflater
{
    /// <summary>The longest source, in bytes: a packet of 128 pages.</summary>
    public const int MaxSourceBytes = 512 * 1024;

    // Every literal can take 14 bits, and a stored block its own size; then the largest header, and what wide stores may write too many.
    private const int OutputRoom = SegmentWindow.SegmentBytes * 2 + 1024;

    private readonly SegmentWindow _window = new();
    private readonly TokenStream _stream = new();
    private readonly byte[] _output = GC.AllocateArray<byte>(OutputRoom, pinned: true);
    private readonly bool _isScalar;
    private readonly EncoderTables _tables;
    private readonly DynamicCode? _dynamic;

    /// <summary>Creates a compressor.</summary>
    /// <param name="mode">The Huffman code.</param>
    /// <param name="table">The table of both sides; needed for <see cref="DeflateMode.Canned"/> and for nothing else.</param>
    /// <param name="effort">How hard to search; null picks what suits the mode.</param>
    /// <exception cref="UsageException">A table is missing or has no use.</exception>
    public PageDeflater(DeflateMode mode, CannedTable? table = null, DeflateEffort? effort = null)
        : this(mode, table, effort, DeflateKernels.Selected)
    {
    }

    internal PageDeflater(DeflateMode mode, CannedTable? table, DeflateEffort? effort, DeflateKernel kernel)
    {
        if (mode == DeflateMode.Canned && table is null)
            throw new UsageException(
                "Mode canned needs a table: build one from sampled pages with CannedTableBuilder, or use fixed or dynamic.");
        if (mode != DeflateMode.Canned && table is not null)
            throw new UsageException($"Mode {mode.ToString().ToLowerInvariant()} takes no table: leave it out, or use canned.");
        Mode = mode;
        Effort = effort ?? (mode == DeflateMode.Dynamic ? DeflateEffort.Thorough : DeflateEffort.Fast);
        _isScalar = kernel == DeflateKernel.Scalar;
        _dynamic = mode == DeflateMode.Dynamic ? new DynamicCode() : null;
        _tables = table is null
            ? EncoderTables.Of(FixedCode.LiteralLengths, FixedCode.DistanceLengths)
            : EncoderTables.Of(table.LiteralLengths, table.DistanceLengths);
    }

    /// <summary>The Huffman code.</summary>
    public DeflateMode Mode { get; }

    /// <summary>How hard the match search looks.</summary>
    public DeflateEffort Effort { get; }

    /// <summary>
    /// The largest output for <paramref name="sourceBytes"/> in fixed and dynamic mode: stored blocks. Canned mode has no stored blocks and
    /// can reach 15 bits a byte; give it the size up to which a compressed page is of use.
    /// </summary>
    public static int MaxOutputBytes(int sourceBytes) => StoredBlocks.SizeOf(sourceBytes);

    /// <summary>Compresses <paramref name="source"/> into one stream.</summary>
    /// <param name="source">0 to <see cref="MaxSourceBytes"/> bytes.</param>
    /// <param name="destination">Any length; need not hold <see cref="MaxOutputBytes"/>.</param>
    /// <returns>Bytes written, or −1 when the stream does not fit; then the destination's content is undefined.</returns>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, MaxSourceBytes);
        int length = _isScalar ? CompressSegments<ScalarKernel>(source, destination) : CompressSegments<VectorKernel>(source, destination);
        if (Mode == DeflateMode.Canned) return length;
        bool shrank = length >= 0 && length < StoredBlocks.SizeOf(source.Length);
        return shrank ? length : StoredBlocks.Write(source, destination);
    }

    private int CompressSegments<TKernel>(ReadOnlySpan<byte> source, Span<byte> destination)
        where TKernel : struct, IKernel
    {
        int written = 0;
        BitSink sink = default;
        _window.Reset();
        fixed (byte* output = _output)
        {
            bool final;
            do
            {
                int length = Math.Min(source.Length, SegmentWindow.SegmentBytes);
                final = length == source.Length;
                _window.Load(source[..length]);
                source = source[length..];
                sink.Next = output;
                PutSegment<TKernel>(ref sink, final);
                int bytes = (int)(sink.Next - output);
                if (bytes > destination.Length - written) return -1;
                new ReadOnlySpan<byte>(output, bytes).CopyTo(destination[written..]);
                written += bytes;
            }
            while (!final);
        }

        return written;
    }

    private void PutSegment<TKernel>(ref BitSink sink, bool final)
        where TKernel : struct, IKernel
    {
        byte* segment = _window.Bytes + _window.First;
        int length = _window.End - _window.First;
        BitSink before = sink;
        switch (Effort)
        {
            case DeflateEffort.Light: Parse<TKernel, LightEffort>(); break;
            case DeflateEffort.Fast: Parse<TKernel, FastEffort>(); break;
            default: Parse<TKernel, ThoroughEffort>(); break;
        }

        EncoderTables tables = PutHeader<TKernel>(ref sink, final);
        TokenEncoder.Encode(ref sink, _stream, tables);
        if (Mode != DeflateMode.Canned || final) sink.PutCode(tables.EndOfBlock);
        sink.Flush();
        if (Mode != DeflateMode.Canned && sink.Next - before.Next > length + StoredBlocks.OverheadBytes)
        {
            sink = before;
            StoredBlocks.Put(ref sink, segment, length, final);
        }

        if (final) sink.AlignToByte();
    }

    private void Parse<TKernel, TEffort>()
        where TKernel : struct, IKernel
        where TEffort : struct, IEffort =>
        MatchParser.Parse<TKernel, TEffort>(_window.Bytes, SegmentWindow.FirstPosition, _window.First, _window.End,
            _window.Heads, _stream);

    /// <summary>Writes what precedes the symbols: nothing in canned mode, where the whole stream is the body of one block.</summary>
    /// <returns>The code to write them in.</returns>
    private EncoderTables PutHeader<TKernel>(ref BitSink sink, bool final)
        where TKernel : struct, IKernel
    {
        if (Mode == DeflateMode.Canned) return _tables;
        if (_dynamic is not null && _dynamic.Prepare<TKernel>(_stream))
        {
            _dynamic.PutHeader(ref sink, final);
            return _dynamic.Tables;
        }

        sink.Put(final ? 3u : 2u, 3);
        return _tables;
    }
}
