using System.Runtime.InteropServices;

namespace MultifdBench.Codecs.Zlib;

/// <summary>zlib's <c>z_stream</c> [zlib.h]; <c>uLong</c> is C's unsigned long, 4 bytes on Windows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZStream
{
    public byte* NextIn;
    public uint AvailIn;
    public CULong TotalIn;
    public byte* NextOut;
    public uint AvailOut;
    public CULong TotalOut;
    public byte* Message;
    public void* State;
    public void* Alloc;
    public void* Free;
    public void* Opaque;

    /// <summary>For inflate: unused bits of the last byte, plus 128 right after a block's end [zlib.h, inflate].</summary>
    public int DataType;
    public CULong Adler;
    public CULong Reserved;
}
