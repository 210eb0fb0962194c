using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MultifdBench.Tests.Bench;

/// <summary>A named pipe of Linux in place of a file: who writes or reads it stands where the test wants it.</summary>
internal static partial class TestPipe
{
    private const nuint UnreadBytesRequest = 0x541B; // FIONREAD

    /// <summary>Makes one; skips the test where there are none.</summary>
    public static async Task CreateAsync(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a named pipe of Linux");
        using Process mkfifo = Process.Start("mkfifo", [path]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Bytes that were written and not read yet.</summary>
    public static int UnreadBytes(FileStream pipe) =>
        Ioctl(pipe.SafeFileHandle, UnreadBytesRequest, out int count) == 0 ? count : throw new IOException($"FIONREAD fails with error {Marshal.GetLastPInvokeError()}");

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle file, nuint request, out int count);
}
