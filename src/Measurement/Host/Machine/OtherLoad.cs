using System.Diagnostics;
using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Measurement.Host.Machine;

/// <summary>
/// CPU time that others took while something was timed: other processes, interrupts, and the hypervisor. A figure taken on a busy machine says as much
/// about the others as about us. Immutable.
/// </summary>
public sealed class OtherLoad
{
    /// <summary>Cores that others may use while the machine counts as quiet: the kernel counts in ticks of 10 ms, so that less is not told from nothing in a fraction of a second.</summary>
    public const double QuietCores = 0.2;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // user, nice, system, irq, softirq, steal: columns of /proc/stat after the name; idle and iowait are nobody's, guest is part of user.
    private static readonly int[] BusyColumns = [1, 2, 3, 6, 7, 8];
    private const double TicksPerSecond = 100;

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly double? _othersS;

    private OtherLoad(double? othersS) => _othersS = othersS;

    /// <summary>Starts to look.</summary>
    public static OtherLoad Start() => new(OthersSeconds(HostFiles.Lines("/proc/stat"), Environment.CpuUsage.TotalTime));

    /// <summary>
    /// Waits until others leave the machine alone for a tenth of a second, for two seconds at most: what is timed then has a better chance of being timed
    /// alone. Returns at once where the system does not say.
    /// </summary>
    public static void AwaitQuiet(CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            OtherLoad load = Start();
            if (load.Cores() is null || cancellation.WaitHandle.WaitOne(Glance) || load.Cores() <= QuietCores) return;
        }
    }

    /// <summary>Cores that others kept busy since then; null where the system does not say.</summary>
    public double? Cores()
    {
        if (_othersS is not { } before || OthersSeconds(HostFiles.Lines("/proc/stat"), Environment.CpuUsage.TotalTime) is not { } now) return null;
        return Math.Max(0, now - before) / Stopwatch.GetElapsedTime(_started).TotalSeconds;
    }

    /// <summary>Busy seconds of all processors less our own; null when the lines are not those of /proc/stat.</summary>
    internal static double? OthersSeconds(IReadOnlyList<string> stat, TimeSpan own)
    {
        string[] cells = stat.Count == 0 ? [] : stat[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length <= BusyColumns[^1] || cells[0] != "cpu") return null;
        double ticks = 0;
        foreach (int column in BusyColumns)
        {
            if (!long.TryParse(cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out long value)) return null;
            ticks += value;
        }

        return ticks / TicksPerSecond - own.TotalSeconds;
    }
}
