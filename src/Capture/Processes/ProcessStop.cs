using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Capture.Processes;

/// <summary>
/// Holds a process still: SIGSTOP until disposed, then SIGCONT, which also comes when this program is killed meanwhile, if guarded. A
/// process that somebody else had stopped stays stopped.
/// </summary>
public sealed class ProcessStop : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly int _pid;
    private readonly ContinueGuard? _guard;
    private bool _isOver;

    private ProcessStop(int pid, bool isGuarded)
    {
        _pid = pid;
        WasStopped = IsStopped(pid);
        _guard = isGuarded && !WasStopped ? ContinueGuard.TryStart(pid) : null;
    }

    /// <summary>Whether somebody else had stopped the process, so that it stays stopped.</summary>
    public bool WasStopped { get; }

    /// <summary>Stops a process; on return none of its threads runs.</summary>
    /// <param name="pid">Its number.</param>
    /// <param name="isGuarded">Whether it is to go on even if this program is killed; costs the start of a shell before the stop.</param>
    /// <exception cref="CaptureException">It is this program, gone, not ours to stop, or did not stop within five seconds.</exception>
    public static ProcessStop Begin(int pid, bool isGuarded = true)
    {
        if (pid == Environment.ProcessId)
            throw new CaptureException("--stop cannot stop this program itself; give another --pid or leave --stop out.");
        if (Tracer(pid) is { } tracer && !IsStopped(pid))
        {
            throw new CaptureException(
                $"--stop: process {pid} is traced by process {tracer}, which its signals go to; stop it there, or leave --stop out.");
        }

        ProcessStop stop = new(pid, isGuarded);
        // One more signal would wait until whoever stopped it lets it go on, and stop it again.
        if (stop.WasStopped) return stop;
        if (!ProcessSignal.Stop(pid))
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            stop.Dispose();
            throw new CaptureException($"--stop: process {pid} cannot be stopped: {reason}.");
        }

        // The signal reaches each thread on its own.
        if (SpinWait.SpinUntil(() => IsStopped(pid), Patience)) return stop;
        stop.Dispose();
        throw new CaptureException($"--stop: process {pid} did not stop within {Patience.TotalSeconds} s; capture without --stop.");
    }

    /// <summary>Lets the process go on. Idempotent.</summary>
    public void Dispose()
    {
        if (_isOver) return;
        _isOver = true;
        if (!WasStopped) ProcessSignal.Continue(_pid);
        _guard?.Dispose();
    }

    private static int? Tracer(int pid)
    {
        ThreadStatus? status = ThreadStatus.Read(Invariant.Text($"/proc/{pid}/task/{pid}"));
        return status is { Tracer: > 0 and var tracer } ? ThreadStatus.ProcessOf(tracer) : null;
    }

    private static bool IsStopped(int pid)
    {
        try
        {
            string folder = Invariant.Text($"/proc/{pid}/task");
            return Directory.EnumerateDirectories(folder).All(task => State(task) is 'T' or 't' or 'Z' or 'X');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The letter behind the name in brackets, which may itself hold brackets [proc_pid_stat(5)].</summary>
    private static char State(string task)
    {
        try
        {
            string stat = File.ReadAllText($"{task}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X'; // a thread that has just ended
        }
    }
}
