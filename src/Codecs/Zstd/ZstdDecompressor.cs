using System.Buffers;
using System.Diagnostics;

namespace MultifdBench.Codecs.Zstd;

/// <summary>A zstd decompression stream over either library: the loop is one, the calls differ.</summary>
internal abstract unsafe class ZstdDecompressor : IStreamDecompressor
{
    private bool _invalid;

    public StreamPosition Position { get; private set; }

    public OperationStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        Debug.Assert(!destination.IsEmpty, "room to make progress");
        (consumed, written) = (0, 0);
        if (_invalid || (Position == StreamPosition.End && !source.IsEmpty)) return OperationStatus.InvalidData;
        // There is nothing to fetch, and the library counts calls that cannot progress as an error.
        if (Position != StreamPosition.Inside && source.IsEmpty) return OperationStatus.NeedMoreData;
        // The library reads at most Size bytes of the one buffer and writes at most Size of the other: the spans' own lengths.
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            var from = new ZstdBuffer(input, source.Length);
            var to = new ZstdBuffer(output, destination.Length);
            OperationStatus status = Run(&to, &from);
            (consumed, written) = (from.Used, to.Used);
            return status;
        }
    }

    public abstract void Dispose();

    /// <summary>The context's ZSTD_sizeof_: what it has allocated by now.</summary>
    public abstract long? NativeBytes { get; }

    /// <summary>ZSTD_decompressStream: 0 after a frame's end, else the input it would like next, or an error.</summary>
    protected abstract nuint Step(ZstdBuffer* to, ZstdBuffer* from);

    /// <summary>ZSTD_isError.</summary>
    protected abstract bool IsError(nuint result);

    private OperationStatus Run(ZstdBuffer* to, ZstdBuffer* from)
    {
        while (true)
        {
            nuint before = to->Position + from->Position;
            nuint wanted = Step(to, from);
            _invalid = IsError(wanted);
            if (_invalid) return OperationStatus.InvalidData;
            // What the decoder wants says nothing of output that found no room, so a full destination is no flush point yet.
            Position = to->AllUsed && wanted != 0 ? StreamPosition.Inside : PositionFrom(wanted);
            if (to->AllUsed) return OperationStatus.Done;
            if (Position == StreamPosition.End) return from->AllUsed ? OperationStatus.NeedMoreData : Invalid();
            // With room left and no input left, the library has nothing more to give.
            if (from->AllUsed) return OperationStatus.NeedMoreData;
            if (to->Position + from->Position == before) return Invalid();
        }
    }

    private OperationStatus Invalid()
    {
        _invalid = true;
        return OperationStatus.InvalidData;
    }

    /// <summary>
    /// Between two blocks the decoder wants exactly a block header; inside one it wants the rest of the block and the next header, or less
    /// than a whole header.
    /// </summary>
    private static StreamPosition PositionFrom(nuint wanted) => wanted switch
    {
        0 => StreamPosition.End,
        ZstdConstants.BlockHeaderBytes => StreamPosition.FlushPoint,
        _ => StreamPosition.Inside,
    };
}
