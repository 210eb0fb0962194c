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
    private const long ThreadOnly = 0x80; // PIDFD_THREAD
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
    /// <param name="process">The process; it goes on as it was.</param>
    /// <param name="problem">Why there is none, to go on from "because".</param>
    /// <returns>Null where the kernel, the processor, a permission or a rule of the process is against it.</returns>
    public static RemoteUserfault? TryOpen(LiveProcess process, out string problem)
    {
        problem = "this program does it for x86-64 only";
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return null;
        int copy = -1;
        long theirs = 0;
        if (RemoteCalls.TryRun(process, MakeAndCopy) is { } refusal)
        {
            problem = refusal;
            return null;
        }

        problem = theirs < 0
            ? $"the kernel gives the process no userfaultfd: {Marshal.GetPInvokeErrorMessage((int)-theirs)}"
            : "the kernel does not copy its userfaultfd to this program";
        if (copy < 0) return null;
        RemoteUserfault opened = new(copy);
        ulong* api = stackalloc ulong[] { ApiVersion, Features, 0 };
        if (Ioctl(copy, ApiRequest, api) == 0) return opened;
        opened.Dispose();
        problem = "the kernel is older than Linux 6.7";
        return null;

        void MakeAndCopy(RemoteCall call)
        {
            theirs = call(SysUserfaultfd, CloseOnExec | NonBlocking | UserModeOnly);
            if (theirs < 0) return;
            copy = CopyDescriptor(process, (int)theirs);
            call(SysClose, theirs);
        }
    }

    /// <summary>
    /// Registers a range; its pages count as written until they are first protected. A registered range may be registered again.
    /// </summary>
    public bool TryRegister(ulong start, ulong end)
    {
        ulong* register = stackalloc ulong[] { start, end - start, ModeWriteProtect, 0 };
        return Ioctl((int)handle, RegisterRequest, register) == 0;
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    private static int CopyDescriptor(LiveProcess process, int theirs)
    {
        // A first thread that has ended has no descriptors any more; another can be named from Linux 6.9 on.
        int descriptor = (int)Syscall(SysPidfdOpen, process.ThreadId, process.ThreadId == process.Pid ? 0 : ThreadOnly, 0);
        if (descriptor < 0) return -1;
        int copy = (int)Syscall(SysPidfdGetfd, descriptor, theirs, 0);
        _ = Close(descriptor);
        return copy;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long a, long b, long c);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, ulong* argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
