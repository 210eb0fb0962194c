using System.Runtime.InteropServices;

namespace MultifdBench.Capture.Processes;

/// <summary>The signals that stop a process and let it go on [signal(7), numbers of x86-64 and arm64]. Thread-safe.</summary>
internal static partial class ProcessSignal
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    /// <summary>Sends SIGSTOP; the process's threads stop one by one.</summary>
    /// <returns>Whether it was sent; else the last error of the platform says why not.</returns>
    public static bool Stop(int pid) => Kill(pid, SigStop) == 0;

    /// <summary>Sends SIGCONT; a process that is gone needs none.</summary>
    public static void Continue(int pid) => _ = Kill(pid, SigCont);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
