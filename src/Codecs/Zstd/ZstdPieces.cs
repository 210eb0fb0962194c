using MultifdBench.Codecs.Native;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Core;
using ZstdSharp.Unsafe;

namespace MultifdBench.Codecs.Zstd;

/// <summary>Pieces as zstd frames of their own [RFC8878], by the system's libzstd or by ZstdSharp.</summary>
public static class ZstdPieces
{
    /// <summary>The codec of a library; for <see cref="CodecLibrary.Auto"/> the system's, else ZstdSharp.</summary>
    /// <exception cref="InvalidOperationException">The library is not here: ask <see cref="ZstdCodec.Probe"/> first.</exception>
    public static IPieceCodec Open(CodecLibrary library) => library switch
    {
        CodecLibrary.Managed => new ManagedZstdPieces(),
        CodecLibrary.Native => new NativeZstdPieces(LibZstd.Probe.Demand()),
        _ => LibZstd.Probe.Api is { } native ? new NativeZstdPieces(native) : new ManagedZstdPieces(),
    };
}

/// <summary>The system's libzstd.</summary>
/// <param name="zstd">Its functions.</param>
internal sealed class NativeZstdPieces(LibZstd zstd) : IPieceCodec
{
    public string Library => $"libzstd {zstd.Version}";

    public IPieceCompressor CreateCompressor(int level, TrainedContent? dictionary)
    {
        ZstdCodec.CheckLevel(level);
        return new NativeZstdPieceCompressor(zstd, level, dictionary);
    }

    public IPieceDecompressor CreateDecompressor(TrainedContent? dictionary) =>
        new NativeZstdPieceDecompressor(zstd, Library, dictionary);
}

/// <summary>ZstdSharp.</summary>
internal sealed class ManagedZstdPieces : IPieceCodec
{
    public string Library { get; } = new ManagedZstd().Library;

    public IPieceCompressor CreateCompressor(int level, TrainedContent? dictionary)
    {
        ZstdCodec.CheckLevel(level);
        return new ManagedZstdPieceCompressor(level, dictionary);
    }

    public IPieceDecompressor CreateDecompressor(TrainedContent? dictionary) => new ManagedZstdPieceDecompressor(Library, dictionary);
}

/// <summary>What compressors of both libraries do alike; the calls differ.</summary>
internal abstract unsafe class ZstdPieceCompressor : IPieceCompressor
{
    private const int DestinationTooSmall = -70; // [zstd_errors.h, ZSTD_error_dstSize_tooSmall], as a result

    public abstract long NativeBytes { get; }

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            nuint result = Run(to, (nuint)destination.Length, from, (nuint)source.Length);
            if ((nint)result == DestinationTooSmall) return 0;
            return ErrorIn(result) is { } error ? throw new InvalidOperationException($"zstd made no frame: {error}.") : (int)result;
        }
    }

    public abstract void Dispose();

    /// <summary>ZSTD_compress2: the frame's length, or an error.</summary>
    protected abstract nuint Run(byte* to, nuint capacity, byte* from, nuint length);

    /// <summary>What ZSTD_getErrorName says of an error; null for none.</summary>
    protected abstract string? ErrorIn(nuint result);

    /// <summary>Refuses what a library refuses of a new context.</summary>
    protected void Demand(nuint result, string what)
    {
        if (ErrorIn(result) is not { } error) return;
        Dispose();
        throw new InvalidOperationException($"zstd refuses {what}: {error}.");
    }
}

/// <summary>What decompressors of both libraries do alike.</summary>
/// <remarks>
/// A frame is decoded in one call, straight into its pages: no frame can make the decoder take memory for a window. A frame names its
/// dictionary, so one that was made with another is told from one that is damaged.
/// </remarks>
/// <param name="library">For messages.</param>
internal abstract unsafe class ZstdPieceDecompressor(string library) : IPieceDecompressor
{
    public abstract long NativeBytes { get; }

    public string? Decompress(ReadOnlySpan<byte> piece, Span<byte> destination)
    {
        fixed (byte* from = piece)
        fixed (byte* to = destination)
        {
            nuint result = Run(to, (nuint)destination.Length, from, (nuint)piece.Length);
            if (ErrorIn(result) is { } error) return $"what {library} refuses ({error})";
            return result == (nuint)destination.Length ? null : Invariant.Text($"{result} bytes");
        }
    }

    public abstract void Dispose();

    /// <summary>ZSTD_decompressDCtx: bytes written, or an error.</summary>
    protected abstract nuint Run(byte* to, nuint capacity, byte* from, nuint length);

    /// <inheritdoc cref="ZstdPieceCompressor.ErrorIn"/>
    protected abstract string? ErrorIn(nuint result);

    /// <summary>Refuses a dictionary that the library refuses; what it says of the reason is that it has no memory.</summary>
    protected void Demand(nuint result)
    {
        if (ErrorIn(result) is null) return;
        Dispose();
        throw new InvalidDataException($"{library} finds no dictionary in it.");
    }
}

/// <summary>A context of libzstd for compression.</summary>
internal sealed unsafe class NativeZstdPieceCompressor : ZstdPieceCompressor
{
    private readonly LibZstd _zstd;
    private readonly StreamHandle _handle;

    public NativeZstdPieceCompressor(LibZstd zstd, int level, TrainedContent? dictionary)
    {
        _zstd = zstd;
        _handle = new StreamHandle(zstd.CreateCompressor(), zstd.FreeCompressor, ZstdConstants.Library);
        Demand(zstd.SetParameter(_handle.Context, ZstdConstants.CompressionLevel, level), Invariant.Text($"level {level}"));
        if (dictionary is null or { Bytes.IsEmpty: true }) return;
        fixed (byte* start = dictionary.Bytes)
            Demand(zstd.LoadDictionary(_handle.Context, start, dictionary.Bytes.Length), "the dictionary");
    }

    public override long NativeBytes => _zstd.SizeOfCompressor(_handle.Context);

    public override void Dispose() => _handle.Dispose();

    protected override nuint Run(byte* to, nuint capacity, byte* from, nuint length)
    {
        nuint result = _zstd.CompressPiece(_handle.Context, to, capacity, from, length);
        GC.KeepAlive(this);
        return result;
    }

    protected override string? ErrorIn(nuint result) => _zstd.IsError(result) ? _zstd.ErrorName(result) : null;
}

/// <summary>A context of libzstd for decompression.</summary>
internal sealed unsafe class NativeZstdPieceDecompressor : ZstdPieceDecompressor
{
    private readonly LibZstd _zstd;
    private readonly StreamHandle _handle;

    public NativeZstdPieceDecompressor(LibZstd zstd, string library, TrainedContent? dictionary)
        : base(library)
    {
        _zstd = zstd;
        _handle = new StreamHandle(zstd.CreateDecompressor(), zstd.FreeDecompressor, ZstdConstants.Library);
        if (dictionary is null or { Bytes.IsEmpty: true }) return;
        fixed (byte* start = dictionary.Bytes)
            Demand(zstd.LoadDecompressionDictionary(_handle.Context, start, dictionary.Bytes.Length));
    }

    public override long NativeBytes => _zstd.SizeOfDecompressor(_handle.Context);

    public override void Dispose() => _handle.Dispose();

    protected override nuint Run(byte* to, nuint capacity, byte* from, nuint length)
    {
        nuint result = _zstd.DecompressPiece(_handle.Context, to, capacity, from, length);
        GC.KeepAlive(this);
        return result;
    }

    protected override string? ErrorIn(nuint result) => _zstd.IsError(result) ? _zstd.ErrorName(result) : null;
}

/// <summary>A context of ZstdSharp for compression.</summary>
internal sealed unsafe class ManagedZstdPieceCompressor : ZstdPieceCompressor
{
    private readonly StreamHandle _handle = new(
        (nint)Methods.ZSTD_createCCtx(), context => Methods.ZSTD_freeCCtx((ZSTD_CCtx_s*)context), ZstdConstants.Library);

    public ManagedZstdPieceCompressor(int level, TrainedContent? dictionary)
    {
        Demand(Methods.ZSTD_CCtx_setParameter(Context, ZSTD_cParameter.ZSTD_c_compressionLevel, level), Invariant.Text($"level {level}"));
        if (dictionary is null or { Bytes.IsEmpty: true }) return;
        fixed (byte* start = dictionary.Bytes)
            Demand(Methods.ZSTD_CCtx_loadDictionary(Context, start, (nuint)dictionary.Bytes.Length), "the dictionary");
    }

    public override long NativeBytes => (long)Methods.ZSTD_sizeof_CCtx(Context);

    private ZSTD_CCtx_s* Context => (ZSTD_CCtx_s*)_handle.Context;

    public override void Dispose() => _handle.Dispose();

    protected override nuint Run(byte* to, nuint capacity, byte* from, nuint length)
    {
        nuint result = Methods.ZSTD_compress2(Context, to, capacity, from, length);
        GC.KeepAlive(this);
        return result;
    }

    protected override string? ErrorIn(nuint result) => Methods.ZSTD_isError(result) ? Methods.ZSTD_getErrorName(result) : null;
}

/// <summary>A context of ZstdSharp for decompression.</summary>
internal sealed unsafe class ManagedZstdPieceDecompressor : ZstdPieceDecompressor
{
    private readonly StreamHandle _handle = new(
        (nint)Methods.ZSTD_createDCtx(), context => Methods.ZSTD_freeDCtx((ZSTD_DCtx_s*)context), ZstdConstants.Library);

    public ManagedZstdPieceDecompressor(string library, TrainedContent? dictionary)
        : base(library)
    {
        if (dictionary is null or { Bytes.IsEmpty: true }) return;
        fixed (byte* start = dictionary.Bytes)
            Demand(Methods.ZSTD_DCtx_loadDictionary(Context, start, (nuint)dictionary.Bytes.Length));
    }

    public override long NativeBytes => (long)Methods.ZSTD_sizeof_DCtx(Context);

    private ZSTD_DCtx_s* Context => (ZSTD_DCtx_s*)_handle.Context;

    public override void Dispose() => _handle.Dispose();

    protected override nuint Run(byte* to, nuint capacity, byte* from, nuint length)
    {
        nuint result = Methods.ZSTD_decompressDCtx(Context, to, capacity, from, length);
        GC.KeepAlive(this);
        return result;
    }

    protected override string? ErrorIn(nuint result) => Methods.ZSTD_isError(result) ? Methods.ZSTD_getErrorName(result) : null;
}
