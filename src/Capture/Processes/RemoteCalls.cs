using System.Diagnostics;
using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Capture.Processes;

/// <summary>Makes a system call inside another process.</summary>
/// <param name="number">The call's number.</param>
/// <param name="argument">Its first argument; the others are 0.</param>
/// <returns>What it returned; negative numbers are errors.</returns>
internal delegate long RemoteCall(long number, long argument);

/// <summary>
/// System calls executed by another process, as a debugger executes them: one of its threads is interrupted, made to run one instruction
/// at a time, and put back exactly where it was [ptrace(2)]. x86-64 Linux. Nothing is run in a process whose own rules could make that
/// fatal.
/// </summary>
internal static unsafe partial class RemoteCalls
{
    private const nint Continue = 7;
    private const nint SingleStep = 9;
    private const nint GetRegisters = 12;
    private const nint SetRegisters = 13;
    private const nint Detach = 17;
    private const nint Seize = 0x4206;
    private const nint Interrupt = 0x4207;
    private const nint GetSignalMask = 0x420A;
    private const nint SetSignalMask = 0x420B;
    private const nint GetRestartable = 0x420F; // PTRACE_GET_RSEQ_CONFIGURATION
    private const nint GetDispatch = 0x4211; // PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG
    private const int EventStop = 128; // PTRACE_EVENT_STOP
    private const int WaitAll = 0x40000000; // __WALL
    private const int NoHang = 1; // WNOHANG
    private const int SigTrap = 5;
    private const ulong SigTrapBit = 1UL << (SigTrap - 1);
    private const int SyscallBytes = 2;
    private const int RegisterCount = 27; // struct user_regs_struct [sys/user.h]
    private const int Rax = 10, Rdx = 12, Rsi = 13, Rdi = 14, OriginalRax = 15, Rip = 16, Cs = 17;
    private const ulong LongMode = 0x33; // the kernel's code segment of 64-bit programs

    private const string Filtered = "the process filters its system calls (seccomp) and might be killed for one made in it";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Interrupts a process and lets <paramref name="work"/> make calls in it; the process goes on, or stays stopped, as before in any
    /// case.
    /// </summary>
    /// <returns>Null when it was done, calls that could not be made returning -1; else why nothing was, to go on from "because".</returns>
    public static string? TryRun(LiveProcess process, Action<RemoteCall> work)
    {
        if (process.Pid == Environment.ProcessId) return "a process cannot trace itself";
        // The runtime waits for its own child processes and would take their stops for ends.
        if (process.ParentPid == Environment.ProcessId) return "it is a child of this program";
        if (WhyNot(process.ReadThreads()) is { } rule) return rule;
        string? problem = null;
        // The kernel lets go what a thread has traced when the thread ends: so a process that does not stop in time is not held for longer.
        Thread tracer = new(() => problem = RunGuarded(process, work)) { IsBackground = true, Name = "tracer" };
        tracer.Start();
        tracer.Join();
        return problem;
    }

    /// <summary>
    /// A rule of the process itself under which a call that it does not make could end it or leave a trace; null when there is none.
    /// </summary>
    internal static string? WhyNot(IReadOnlyList<ThreadStatus> threads)
    {
        if (threads.Any(thread => thread.Seccomp != 0)) return Filtered;
        if (threads.FirstOrDefault(thread => thread.Tracer != 0) is { } traced)
            return $"the process is traced by process {ThreadStatus.ProcessOf(traced.Tracer)}";
        // The kernel forces the signal of a single step, which resets one that is ignored.
        bool isTrapIgnored = threads.Any(thread => (thread.Ignored & SigTrapBit) != 0);
        return isTrapIgnored ? "the process ignores SIGTRAP, which a call made in it would change" : null;
    }

    private static string? RunGuarded(LiveProcess process, Action<RemoteCall> work)
    {
        try
        {
            return Run(process, work);
        }
        catch (CaptureException e)
        {
            return e.Message; // it has ended
        }
    }

    private static string? Run(LiveProcess process, Action<RemoteCall> work)
    {
        int thread = process.ThreadId;
        ulong instruction = FindSyscall(process);
        if (instruction == 0) return "the process has no system call to make: it is no 64-bit program";
        if (Trace(Seize, thread, 0, 0) != 0) return $"tracing it is not permitted ({Marshal.GetLastPInvokeErrorMessage()})";
        if (Trace(Interrupt, thread, 0, 0) != 0 || !AwaitInterruption(thread))
            return Invariant.Text($"it did not stop within {Patience.TotalSeconds} s");
        ulong* saved = stackalloc ulong[RegisterCount];
        ulong mask = 0;
        nint signal = 0;
        bool isRead = Trace(GetRegisters, thread, 0, (nint)saved) == 0 && Trace(GetSignalMask, thread, sizeof(ulong), (nint)(&mask)) == 0;
        string? problem = isRead ? WhyNotNow(process, saved) : "its registers cannot be read";
        if (problem is null)
        {
            LeaveRestartable(process, saved);
            // A signal that comes in between waits: its handler would run with borrowed registers.
            ulong all = ~SigTrapBit;
            _ = Trace(SetSignalMask, thread, sizeof(ulong), (nint)(&all));
            try
            {
                work((number, argument) => Call(thread, instruction, saved, number, argument, ref signal));
            }
            finally
            {
                _ = Trace(SetRegisters, thread, 0, (nint)saved);
                _ = Trace(SetSignalMask, thread, sizeof(ulong), (nint)(&mask));
            }
        }

        // SIGSTOP cannot be held back: where it came in between, it is delivered now.
        _ = Trace(Detach, thread, 0, signal);
        return problem;
    }

    /// <summary>Rules that only a stopped thread shows.</summary>
    private static string? WhyNotNow(LiveProcess process, ulong* registers)
    {
        if (registers[Cs] != LongMode) return "it is no 64-bit program";
        // Other threads go on and may have set one up since it was looked at.
        if (ThreadStatus.Read(process.TaskFolder) is not { Seccomp: 0 }) return Filtered;
        ulong* dispatch = stackalloc ulong[4]; // mode, selector, offset, length
        bool isDispatched = Trace(GetDispatch, process.ThreadId, 4 * sizeof(ulong), (nint)dispatch) == 0 && dispatch[0] != 0;
        return isDispatched ? "the process catches its own system calls (syscall user dispatch)" : null;
    }

    private static long Call(int thread, ulong instruction, ulong* saved, long number, long argument, ref nint signal)
    {
        ulong* registers = stackalloc ulong[RegisterCount];
        new ReadOnlySpan<ulong>(saved, RegisterCount).CopyTo(new Span<ulong>(registers, RegisterCount));
        registers[Rip] = instruction;
        registers[Rax] = (ulong)number;
        registers[Rdi] = (ulong)argument;
        registers[Rsi] = 0;
        registers[Rdx] = 0;
        registers[OriginalRax] = ulong.MaxValue; // not inside a call: the kernel must not restart the one that was interrupted
        if (Trace(SetRegisters, thread, 0, (nint)registers) != 0) return -1;
        while (true)
        {
            // Without a limit: with borrowed registers it cannot be let go, and the calls that are made do not wait.
            if (Trace(SingleStep, thread, 0, 0) != 0 || Wait(thread, Timeout.InfiniteTimeSpan) is not { } stop) return -1;
            if (stop.Event == EventStop) continue;
            if (stop.Signal == SigTrap) break;
            signal = stop.Signal;
        }

        bool isDone = Trace(GetRegisters, thread, 0, (nint)registers) == 0 && registers[Rip] == instruction + SyscallBytes;
        return isDone ? (long)registers[Rax] : -1;
    }

    /// <summary>
    /// A thread that was interrupted inside a restartable sequence [rseq(2)] goes on at its abort address, as after any other interruption:
    /// the kernel cannot see to that, for it will find the thread elsewhere.
    /// </summary>
    private static void LeaveRestartable(LiveProcess process, ulong* registers)
    {
        ulong* configuration = stackalloc ulong[3]; // address, size and signature, flags
        if (Trace(GetRestartable, process.ThreadId, 3 * sizeof(ulong), (nint)configuration) <= 0 || configuration[0] == 0) return;
        Span<ulong> sequence = stackalloc ulong[4]; // version and flags, start, length, abort address
        process.Read(configuration[0] + sizeof(ulong), MemoryMarshal.AsBytes(sequence[..1]));
        if (sequence[0] == 0) return;
        process.Read(sequence[0], MemoryMarshal.AsBytes(sequence));
        if (registers[Rip] - sequence[1] < sequence[2]) registers[Rip] = sequence[3];
    }

    /// <summary>Waits until a thread stands where it was told to; signals that come before are delivered.</summary>
    private static bool AwaitInterruption(int thread)
    {
        while (Wait(thread, Patience) is { } stop)
        {
            if (stop.Event == EventStop) return true;
            if (Trace(Continue, thread, 0, stop.Signal) != 0) return false;
        }

        return false;
    }

    /// <summary>Waits for the next stop of a traced thread.</summary>
    /// <returns>Null when it ended, or did not stop in time.</returns>
    private static (int Signal, int Event)? Wait(int thread, TimeSpan patience)
    {
        int status = 0;
        int waited;
        long started = Stopwatch.GetTimestamp();
        while ((waited = WaitPid(thread, &status, WaitAll | NoHang)) == 0)
        {
            if (patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(started) > patience) return null;
            Thread.Sleep(0);
        }

        return waited == thread && (status & 0xFF) == 0x7F ? ((status >> 8) & 0xFF, status >> 16) : null;
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
