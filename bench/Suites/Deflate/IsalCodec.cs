using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// ISA-L's igzip, the code base of QPL's software path. Its structures are reached by the offsets of igzip_lib.h 2.30 on LP64.
/// </summary>
internal sealed unsafe partial class IsalCodec : IPageCodec
{
    private const string Library = "libisal.so.2";
    // sizeof(isal_zstream) is 82,384; the buffer is ISAL_DEF_LVL1_DEFAULT
    private const int StreamBytes = 128 * 1024, LevelBufferBytes = 282_624;
    private const int NextIn = 0, AvailableIn = 8, NextOut = 16, AvailableOut = 24, TotalOut = 28;
    private const int Level = 40, LevelBufferSize = 44, LevelBuffer = 48, EndOfStream = 56, WindowBits = 62;
    private const int InflateNextOut = 0, InflateAvailableOut = 8, InflateTotalOut = 12, InflateNextIn = 16, InflateAvailableIn = 32;

    private readonly int _level;
    private readonly byte* _stream = (byte*)NativeMemory.AlignedAlloc(StreamBytes, 64);
    private readonly byte* _levelBuffer = (byte*)NativeMemory.AlignedAlloc(LevelBufferBytes, 64);
    private readonly byte* _inflate = (byte*)NativeMemory.AlignedAlloc(StreamBytes, 64);

    public IsalCodec(int level)
    {
        _level = level;
        NativeMemory.Clear(_stream, StreamBytes);
        NativeMemory.Clear(_inflate, StreamBytes);
    }

    public static Availability Availability { get; } = NativePeer.Probe(Library, "libisal2");

    public string Name => $"ISA-L {_level}";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        fixed (byte* from = page, to = destination)
        {
            StatelessInit(_stream);
            *(uint*)(_stream + Level) = (uint)_level;
            *(uint*)(_stream + LevelBufferSize) = LevelBufferBytes;
            *(byte**)(_stream + LevelBuffer) = _levelBuffer;
            *(ushort*)(_stream + EndOfStream) = 1;
            *(ushort*)(_stream + WindowBits) = 12;
            *(byte**)(_stream + NextIn) = from;
            *(uint*)(_stream + AvailableIn) = (uint)page.Length;
            *(byte**)(_stream + NextOut) = to;
            *(uint*)(_stream + AvailableOut) = (uint)destination.Length;
            return DeflateStateless(_stream) == 0 ? *(int*)(_stream + TotalOut) : -1;
        }
    }

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page)
    {
        fixed (byte* from = source, to = page)
        {
            InflateInit(_inflate);
            *(byte**)(_inflate + InflateNextIn) = from;
            *(uint*)(_inflate + InflateAvailableIn) = (uint)source.Length;
            *(byte**)(_inflate + InflateNextOut) = to;
            *(uint*)(_inflate + InflateAvailableOut) = (uint)page.Length;
            return InflateStateless(_inflate) == 0 && *(int*)(_inflate + InflateTotalOut) == page.Length;
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_stream);
        NativeMemory.AlignedFree(_levelBuffer);
        NativeMemory.AlignedFree(_inflate);
    }

    [LibraryImport(Library, EntryPoint = "isal_deflate_stateless_init")]
    private static partial void StatelessInit(byte* stream);

    [LibraryImport(Library, EntryPoint = "isal_deflate_stateless")]
    private static partial int DeflateStateless(byte* stream);

    [LibraryImport(Library, EntryPoint = "isal_inflate_init")]
    private static partial void InflateInit(byte* state);

    [LibraryImport(Library, EntryPoint = "isal_inflate_stateless")]
    private static partial int InflateStateless(byte* state);
}
