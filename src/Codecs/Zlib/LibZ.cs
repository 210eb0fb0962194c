using System.Runtime.InteropServices;
using MultifdBench.Codecs.Native;

namespace MultifdBench.Codecs.Zlib;

/// <summary>The functions of the system's zlib that are used here, bound once per process [zlib.h].</summary>
internal sealed unsafe class LibZ
{
    public const int Ok = 0;
    public const int StreamEnd = 1;
    public const int BufferError = -5;
    public const int NoFlush = 0;
    public const int SyncFlush = 2;
    public const int Finish = 4;

    // The defaults of deflateInit, which QEMU calls [zlib.h, deflateInit2].
    private const int Deflated = 8;
    private const int DefaultMemoryLevel = 8;
    private const int DefaultStrategy = 0;

    private static readonly Lazy<Probed<LibZ>> Bound = new(() => Probed<LibZ>.Bind(NativeLibraryNames.Zlib, file => new LibZ(file)));

    private readonly delegate* unmanaged[Cdecl]<ZStream*, int, int, int, int, int, byte*, int, int> _deflateInit2;
    private readonly delegate* unmanaged[Cdecl]<ZStream*, int, byte*, int, int> _inflateInit2;
    private readonly delegate* unmanaged[Cdecl]<ZStream*, int, int> _deflate;
    private readonly delegate* unmanaged[Cdecl]<ZStream*, int, int> _inflate;
    private readonly delegate* unmanaged[Cdecl]<ZStream*, int> _deflateReset;
    private readonly delegate* unmanaged[Cdecl]<ZStream*, int> _deflateEnd;
    private readonly delegate* unmanaged[Cdecl]<ZStream*, int> _inflateEnd;
    private readonly delegate* unmanaged[Cdecl]<ZStream*, CULong, CULong> _deflateBound;
    private readonly byte* _version;

    private LibZ(NativeLibraryFile file)
    {
        _deflateInit2 = (delegate* unmanaged[Cdecl]<ZStream*, int, int, int, int, int, byte*, int, int>)file.Export("deflateInit2_");
        _inflateInit2 = (delegate* unmanaged[Cdecl]<ZStream*, int, byte*, int, int>)file.Export("inflateInit2_");
        _deflate = (delegate* unmanaged[Cdecl]<ZStream*, int, int>)file.Export("deflate");
        _inflate = (delegate* unmanaged[Cdecl]<ZStream*, int, int>)file.Export("inflate");
        _deflateReset = (delegate* unmanaged[Cdecl]<ZStream*, int>)file.Export("deflateReset");
        _deflateEnd = (delegate* unmanaged[Cdecl]<ZStream*, int>)file.Export("deflateEnd");
        _inflateEnd = (delegate* unmanaged[Cdecl]<ZStream*, int>)file.Export("inflateEnd");
        _deflateBound = (delegate* unmanaged[Cdecl]<ZStream*, CULong, CULong>)file.Export("deflateBound");
        _version = ((delegate* unmanaged[Cdecl]<byte*>)file.Export("zlibVersion"))();
        Version = Marshal.PtrToStringAnsi((nint)_version) ?? "";
    }

    /// <summary>The system's zlib, or why there is none.</summary>
    public static Probed<LibZ> Probe => Bound.Value;

    /// <summary>What <c>zlibVersion()</c> says.</summary>
    public string Version { get; }

    public int DeflateInit(ZStream* stream, int level, int windowBits) =>
        _deflateInit2(stream, level, Deflated, windowBits, DefaultMemoryLevel, DefaultStrategy, _version, sizeof(ZStream));

    public int InflateInit(ZStream* stream, int windowBits) => _inflateInit2(stream, windowBits, _version, sizeof(ZStream));

    public int Deflate(ZStream* stream, int flush) => _deflate(stream, flush);

    public int Inflate(ZStream* stream, int flush) => _inflate(stream, flush);

    public int DeflateReset(ZStream* stream) => _deflateReset(stream);

    public int DeflateEnd(ZStream* stream) => _deflateEnd(stream);

    public int InflateEnd(ZStream* stream) => _inflateEnd(stream);

    public long DeflateBound(ZStream* stream, int inputBytes) => (long)_deflateBound(stream, new CULong((uint)inputBytes)).Value;
}
