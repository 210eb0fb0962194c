using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Tests.Measurement.Machine;

/// <summary>A machine whose time passes when the test says so, or waits, while others keep some of its cores busy.</summary>
internal sealed class FakeLoad : ILoadSource
{
    public double BusyCores { get; set; }

    public bool IsKnown { get; init; } = true;

    public TimeSpan Now { get; private set; }

    public TimeSpan? Others => IsKnown ? Used : null;

    public int WaitsInVain { get; set; }

    private TimeSpan Used { get; set; }

    public bool Wait(TimeSpan time, CancellationToken cancellation)
    {
        Pass(time);
        return cancellation.IsCancellationRequested;
    }

    public void Pass(TimeSpan time)
    {
        Now += time;
        Used += time * BusyCores;
    }
}
