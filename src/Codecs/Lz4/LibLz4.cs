using System.Runtime.InteropServices;
using MultifdBench.Codecs.Native;

namespace MultifdBench.Codecs.Lz4;

/// <summary>The functions of the system's liblz4 that are used here, bound once per process [lz4.h].</summary>
internal sealed unsafe class LibLz4
{
    private static readonly Lazy<Probed<LibLz4>> Bound =
        new(() => Probed<LibLz4>.Bind(NativeLibraryNames.Lz4, file => new LibLz4(file)));

    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int, int, int> _compress;
    private readonly delegate* unmanaged[Cdecl]<nint> _createStream;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _freeStream;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int, int, int> _compressNext;
    private readonly delegate* unmanaged[Cdecl]<byte*, byte*, int, int, byte*, int, int> _decompress;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int> _loadDictionary;

    private LibLz4(NativeLibraryFile file)
    {
        _compress = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int, int, int>)file.Export("LZ4_compress_fast_extState");
        _createStream = (delegate* unmanaged[Cdecl]<nint>)file.Export("LZ4_createStream");
        _freeStream = (delegate* unmanaged[Cdecl]<nint, int>)file.Export("LZ4_freeStream");
        _compressNext = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int, int, int>)file.Export("LZ4_compress_fast_continue");
        _decompress = (delegate* unmanaged[Cdecl]<byte*, byte*, int, int, byte*, int, int>)file.Export("LZ4_decompress_safe_usingDict");
        _loadDictionary = (delegate* unmanaged[Cdecl]<nint, byte*, int, int>)file.Export("LZ4_loadDict");
        StateBytes = ((delegate* unmanaged[Cdecl]<int>)file.Export("LZ4_sizeofState"))();
        nint version = ((delegate* unmanaged[Cdecl]<nint>)file.Export("LZ4_versionString"))();
        Version = Marshal.PtrToStringAnsi(version) ?? "";
    }

    /// <summary>The system's liblz4, or why there is none.</summary>
    public static Probed<LibLz4> Probe => Bound.Value;

    /// <summary>What <c>LZ4_versionString()</c> says.</summary>
    public string Version { get; }

    /// <summary>What <c>LZ4_sizeofState()</c> says: a state is a stream too.</summary>
    public int StateBytes { get; }

    public nint CreateStream() => _createStream();

    public void FreeStream(nint stream) => _ = _freeStream(stream);

    public int Compress(nint state, byte* from, byte* to, int length, int capacity, int acceleration) =>
        _compress(state, from, to, length, capacity, acceleration);

    public int CompressNext(nint stream, byte* from, byte* to, int length, int capacity, int acceleration) =>
        _compressNext(stream, from, to, length, capacity, acceleration);

    /// <summary>The dictionary must stay where and as it is for as long as the stream, or a copy, is used.</summary>
    public void LoadDictionary(nint stream, byte* dictionary, int length) => _ = _loadDictionary(stream, dictionary, length);

    public int Decompress(byte* from, byte* to, int length, int capacity, byte* history, int historyBytes) =>
        _decompress(from, to, length, capacity, history, historyBytes);
}
