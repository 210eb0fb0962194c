using System.Runtime.ExceptionServices;

namespace MultifdBench.Tests;

/// <summary>
/// A thread that a test starts. What it throws is the test's failure when it is joined. Left alone, an exception of a thread would end the
/// process, every other test, and the record of which one failed.
/// </summary>
internal sealed class BackgroundThread
{
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    private BackgroundThread(Action body, string name) => _thread = new Thread(() =>
    {
        try
        {
            body();
        }
#pragma warning disable CA1031 // Whatever it is, the test's own thread must see it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    })
    {
        IsBackground = true,
        Name = name,
    };

    /// <summary>What the thread is doing, for waits.</summary>
    public ThreadState State => _thread.ThreadState;

    public static BackgroundThread Start(Action body, string name = "test")
    {
        BackgroundThread thread = new(body, name);
        thread._thread.Start();
        return thread;
    }

    /// <summary>Waits for the end, and throws what the thread threw.</summary>
    public void Join() => Join(Timeout.InfiniteTimeSpan);

    /// <summary>Waits for the end, but not for ever, and throws what the thread threw.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool Join(TimeSpan limit)
    {
        if (!_thread.Join(limit)) return false;
        _failure?.Throw();
        return true;
    }
}
