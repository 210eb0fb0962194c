using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MultifdBench.Tests.Bench;

/// <summary>A named pipe of Linux in place of a file: who writes or reads it stands where the test wants it.</summary>
internal static partial class TestPipe
{
    private const uint OwnerReadsAndWrites = 0x180; // 0600
    private const nuint UnreadBytesRequest = 0x541B; // FIONREAD

    /// <summary>Makes one; skips the test where there are none.</summary>
    public static Task CreateAsync(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a named pipe of Linux");
        return MakePipe(path, OwnerReadsAndWrites) == 0
            ? Task.CompletedTask
            : throw new IOException($"{path} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>
    /// Opens an end of it, and waits for the other one. Without the locks that files have here, which the program's own would collide with.
    /// </summary>
    public static FileStream Open(string path, FileAccess access)
    {
        SafeFileHandle handle = OpenFile(path, access == FileAccess.Read ? 0 : 1);
        return handle.IsInvalid
            ? throw new IOException($"{path} cannot be opened: error {Marshal.GetLastPInvokeError()}")
            : new FileStream(handle, access, bufferSize: 0);
    }

    /// <summary>Bytes that were written and not read yet.</summary>
    public static int UnreadBytes(FileStream pipe) =>
        Ioctl(pipe.SafeFileHandle, UnreadBytesRequest, out int count) == 0
            ? count
            : throw new IOException($"FIONREAD fails with error {Marshal.GetLastPInvokeError()}");

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle file, nuint request, out int count);
}
