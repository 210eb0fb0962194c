using System.Runtime.InteropServices;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// The head of a job: the fields of <c>qpl_job</c> that are used here, at their offsets on x86-64 [QPL 1.6.0 and 1.9.0, checked with a C
/// compiler: equal]. The library keeps pointers into the memory behind it, so a job is never copied or moved.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
internal unsafe struct QplJob
{
    /// <summary>sizeof(qpl_job).</summary>
    public const int SizeBytes = 240;

    [FieldOffset(0)] public byte* NextIn;
    [FieldOffset(8)] public uint AvailableIn;
    [FieldOffset(12)] public uint TotalIn;
    [FieldOffset(16)] public byte* NextOut;
    [FieldOffset(24)] public uint AvailableOut;
    [FieldOffset(28)] public uint TotalOut;
    [FieldOffset(32)] public QplOperation Operation;
    [FieldOffset(36)] public QplFlags Flags;
    [FieldOffset(40)] public uint Crc;
    [FieldOffset(52)] public int Level;
    [FieldOffset(64)] public nint HuffmanTable;
}

/// <summary>What a job does [qpl_operation].</summary>
internal enum QplOperation
{
    Decompress = 0,
    Compress = 1,
}

/// <summary>How it does it [QPL_FLAG_*].</summary>
[Flags]
internal enum QplFlags : uint
{
    First = 0x1,
    Last = 0x2,
    DynamicHuffman = 0x2000,
    OmitVerify = 0x4000,
    CannedMode = 0x40_0000,
}

/// <summary>Where jobs run. The library's third path, auto, is not used: it does not say where a job ran.</summary>
public enum QplJobPath
{
    /// <summary>On IAA.</summary>
    Hardware = 1,

    /// <summary>On the CPU, by the library's own code.</summary>
    Software = 2,
}
