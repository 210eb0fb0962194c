namespace MultifdBench.Multifd.Threads;

/// <summary>
/// The first thing that went wrong in a group of threads. Whatever fails afterwards is a consequence (a connection that the first
/// failure broke) and is not reported. Thread-safe.
/// </summary>
public sealed class FaultLatch
{
    private readonly Lock _gate = new();
    private readonly List<Action> _onFault = [];
    private Exception? _first;

    /// <summary>The first failure, or null.</summary>
    public Exception? First => Volatile.Read(ref _first);

    /// <summary>Whether anything failed.</summary>
    public bool IsSet => First is not null;

    /// <summary>Registers what breaks the threads out of blocking calls. Runs at once when a failure was already reported.</summary>
    public void OnFault(Action action)
    {
        lock (_gate)
        {
            if (_first is null)
            {
                _onFault.Add(action);
                return;
            }
        }

        action();
    }

    /// <summary>Reports a failure; the first one runs the registered actions on the calling thread.</summary>
    public void Report(Exception failure)
    {
        Action[] actions;
        lock (_gate)
        {
            if (_first is not null) return;
            Volatile.Write(ref _first, failure);
            actions = [.. _onFault];
        }

        foreach (Action action in actions) action();
    }

    /// <summary>Throws when a failure was reported.</summary>
    public void ThrowIfSet()
    {
        if (First is { } failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}
