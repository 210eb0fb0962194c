using System.Runtime.InteropServices;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// The functions of libqpl that are used here [qpl/c_api]; <see cref="AcceleratorLibraries"/> decides which file they come from.
/// </summary>
internal static unsafe partial class QplNative
{
    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_get_library_version")]
    public static partial nint GetLibraryVersion();

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_get_job_size")]
    public static partial int GetJobSize(QplJobPath path, uint* bytes);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_init_job")]
    public static partial int InitJob(QplJobPath path, QplJob* job);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_fini_job")]
    public static partial int FiniJob(QplJob* job);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_execute_job")]
    public static partial int ExecuteJob(QplJob* job);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_submit_job")]
    public static partial int SubmitJob(QplJob* job);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_check_job")]
    public static partial int CheckJob(QplJob* job);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_get_safe_deflate_compression_buffer_size")]
    public static partial uint GetSafeCompressionBufferSize(uint sourceBytes);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_gather_deflate_statistics")]
    public static partial int GatherStatistics(byte* source, uint sourceBytes, uint* histogram, int level, QplJobPath path);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_deflate_huffman_table_create")]
    public static partial int CreateTable(int type, QplJobPath path, Allocator allocator, nint* table);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_huffman_table_destroy")]
    public static partial int DestroyTable(nint table);

    [LibraryImport(AcceleratorLibraries.Qpl, EntryPoint = "qpl_huffman_table_init_with_histogram")]
    public static partial int InitTable(nint table, uint* histogram);

    /// <summary>allocator_t; two nulls are the library's default.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Allocator
    {
        public nint Allocate;
        public nint Free;
    }
}
