using System.Diagnostics;
using MultifdBench.Core;

namespace MultifdBench.Measurement.Runs;

/// <summary>The process's peak resident set, per run where the kernel lets us reset it.</summary>
internal static class PeakMemory
{
    /// <summary>Starts a new peak. Linux only; elsewhere, and where it is not permitted, the peak is the whole process's so far.</summary>
    public static void Reset()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A container may forbid it; the column is then an upper bound.
        }
    }

    /// <summary>Bytes resident at the peak.</summary>
    public static long ReadBytes()
    {
        if (OperatingSystem.IsLinux() && HostFiles.KiB(HostFiles.Lines("/proc/self/status"), "VmHWM") is { } kib) return kib * Units.KiB;
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
