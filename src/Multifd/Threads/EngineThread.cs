using MultifdBench.Multifd.Accounting;

namespace MultifdBench.Multifd.Threads;

/// <summary>
/// A thread of the engine: a name to see in a profiler, its CPU time and allocations, and a failure that reaches the others
/// instead of ending the process.
/// </summary>
public sealed class EngineThread
{
    private readonly Thread _thread;
    private readonly FaultLatch _faults;
    private readonly Action<EngineThread> _body;
    private ThreadUsage _start;

    private EngineThread(string name, FaultLatch faults, Action<EngineThread> body)
    {
        _faults = faults;
        _body = body;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>What the thread used; complete after <see cref="Join"/>.</summary>
    public ThreadUsage Usage { get; private set; }

    /// <summary>Starts a thread.</summary>
    /// <param name="name">For debuggers and profilers.</param>
    /// <param name="faults">Where a failure goes.</param>
    /// <param name="body">The work; it may call <see cref="BeginSteadyState"/> after its set-up.</param>
    /// <exception cref="InsufficientMemoryException">The system gives no thread; the message says what limits them.</exception>
    public static EngineThread Start(string name, FaultLatch faults, Action<EngineThread> body)
    {
        EngineThread thread = new(name, faults, body);
        try
        {
            thread._thread.Start();
        }
        catch (OutOfMemoryException e)
        {
            throw new InsufficientMemoryException(
                $"the system gives no thread for {name}: raise the limit of threads (ulimit -u; pids.max of a container) "
                    + "or use fewer channels", e);
        }

        return thread;
    }

    /// <summary>Allocations count from here; called by the body when its set-up is done. CPU time counts from the thread's start.</summary>
    public void BeginSteadyState() => _start = _start with { AllocatedBytes = ThreadUsage.Now().AllocatedBytes };

    /// <summary>Waits for the end.</summary>
    public void Join() => _thread.Join();

    private void Run()
    {
        _start = ThreadUsage.Now();
        try
        {
            _body(this);
            Usage = ThreadUsage.Now() - _start;
        }
#pragma warning disable CA1031 // Every failure of an engine thread must end the migration, not the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Usage = ThreadUsage.Now() - _start;
            _faults.Report(e);
        }
    }
}
