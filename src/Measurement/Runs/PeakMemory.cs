using System.Diagnostics;
using System.Globalization;
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
        if (OperatingSystem.IsLinux())
        {
            string? line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            string? kib = line?.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
            if (long.TryParse(kib, NumberStyles.None, CultureInfo.InvariantCulture, out long value)) return value * Units.KiB;
        }

        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
