using System.Runtime.InteropServices;
using MultifdBench.Codecs.Native;

namespace MultifdBench.Codecs.Zstd;

/// <summary>The functions of the system's libzstd that are used here, bound once per process [zstd.h].</summary>
internal sealed unsafe class LibZstd
{
    private static readonly Lazy<Probed<LibZstd>> Bound =
        new(() => Probed<LibZstd>.Bind(NativeLibraryNames.Zstd, file => new LibZstd(file)));

    private readonly delegate* unmanaged[Cdecl]<nint> _createCompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, nuint> _freeCompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int, nuint> _setParameter;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int*, nuint> _getParameter;
    private readonly delegate* unmanaged[Cdecl]<nint, ZstdBuffer*, ZstdBuffer*, int, nuint> _compress;
    private readonly delegate* unmanaged[Cdecl]<nint, int, nuint> _resetCompressor;
    private readonly delegate* unmanaged[Cdecl]<nint> _createDecompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, nuint> _freeDecompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, ZstdBuffer*, ZstdBuffer*, nuint> _decompress;
    private readonly delegate* unmanaged[Cdecl]<nuint, uint> _isError;
    private readonly delegate* unmanaged[Cdecl]<nint, nuint> _sizeOfCompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, nuint> _sizeOfDecompressor;
    private readonly delegate* unmanaged[Cdecl]<nuint, nint> _errorName;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint> _loadDictionary;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint> _loadDecompressionDictionary;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint> _compressPiece;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint> _decompressPiece;
    private readonly delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint*, uint, nuint> _trainDictionary;

    private LibZstd(NativeLibraryFile file)
    {
        _createCompressor = (delegate* unmanaged[Cdecl]<nint>)file.Export("ZSTD_createCCtx");
        _freeCompressor = (delegate* unmanaged[Cdecl]<nint, nuint>)file.Export("ZSTD_freeCCtx");
        _setParameter = (delegate* unmanaged[Cdecl]<nint, int, int, nuint>)file.Export("ZSTD_CCtx_setParameter");
        _getParameter = (delegate* unmanaged[Cdecl]<nint, int, int*, nuint>)file.Export("ZSTD_CCtx_getParameter");
        _compress = (delegate* unmanaged[Cdecl]<nint, ZstdBuffer*, ZstdBuffer*, int, nuint>)file.Export("ZSTD_compressStream2");
        _resetCompressor = (delegate* unmanaged[Cdecl]<nint, int, nuint>)file.Export("ZSTD_CCtx_reset");
        _createDecompressor = (delegate* unmanaged[Cdecl]<nint>)file.Export("ZSTD_createDCtx");
        _freeDecompressor = (delegate* unmanaged[Cdecl]<nint, nuint>)file.Export("ZSTD_freeDCtx");
        _decompress = (delegate* unmanaged[Cdecl]<nint, ZstdBuffer*, ZstdBuffer*, nuint>)file.Export("ZSTD_decompressStream");
        _isError = (delegate* unmanaged[Cdecl]<nuint, uint>)file.Export("ZSTD_isError");
        _sizeOfCompressor = (delegate* unmanaged[Cdecl]<nint, nuint>)file.Export("ZSTD_sizeof_CCtx");
        _sizeOfDecompressor = (delegate* unmanaged[Cdecl]<nint, nuint>)file.Export("ZSTD_sizeof_DCtx");
        _errorName = (delegate* unmanaged[Cdecl]<nuint, nint>)file.Export("ZSTD_getErrorName");
        _loadDictionary = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint>)file.Export("ZSTD_CCtx_loadDictionary");
        _loadDecompressionDictionary = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint>)file.Export("ZSTD_DCtx_loadDictionary");
        _compressPiece = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint>)file.Export("ZSTD_compress2");
        _decompressPiece = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint>)file.Export("ZSTD_decompressDCtx");
        _trainDictionary =
            (delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint*, uint, nuint>)file.Export("ZDICT_trainFromBuffer");
        nint version = ((delegate* unmanaged[Cdecl]<nint>)file.Export("ZSTD_versionString"))();
        Version = Marshal.PtrToStringAnsi(version) ?? "";
    }

    /// <summary>The system's libzstd, or why there is none.</summary>
    public static Probed<LibZstd> Probe => Bound.Value;

    /// <summary>What <c>ZSTD_versionString()</c> says.</summary>
    public string Version { get; }

    public nint CreateCompressor() => _createCompressor();

    public void FreeCompressor(nint context) => _ = _freeCompressor(context);

    public nuint SetParameter(nint context, int parameter, int value) => _setParameter(context, parameter, value);

    public nuint GetParameter(nint context, int parameter, out int value)
    {
        int read;
        nuint result = _getParameter(context, parameter, &read);
        value = read;
        return result;
    }

    public nuint Compress(nint context, ZstdBuffer* to, ZstdBuffer* from, int directive) => _compress(context, to, from, directive);

    public nuint ResetCompressor(nint context, int directive) => _resetCompressor(context, directive);

    public nint CreateDecompressor() => _createDecompressor();

    public void FreeDecompressor(nint context) => _ = _freeDecompressor(context);

    public nuint Decompress(nint context, ZstdBuffer* to, ZstdBuffer* from) => _decompress(context, to, from);

    public long SizeOfCompressor(nint context) => (long)_sizeOfCompressor(context);

    public long SizeOfDecompressor(nint context) => (long)_sizeOfDecompressor(context);

    public nuint LoadDictionary(nint context, byte* dictionary, int length) => _loadDictionary(context, dictionary, (nuint)length);

    public nuint LoadDecompressionDictionary(nint context, byte* dictionary, int length) =>
        _loadDecompressionDictionary(context, dictionary, (nuint)length);

    public nuint CompressPiece(nint context, byte* to, nuint capacity, byte* from, nuint length) =>
        _compressPiece(context, to, capacity, from, length);

    public nuint DecompressPiece(nint context, byte* to, nuint capacity, byte* from, nuint length) =>
        _decompressPiece(context, to, capacity, from, length);

    public nuint TrainDictionary(byte* to, int capacity, byte* samples, nuint* sizes, int count) =>
        _trainDictionary(to, (nuint)capacity, samples, sizes, (uint)count);

    /// <summary>What <c>ZSTD_getErrorName()</c> says of an error, of a dictionary's too [zdict.h, ZDICT_getErrorName].</summary>
    public string ErrorName(nuint result) => Marshal.PtrToStringAnsi(_errorName(result)) ?? "";

    public bool IsError(nuint result) => _isError(result) != 0;
}
