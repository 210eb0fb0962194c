using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MultifdBench.Tests.Capture;

/// <summary>
/// A process whose memory a test may read: a shell that repeats what it is told, until it is disposed. Another shell stands between, for
/// the runtime watches its own children, which therefore cannot be traced. Linux only; skips elsewhere.
/// </summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const string Script = """
        exec 3<&0
        sh -c 'while read line; do case $line in take*) x=$(printf "%${line#take }s" .) ;; give) x= ;; esac; echo "$line"; done' <&3 &
        echo $!
        wait
        """;

    private readonly Process _process;

    public ChildProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory of other processes is read through Linux's /proc");
        ProcessStartInfo start = new("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        _process = Process.Start(start)!;
        Pid = int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        Echo("ready"); // it is the shell by now, not the copy of this process that starts it
    }

    public int Pid { get; }

    /// <summary>The state letter of <c>/proc/PID/stat</c>.</summary>
    public char State => File.ReadAllText($"/proc/{Pid}/stat").Split(") ")[1][0];

    /// <summary>
    /// Makes the shell write some of its memory; on return it has. At <c>take N</c> it maps memory for so many bytes besides, at
    /// <c>give</c> it unmaps them: from 128 KiB on, and more each time, the C library does so for each allocation [mallopt(3)].
    /// </summary>
    public void Echo(string line)
    {
        _process.StandardInput.WriteLine(line);
        Assert.Equal(line, _process.StandardOutput.ReadLine());
    }

    public void Signal(int signal) => Assert.Equal(0, SendSignal(Pid, signal));

    public void Kill()
    {
        if (_process.HasExited) return;
        using (Process child = Process.GetProcessById(Pid)) child.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>One that inherits a filter of system calls under which making a userfaultfd kills. x86-64 only; skips elsewhere.</summary>
    public static ChildProcess UnderSeccomp() => SeccompFilter.Run(() => new ChildProcess());

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
