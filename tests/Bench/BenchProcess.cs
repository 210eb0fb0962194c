using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MultifdBench.Tests.Bench;

/// <summary>The built program in a process of its own, which ends with the test whatever happens.</summary>
internal sealed partial class BenchProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly BlockingCollection<string> _errorLines = [];
    private readonly StringBuilder _error = new();

    /// <param name="prefix">What runs the program, for example <c>ip netns exec NAME</c>; empty for nothing.</param>
    /// <param name="args">The program's arguments.</param>
    public BenchProcess(IReadOnlyList<string> prefix, params IReadOnlyList<string> args)
    {
        string[] command = [.. prefix,
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bench.exe" : "bench"), .. args];
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The program finds the runtime that runs this test, wherever that is installed.
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.AppendLine(line.Data);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            lock (_error) _error.AppendLine(line.Data);
            _errorLines.Add(line.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Waits for a line on standard error that begins with <paramref name="start"/>, and returns the rest of it.</summary>
    public string AwaitErrorLine(string start)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (waiting.Elapsed < Limit)
        {
            if (_errorLines.TryTake(out string? line, 100) && line.StartsWith(start, StringComparison.Ordinal)) return line[start.Length..];
            if (_process.HasExited && _errorLines.Count == 0) break;
        }

        lock (_error) throw new InvalidOperationException($"the program never wrote '{start}'; it wrote: {_error}{_output}");
    }

    /// <summary>Sends an interrupt, as Ctrl-C does.</summary>
    public void Interrupt() => Signal("INT");

    /// <summary>Sends a signal, by its name without SIG. By the system itself: a small Linux has no program <c>kill</c>.</summary>
    public void Signal(string name)
    {
        int number =
            name switch
            {
                "HUP" => 1,
                "INT" => 2,
                "KILL" => 9,
                "TERM" => 15,
                _ => throw new ArgumentException($"no number for SIG{name}", nameof(name))
            };
        Assert.SkipWhen(Ignores(number),
            $"this session ignores SIG{name}, and so does what it starts: run the tests in the foreground, without nohup");
        if (Kill(_process.Id, number) != 0) throw new InvalidOperationException($"SIG{name}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Waits for the end.</summary>
    public CliRun Await()
    {
        if (!_process.WaitForExit(Limit)) throw new InvalidOperationException($"the program is still running after {Limit.TotalSeconds} s");
        // Without a limit, so that what was written last is read too.
        _process.WaitForExit();
        lock (_error) return new CliRun(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>Whether the program ignores a signal since it was started so: a shell has its background jobs ignore interrupts.</summary>
    private bool Ignores(int signal)
    {
        string status = $"/proc/{_process.Id}/status";
        if (!File.Exists(status)) return false;
        string? mask =
            File.ReadLines(status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))?["SigIgn:".Length..];
        return mask is not null && (Convert.ToUInt64(mask.Trim(), 16) >> (signal - 1) & 1) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
