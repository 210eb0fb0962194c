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
        BackgroundThread thread = BackgroundThread.Start(() => result = work(), what);
        if (!thread.Join(Limit)) Assert.Fail($"{what}: still running after {Limit.TotalSeconds} s");
        return result!;
    }

    public static void Run(string what, Action work) => Run(what, () =>
    {
        work();
        return true;
    });
}
