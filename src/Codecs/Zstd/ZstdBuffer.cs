using System.Runtime.InteropServices;

namespace MultifdBench.Codecs.Zstd;

/// <summary>Zstandard's <c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>, which have the same layout [zstd.h].</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer(byte* start, int size)
{
    public byte* Start = start;
    public nuint Size = (nuint)size;
    public nuint Position = 0;

    public readonly int Used => (int)Position;

    public readonly bool AllUsed => Position == Size;
}
