using MultifdBench.Core;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Inflate;

namespace MultifdBench.Deflate;

/// <summary>
/// Decompresses raw deflate streams, or canned bodies when it has a table. Takes any RFC 1951 stream within its window, never touches
/// memory outside its buffers, and ends on any input. An instance is reused and allocates nothing per page; it is not thread-safe.
/// </summary>
public sealed unsafe class PageInflater
{
    /// <summary>The window of IAA: streams with longer distances are refused as the device refuses them.</summary>
    public const int IaaWindowBytes = Alphabet.PageWindowBytes;

    /// <summary>The window of deflate.</summary>
    public const int FullWindowBytes = Alphabet.FullWindowBytes;

    private static readonly (DecodeTable LiteralLengths, DecodeTable Distances) Fixed = BuildFixed();

    private readonly DecodeTable _literalLengths = DecodeTable.ForLiterals();
    private readonly DecodeTable _distances = DecodeTable.ForDistances();
    private readonly BlockHeader _header = new();
    private readonly CannedTable? _table;
    private readonly uint _windowBytes;

    /// <summary>Creates a decompressor.</summary>
    /// <param name="windowBytes">The longest distance accepted, 1 to <see cref="FullWindowBytes"/>.</param>
    /// <param name="table">The sender's table; then the input is canned bodies, and nothing else is.</param>
    /// <exception cref="UsageException">The window is out of range.</exception>
    public PageInflater(int windowBytes = FullWindowBytes, CannedTable? table = null)
    {
        if (windowBytes is < 1 or > FullWindowBytes)
            throw new UsageException($"A window of {windowBytes} bytes is out of range: use {IaaWindowBytes} (IAA) or {FullWindowBytes} (deflate).");
        _windowBytes = (uint)windowBytes;
        _table = table;
    }

    /// <summary>Decompresses one stream.</summary>
    /// <param name="source">The stream; bytes may follow it.</param>
    /// <param name="destination">At least as long as what the stream holds; may be longer. Bytes past <paramref name="written"/> may be overwritten.</param>
    /// <param name="consumed">Bytes of <paramref name="source"/> that the stream took; meaningful when done.</param>
    /// <param name="written">Bytes decompressed.</param>
    /// <returns>Done, or the first thing that is wrong; <see cref="InflateStatusText.Describe"/> puts it in words.</returns>
    public InflateStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        fixed (byte* input = source)
        fixed (byte* to = destination)
        {
            BitSource bits = new() { Next = input, End = input + source.Length };
            OutputWindow output = new() { Start = to, Next = to, End = to + destination.Length, WindowBytes = _windowBytes };
            InflateStatus status = _table is null ? DecodeBlocks(ref bits, ref output) : DecodeCanned(ref bits, ref output, _table);
            consumed = (int)(bits.Next - input) - (int)(bits.Count >> 3);
            written = (int)(output.Next - to);
            return status;
        }
    }

    private static InflateStatus DecodeCanned(ref BitSource source, ref OutputWindow output, CannedTable table)
    {
        InflateStatus status = BlockDecoder.Decode(ref source, ref output, table.LiteralLengthDecoder, table.DistanceDecoder);
        if (status == InflateStatus.Done) SkipEmptyFinalBlock(ref source);
        return status;
    }

    /// <summary>
    /// libqpl's software path ends a canned body with an empty final block of the fixed code, although no block was opened [QPL
    /// finish_deflate_block]. It is taken for a part of the stream where it is the end of the source, and only there.
    /// </summary>
    private static void SkipEmptyFinalBlock(ref BitSource source)
    {
        const uint EmptyFinalBlock = 0b0000000_01_1;
        BitSource ahead = source;
        if (ahead.TryRead(10, out uint block) && block == EmptyFinalBlock && ahead.Next == ahead.End && ahead is { Count: < 8, Buffer: 0 }) source = ahead;
    }

    private InflateStatus DecodeBlocks(ref BitSource source, ref OutputWindow output)
    {
        while (true)
        {
            if (!source.TryRead(3, out uint header)) return InflateStatus.Truncated;
            InflateStatus status = (header >> 1) switch
            {
                0 => StoredBlock.Copy(ref source, ref output),
                1 => BlockDecoder.Decode(ref source, ref output, Fixed.LiteralLengths, Fixed.Distances),
                2 => DecodeDynamic(ref source, ref output),
                _ => InflateStatus.BadBlockType,
            };
            if (status != InflateStatus.Done || (header & 1) != 0) return status;
        }
    }

    private InflateStatus DecodeDynamic(ref BitSource source, ref OutputWindow output)
    {
        InflateStatus status = _header.Read(ref source, _literalLengths, _distances);
        return status != InflateStatus.Done ? status : BlockDecoder.Decode(ref source, ref output, _literalLengths, _distances);
    }

    private static (DecodeTable LiteralLengths, DecodeTable Distances) BuildFixed()
    {
        DecodeTable literalLengths = DecodeTable.ForCannedLiterals(), distances = DecodeTable.ForDistances();
        fixed (byte* literals = FixedCode.LiteralLengths, distance = FixedCode.DistanceLengths)
        {
            literalLengths.Build(literals, Alphabet.FixedLiteralLengthCount);
            distances.Build(distance, Alphabet.FixedDistanceCount);
        }

        literalLengths.JoinLiterals();
        return (literalLengths, distances);
    }
}
