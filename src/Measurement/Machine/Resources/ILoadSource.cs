using System.Diagnostics;
using MultifdBench.Core;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>What <see cref="OtherLoad"/> looks at: a machine's clock and what others have used of its processors. Thread-safe.</summary>
public interface ILoadSource
{
    /// <summary>Time since some moment.</summary>
    TimeSpan Now { get; }

    /// <summary>CPU time that others have used since some moment; null where that is unknown.</summary>
    TimeSpan? Others { get; }

    /// <summary>How many of the last waits for a quiet moment were in vain, one after the other.</summary>
    int WaitsInVain { get; set; }

    /// <summary>Lets time pass.</summary>
    /// <param name="time">How much.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Whether it was cancelled.</returns>
    bool Wait(TimeSpan time, CancellationToken cancellation);
}

/// <summary>This machine.</summary>
internal sealed class MachineLoad : ILoadSource
{
    private MachineLoad()
    {
    }

    /// <summary>The only one.</summary>
    public static MachineLoad Instance { get; } = new();

    /// <inheritdoc/>
    public TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc/>
    public TimeSpan? Others => OtherLoad.Others(HostFiles.Lines("/proc/stat"), Environment.CpuUsage.TotalTime);

    /// <inheritdoc/>
    public int WaitsInVain { get; set; }

    /// <inheritdoc/>
    public bool Wait(TimeSpan time, CancellationToken cancellation) => cancellation.WaitHandle.WaitOne(time);
}
