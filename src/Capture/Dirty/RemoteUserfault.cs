using System.Runtime.InteropServices;
using MultifdBench.Capture.Processes;

namespace MultifdBench.Capture.Dirty;

/// <summary>
/// A userfaultfd of another process in asynchronous write-protect mode (Linux 6.7 and later): its registered ranges can be asked for
/// written pages with <see cref="PagemapScan"/>. Closing it takes all protection away; the process goes on as if nothing had been.
/// </summary>
/// <remarks>
/// A userfaultfd belongs to the memory of the process that makes it, so the process is made to execute the one system call, as a debugger
/// would, and the descriptor is copied over here (pidfd_getfd); the registration is then done from outside. Needs the same permission as
/// reading the memory. [Linux fs/userfaultfd.c; userfaultfd(2)]
/// </remarks>
internal sealed unsafe partial class RemoteUserfault : SafeHandle
{
    private const long SysUserfaultfd = 323;
    private const long SysClose = 3;
    private const long SysPidfdOpen = 434;
    private const long SysPidfdGetfd = 438;
    private const long CloseOnExec = 0x80000;
    private const long NonBlocking = 0x800;
    private const long UserModeOnly = 1; // what an unprivileged process may have; asynchronous protection needs no more
    private const nuint ApiRequest = 0xC018AA3F; // UFFDIO_API
    private const nuint RegisterRequest = 0xC020AA00; // UFFDIO_REGISTER
    private const ulong ApiVersion = 0xAA;
    private const ulong Features = WriteProtectUnpopulated | WriteProtectAsync;
    private const ulong WriteProtectUnpopulated = 1 << 13;
    private const ulong WriteProtectAsync = 1 << 15;
    private const ulong ModeWriteProtect = 2;

    private RemoteUserfault(int fd)
        : base(-1, ownsHandle: true) => SetHandle(fd);

    public override bool IsInvalid => handle < 0;

    /// <summary>Opens one in a process.</summary>
    /// <returns>Null where the kernel, the processor or a permission is missing.</returns>
    public static RemoteUserfault? TryOpen(LiveProcess process)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || process.Pid == Environment.ProcessId) return null;
        int copy = -1;
        RemoteCalls.TryRun(process, call =>
        {
            long theirs = call(SysUserfaultfd, CloseOnExec | NonBlocking | UserModeOnly);
            if (theirs < 0) return;
            copy = CopyDescriptor(process.Pid, (int)theirs);
            call(SysClose, theirs);
        });
        if (copy < 0) return null;
        RemoteUserfault opened = new(copy);
        ulong* api = stackalloc ulong[] { ApiVersion, Features, 0 };
        if (Ioctl(copy, ApiRequest, api) == 0) return opened;
        opened.Dispose();
        return null;
    }

    /// <summary>Registers a range; its pages count as written until they are first protected. A registered range may be registered again.</summary>
    public bool TryRegister(ulong start, ulong end)
    {
        ulong* register = stackalloc ulong[] { start, end - start, ModeWriteProtect, 0 };
        return Ioctl((int)handle, RegisterRequest, register) == 0;
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    private static int CopyDescriptor(int pid, int theirs)
    {
        int process = (int)Syscall(SysPidfdOpen, pid, 0, 0);
        if (process < 0) return -1;
        int copy = (int)Syscall(SysPidfdGetfd, process, theirs, 0);
        _ = Close(process);
        return copy;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long a, long b, long c);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, ulong* argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
