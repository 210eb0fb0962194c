using System.Diagnostics;

namespace MultifdBench.Tests.Capture;

/// <summary>A process whose memory a test may read: sleeps until it is disposed. Linux only; skips elsewhere.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    public ChildProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory of other processes is read through Linux's /proc");
        _process = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        // Until it is the program itself, not the copy of this one that starts it.
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{Pid}/comm").Trim() == "sleep", TimeSpan.FromSeconds(30)));
    }

    public int Pid => _process.Id;

    /// <summary>The state letter of <c>/proc/PID/stat</c>.</summary>
    public char State => File.ReadAllText($"/proc/{Pid}/stat").Split(") ")[1][0];

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
