using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MultifdBench.Codecs.Zlib;

/// <summary>
/// Owns one <see cref="ZStream"/> in native memory (zlib keeps its address) and what zlib allocated for it, which is counted: zlib asks for
/// all of its memory by the two functions that the stream names [zlib.h, alloc_func].
/// </summary>
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
        // The counter lies behind the stream.
        ZStream* stream = (ZStream*)NativeMemory.AllocZeroed((nuint)(sizeof(ZStream) + sizeof(long)));
        stream->Alloc = (delegate* unmanaged[Cdecl]<long*, uint, uint, void*>)&Allocate;
        stream->Free = (delegate* unmanaged[Cdecl]<long*, void*, void>)&Release;
        stream->Opaque = stream + 1;
        SetHandle((nint)stream);
    }

    public override bool IsInvalid => handle == 0;

    public ZStream* Stream => (ZStream*)handle;

    /// <summary>What zlib has allocated for the stream and not released, bytes, the stream's own included.</summary>
    public long Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return sizeof(ZStream) + *(long*)(Stream + 1);
        }
    }

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

    /// <summary>Room for the length, which zlib does not repeat when it releases; as aligned as malloc's.</summary>
    private static nuint HeadBytes => 16;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* Allocate(long* counter, uint items, uint size)
    {
        long bytes = (long)items * size;
        try
        {
            byte* memory = (byte*)NativeMemory.Alloc((nuint)bytes + HeadBytes);
            *(long*)memory = bytes;
            *counter += bytes;
            return memory + HeadBytes;
        }
        catch (OutOfMemoryException)
        {
            // zlib reports it as Z_MEM_ERROR.
            return null;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(long* counter, void* memory)
    {
        if (memory is null) return;
        byte* start = (byte*)memory - HeadBytes;
        *counter -= *(long*)start;
        NativeMemory.Free(start);
    }

    private ZStreamHandle Initialised(int result, string call)
    {
        _initialised = result == LibZ.Ok;
        if (_initialised) return this;
        Dispose();
        throw new InvalidOperationException($"libz {_libz.Version}: {call} failed with {result}.");
    }
}
