using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MultifdBench.Capture.Processes;

/// <summary>
/// Lets a stopped process go on when this program cannot do it any more: a shell waits on a pipe that only this program holds open, and
/// sends SIGCONT when the pipe closes without a word, as it does when this program is killed. Not thread-safe.
/// </summary>
internal sealed class ContinueGuard : IDisposable
{
    // A signal to the whole foreground group, or the end of the terminal, must not take the shell along.
    private const string Script = """trap '' INT TERM HUP QUIT; echo ready; read _ || kill -CONT "$1" """;

    private readonly Process _shell;

    private ContinueGuard(Process shell) => _shell = shell;

    /// <summary>Starts to watch; on return nothing that happens to this program leaves the process stopped.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>The guard, or null where there is no shell.</returns>
    public static ContinueGuard? TryStart(int pid)
    {
        ProcessStartInfo start = new("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["-c", Script, "sh", pid.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        try
        {
            Process shell = Process.Start(start)!;
            // Before it has said so, it does not ignore signals yet.
            shell.StandardOutput.ReadLine();
            return new ContinueGuard(shell);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Ends the guard without a signal: the process has been let go on.</summary>
    public void Dispose()
    {
        try
        {
            _shell.StandardInput.WriteLine();
            _shell.StandardInput.Close();
            _shell.WaitForExit();
        }
        catch (IOException)
        {
            // It was killed.
        }

        _shell.Dispose();
    }
}
