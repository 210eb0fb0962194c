using System.Runtime.InteropServices;

namespace MultifdBench.Codecs.Zlib;

/// <summary>Owns one <see cref="ZStream"/> in native memory (zlib keeps its address) and what zlib allocated for it.</summary>
internal sealed unsafe class ZStreamHandle : SafeHandle
{
    private readonly LibZ _libz;
    private readonly bool _inflates;
    private bool _initialised;

    private ZStreamHandle(LibZ libz, bool inflates)
        : base(0, ownsHandle: true)
    {
        _libz = libz;
        _inflates = inflates;
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(ZStream)));
    }

    public override bool IsInvalid => handle == 0;

    public ZStream* Stream => (ZStream*)handle;

    public static ZStreamHandle ForDeflate(LibZ libz, int level, int windowBits)
    {
        var handle = new ZStreamHandle(libz, inflates: false);
        return handle.Initialised(libz.DeflateInit(handle.Stream, level, windowBits),
            $"deflateInit2(level {level}, windowBits {windowBits})");
    }

    public static ZStreamHandle ForInflate(LibZ libz, int windowBits)
    {
        var handle = new ZStreamHandle(libz, inflates: true);
        return handle.Initialised(libz.InflateInit(handle.Stream, windowBits), $"inflateInit2(windowBits {windowBits})");
    }

    protected override bool ReleaseHandle()
    {
        // The result is Z_DATA_ERROR for a stream that was never finished, which is how every channel ends.
        if (_initialised) _ = _inflates ? _libz.InflateEnd(Stream) : _libz.DeflateEnd(Stream);
        NativeMemory.Free((void*)handle);
        return true;
    }

    private ZStreamHandle Initialised(int result, string call)
    {
        _initialised = result == LibZ.Ok;
        if (_initialised) return this;
        Dispose();
        throw new InvalidOperationException($"libz {_libz.Version}: {call} failed with {result}.");
    }
}
