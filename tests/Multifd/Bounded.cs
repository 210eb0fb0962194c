using System.Runtime.ExceptionServices;

namespace MultifdBench.Tests.Multifd;

/// <summary>Runs what might hang on a thread of its own, so that a hang is a failed test and not a stuck suite.</summary>
internal static class Bounded
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits for something that is about to happen.</summary>
    public static void Until(string what, Func<bool> happened) => Run(what, () =>
    {
        while (!happened()) Thread.Sleep(10);
    });

    public static T Run<T>(string what, Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                result = work();
            }
#pragma warning disable CA1031 // Whatever it is, the test's own thread must see it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        {
            IsBackground = true,
            Name = what,
        };
        thread.Start();
        if (!thread.Join(Limit)) Assert.Fail($"{what}: still running after {Limit.TotalSeconds} s");
        failure?.Throw();
        return result!;
    }

    public static void Run(string what, Action work) => Run(what, () =>
    {
        work();
        return true;
    });
}
