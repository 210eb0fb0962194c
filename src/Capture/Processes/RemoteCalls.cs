using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MultifdBench.Capture.Processes;

/// <summary>Makes a system call inside another process.</summary>
/// <param name="number">The call's number.</param>
/// <param name="argument">Its first argument; the others are 0.</param>
/// <returns>What it returned; negative numbers are errors.</returns>
internal delegate long RemoteCall(long number, long argument);

/// <summary>
/// System calls executed by another process, as a debugger executes them: its first thread is interrupted, made to run one instruction
/// at a time, and put back exactly where it was [ptrace(2)]. x86-64 Linux.
/// </summary>
internal static unsafe partial class RemoteCalls
{
    private const nint Seize = 0x4206;
    private const nint Interrupt = 0x4207;
    private const nint GetRegisters = 12;
    private const nint SetRegisters = 13;
    private const nint SingleStep = 9;
    private const nint Detach = 17;
    private const int WaitAll = 0x40000000; // __WALL
    private const int NoHang = 1; // WNOHANG
    private const int SigTrap = 5;
    private const int RegisterCount = 27; // struct user_regs_struct [sys/user.h]
    private const int Rax = 10, Rdx = 12, Rsi = 13, Rdi = 14, OriginalRax = 15, Rip = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Interrupts a process and lets <paramref name="work"/> make calls in it; the process goes on afterwards in any case.</summary>
    /// <returns>False when the process cannot be traced; calls that could not be made return -1.</returns>
    public static bool TryRun(LiveProcess process, Action<RemoteCall> work)
    {
        // The runtime waits for its own child processes and would take their stops for ends.
        if (process.ParentPid == Environment.ProcessId) return false;
        ulong instruction = FindSyscall(process);
        if (instruction == 0 || Trace(Seize, process.Pid, 0, 0) != 0) return false;
        nint signal = 0;
        ulong* saved = stackalloc ulong[RegisterCount];
        bool isStopped = Trace(Interrupt, process.Pid, 0, 0) == 0 && Wait(process.Pid, out _) && Trace(GetRegisters, process.Pid, 0, (nint)saved) == 0;
        try
        {
            if (isStopped) work((number, argument) => signal != 0 ? -1 : Call(process.Pid, instruction, saved, number, argument, out signal));
            return isStopped;
        }
        finally
        {
            if (isStopped) _ = Trace(SetRegisters, process.Pid, 0, (nint)saved);
            // A signal that came in between is delivered now.
            _ = Trace(Detach, process.Pid, 0, signal);
        }
    }

    private static long Call(int pid, ulong instruction, ulong* saved, long number, long argument, out nint signal)
    {
        ulong* registers = stackalloc ulong[RegisterCount];
        new ReadOnlySpan<ulong>(saved, RegisterCount).CopyTo(new Span<ulong>(registers, RegisterCount));
        registers[Rip] = instruction;
        registers[Rax] = (ulong)number;
        registers[Rdi] = (ulong)argument;
        registers[Rsi] = 0;
        registers[Rdx] = 0;
        registers[OriginalRax] = ulong.MaxValue; // not inside a call: the kernel must not restart the one that was interrupted
        signal = 0;
        if (Trace(SetRegisters, pid, 0, (nint)registers) != 0 || Trace(SingleStep, pid, 0, 0) != 0 || !Wait(pid, out int stop)) return -1;
        if (stop != SigTrap)
        {
            signal = stop;
            return -1;
        }

        return Trace(GetRegisters, pid, 0, (nint)registers) == 0 ? (long)registers[Rax] : -1;
    }

    /// <summary>
    /// Waits for the next stop of a traced process and gives its signal. A process that does not stop in time (it waits for a device) stays
    /// traced until this program ends.
    /// </summary>
    private static bool Wait(int pid, out int signal)
    {
        int status = 0;
        int waited;
        long started = Stopwatch.GetTimestamp();
        while ((waited = WaitPid(pid, &status, WaitAll | NoHang)) == 0 && Stopwatch.GetElapsedTime(started) < Patience) Thread.Sleep(0);
        signal = (status >> 8) & 0xFF;
        return waited == pid && (status & 0xFF) == 0x7F;
    }

    /// <summary>Address of a system-call instruction (0f 05), which the kernel's own [vdso] page has; 0 when none is found.</summary>
    private static ulong FindSyscall(LiveProcess process)
    {
        ProcessMapping? code = process.ReadMappings().FirstOrDefault(mapping => mapping.Path == "[vdso]");
        if (code is null) return 0;
        byte[] bytes = new byte[code.End - code.Start];
        process.Read(code.Start, bytes);
        int at = bytes.AsSpan().IndexOf([(byte)0x0F, (byte)0x05]);
        return at < 0 ? 0 : code.Start + (ulong)at;
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(nint request, int pid, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, int* status, int options);
}
