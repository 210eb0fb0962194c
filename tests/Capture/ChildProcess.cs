using System.Diagnostics;

namespace MultifdBench.Tests.Capture;

/// <summary>A process whose memory a test may read: a shell that repeats what it is told, until it is disposed. Linux only; skips elsewhere.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    public ChildProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory of other processes is read through Linux's /proc");
        ProcessStartInfo start = new("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("while read line; do echo \"$line\"; done");
        _process = Process.Start(start)!;
        Echo("ready"); // it is the shell by now, not the copy of this process that starts it
    }

    public int Pid => _process.Id;

    /// <summary>The state letter of <c>/proc/PID/stat</c>.</summary>
    public char State => File.ReadAllText($"/proc/{Pid}/stat").Split(") ")[1][0];

    /// <summary>Makes the shell write some of its memory; on return it has.</summary>
    public void Echo(string line)
    {
        _process.StandardInput.WriteLine(line);
        Assert.Equal(line, _process.StandardOutput.ReadLine());
    }

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
