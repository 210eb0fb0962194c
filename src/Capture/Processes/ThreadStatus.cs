using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Capture.Processes;

/// <summary>What <c>/proc/PID/task/TID/status</c> says of a thread [proc_pid_status(5)].</summary>
/// <param name="ParentPid">The process that started its process.</param>
/// <param name="Tracer">The thread that traces it; 0 for none.</param>
/// <param name="Seccomp">0 without a filter of system calls.</param>
/// <param name="Ignored">Signals that the process ignores, signal 1 in the lowest bit.</param>
internal sealed record ThreadStatus(int ParentPid, int Tracer, int Seccomp, ulong Ignored)
{
    /// <summary>Reads it.</summary>
    /// <returns>Null when the thread has ended.</returns>
    public static ThreadStatus? Read(string taskFolder)
    {
        try
        {
            return Parse(File.ReadAllLines($"{taskFolder}/status"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The process that a thread is of, as seen from here; the thread's own number once it has ended.</summary>
    public static int ProcessOf(int thread)
    {
        string[] lines = HostFiles.Lines(Invariant.Text($"/proc/{thread}"), "status");
        return int.TryParse(HostFiles.Field(lines, "Tgid"), CultureInfo.InvariantCulture, out int process) ? process : thread;
    }

    internal static ThreadStatus Parse(string[] lines)
    {
        return new ThreadStatus(Number("PPid"), Number("TracerPid"), Number("Seccomp"), Signals("SigIgn"));

        // Kernels without seccomp have no such line.
        int Number(string name) => int.TryParse(Field(name), CultureInfo.InvariantCulture, out int number) ? number : 0;

        ulong Signals(string name) =>
            ulong.TryParse(Field(name), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong signals) ? signals : 0;

        string Field(string name) => HostFiles.Field(lines, name) ?? "";
    }
}
