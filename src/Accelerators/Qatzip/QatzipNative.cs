using System.Runtime.InteropServices;

namespace MultifdBench.Accelerators.Qatzip;

/// <summary>
/// The functions of libqatzip that are used here [qatzip.h 1.3.1 and 2.0, layouts checked with a C compiler: equal];
/// <see cref="AcceleratorLibraries"/> decides which file they come from.
/// </summary>
internal static unsafe partial class QatzipNative
{
    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzInit")]
    public static partial int Init(Session* session, byte softwareBackup);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzGetDefaultsDeflate")]
    public static partial int GetDefaults(Parameters* parameters);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzSetupSessionDeflate")]
    public static partial int SetUp(Session* session, Parameters* parameters);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzTeardownSession")]
    public static partial int TearDown(Session* session);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzClose")]
    public static partial int Close(Session* session);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzMaxCompressedLength")]
    public static partial uint MaxCompressedLength(uint sourceBytes, Session* session);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzCompressExt")]
    public static partial int Compress(Session* session, byte* source, uint* sourceBytes, byte* destination, uint* destinationBytes,
        uint last, ulong* details);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzDecompressExt")]
    public static partial int Decompress(Session* session, byte* source, uint* sourceBytes, byte* destination, uint* destinationBytes,
        ulong* details);

    [LibraryImport(AcceleratorLibraries.Qatzip, EntryPoint = "qzSetLogLevel")]
    public static partial int SetLogLevel(int level);

    /// <summary>QzSession_T.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Session
    {
        public CLong HardwareStatus;
        public int ThreadStatus;
        public nint Internal;
        public CULong TotalIn;
        public CULong TotalOut;
    }

    /// <summary>QzSessionParamsDeflate_T: the parameters of all algorithms, then those of deflate.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Parameters
    {
        public int Direction;
        public uint Level;
        public byte Algorithm;
        public uint MaxForks;
        public byte SoftwareBackup;
        public uint HardwareBufferBytes;
        public uint StreamBufferBytes;
        public uint InputSizeThreshold;
        public uint RequestCountThreshold;
        public uint WaitCountThreshold;
        public int PollingMode;
        public uint IsSensitive;
        public int HuffmanHeader;
        public QatzipFormat Format;
    }
}
