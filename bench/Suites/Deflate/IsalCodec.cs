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
    private const int Hufftables = 32, Level = 40, LevelBufferSize = 44, LevelBuffer = 48, EndOfStream = 56, WindowBits = 62;
    private const int InflateNextOut = 0, InflateAvailableOut = 8, InflateTotalOut = 12, InflateNextIn = 16, InflateAvailableIn = 32;

    // Twice what isal_huff_histogram and isal_hufftables have, whatever a build's options.
    private const int HistogramBytes = 64 * 1024, HufftablesBytes = 64 * 1024;

    private readonly int _level;
    private readonly byte* _tables;
    private readonly byte* _stream = (byte*)NativeMemory.AlignedAlloc(StreamBytes, 64);
    private readonly byte* _levelBuffer = (byte*)NativeMemory.AlignedAlloc(LevelBufferBytes, 64);
    private readonly byte* _inflate = (byte*)NativeMemory.AlignedAlloc(StreamBytes, 64);

    /// <param name="level">0 or 1.</param>
    /// <param name="trainedOn">With level 0: pages that the table of codes is made from; null for the library's own.</param>
    public IsalCodec(int level, IEnumerable<ReadOnlyMemory<byte>>? trainedOn = null)
    {
        _level = level;
        _tables = trainedOn is null ? null : Train(trainedOn);
        NativeMemory.Clear(_stream, StreamBytes);
        NativeMemory.Clear(_inflate, StreamBytes);
    }

    public static Availability Availability { get; } = NativePeer.Probe(Library, "libisal2");

    public string Name => _tables is null ? $"ISA-L {_level}" : $"ISA-L {_level} trained";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        fixed (byte* from = page, to = destination)
        {
            StatelessInit(_stream);
            if (_tables is not null) *(byte**)(_stream + Hufftables) = _tables;
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
        NativeMemory.AlignedFree(_tables);
    }

    private static byte* Train(IEnumerable<ReadOnlyMemory<byte>> pages)
    {
        byte* histogram = (byte*)NativeMemory.AlignedAlloc(HistogramBytes, 64);
        byte* tables = (byte*)NativeMemory.AlignedAlloc(HufftablesBytes, 64);
        NativeMemory.Clear(histogram, HistogramBytes);
        NativeMemory.Clear(tables, HufftablesBytes);
        foreach (ReadOnlyMemory<byte> page in pages)
        {
            fixed (byte* from = page.Span) UpdateHistogram(from, page.Length, histogram);
        }

        int result = CreateHufftables(tables, histogram);
        NativeMemory.AlignedFree(histogram);
        return result == 0 ? tables : throw new InvalidOperationException($"ISA-L made no table: {result}.");
    }

    [LibraryImport(Library, EntryPoint = "isal_update_histogram")]
    private static partial void UpdateHistogram(byte* from, int length, byte* histogram);

    [LibraryImport(Library, EntryPoint = "isal_create_hufftables")]
    private static partial int CreateHufftables(byte* tables, byte* histogram);

    [LibraryImport(Library, EntryPoint = "isal_deflate_stateless_init")]
    private static partial void StatelessInit(byte* stream);

    [LibraryImport(Library, EntryPoint = "isal_deflate_stateless")]
    private static partial int DeflateStateless(byte* stream);

    [LibraryImport(Library, EntryPoint = "isal_inflate_init")]
    private static partial void InflateInit(byte* state);

    [LibraryImport(Library, EntryPoint = "isal_inflate_stateless")]
    private static partial int InflateStateless(byte* state);
}
