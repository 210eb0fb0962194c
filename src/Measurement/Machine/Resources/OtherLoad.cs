using System.Globalization;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>
/// CPU time that others took while something was timed: other processes, interrupts, and the hypervisor. A figure taken on a busy machine
/// says as much about the others as about us. Immutable.
/// </summary>
public sealed class OtherLoad
{
    /// <summary>
    /// Cores that others may use while the machine counts as quiet: the kernel counts in ticks of 10 ms, so that less is not told from
    /// nothing in a fraction of a second.
    /// </summary>
    public const double QuietCores = 0.2;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // From there on a wait is one glance.
    private const int MostHalvings = 5;

    // user, nice, system, irq, softirq, steal: columns of /proc/stat after the name; idle and iowait are nobody's, guest is part of user.
    private static readonly int[] BusyColumns = [1, 2, 3, 6, 7, 8];
    private const double TicksPerSecond = 100;

    private readonly ILoadSource _source;
    private readonly TimeSpan _started;
    private readonly TimeSpan? _others;

    private OtherLoad(ILoadSource source)
    {
        _source = source;
        _others = source.Others;
        _started = source.Now;
    }

    /// <summary>Starts to look.</summary>
    /// <param name="source">What is looked at; null for this machine.</param>
    public static OtherLoad Start(ILoadSource? source = null) => new(source ?? MachineLoad.Instance);

    /// <summary>
    /// Waits until others leave the machine alone for a tenth of a second, for two seconds at most: what is timed then has a better chance
    /// of being timed alone. After each wait in vain the next one is half as long: a measurement of forty figures on a machine that is
    /// never quiet would else wait longer than it measures. Returns at once where the system does not say.
    /// </summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="source">What is looked at; null for this machine.</param>
    public static void AwaitQuiet(CancellationToken cancellation, ILoadSource? source = null)
    {
        source ??= MachineLoad.Instance;
        int inVain = source.WaitsInVain;
        TimeSpan end = source.Now + Patience / (1 << Math.Min(inVain, MostHalvings));
        do
        {
            OtherLoad load = Start(source);
            if (load._others is null || source.Wait(Glance, cancellation)) return;
            if (load.Cores() is null or <= QuietCores)
            {
                source.WaitsInVain = 0;
                return;
            }
        }
        while (source.Now < end);

        source.WaitsInVain = inVain + 1;
    }

    /// <summary>Cores that others keep busy during one second; null where the system does not say.</summary>
    /// <param name="cancellation">Ends the second.</param>
    /// <param name="source">What is looked at; null for this machine.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double? Look(CancellationToken cancellation, ILoadSource? source = null)
    {
        source ??= MachineLoad.Instance;
        OtherLoad load = Start(source);
        if (load._others is null) return null;
        if (source.Wait(Second, cancellation)) throw new OperationCanceledException(cancellation);
        return load.Cores();
    }

    /// <summary>Cores that others kept busy since then; null where the system does not say.</summary>
    public double? Cores()
    {
        if (_others is not { } before || _source.Others is not { } now) return null;
        TimeSpan elapsed = _source.Now - _started;
        return elapsed > TimeSpan.Zero ? Math.Max(0, (now - before) / elapsed) : 0;
    }

    /// <summary>Busy time of all processors less our own; null when the lines are not those of /proc/stat.</summary>
    internal static TimeSpan? Others(IReadOnlyList<string> stat, TimeSpan own)
    {
        string[] cells = stat.Count == 0 ? [] : stat[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length <= BusyColumns[^1] || cells[0] != "cpu") return null;
        double ticks = 0;
        foreach (int column in BusyColumns)
        {
            if (!long.TryParse(cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out long value)) return null;
            ticks += value;
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond) - own;
    }
}
