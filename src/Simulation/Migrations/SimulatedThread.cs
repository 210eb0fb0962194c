using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// A thread of a host: runs a few stages one after the other and then tells its owner. A stage computes, or waits for a device polling
/// (which keeps the core busy) or sleeping. Reused for every packet, so that nothing is allocated.
/// </summary>
internal sealed class SimulatedThread(VirtualClock events, SharedResource cpu, IEventTarget owner) : IEventTarget
{
    private const int StageEnd = 0;
    private const int BackgroundEnd = 1;

    // Two passes of a device with tables made between them need nine.
    private readonly Stage[] _stages = new Stage[12];
    private int _count;
    private int _next;
    private long _stageStartNs;
    private long _runStartNs;
    private bool _inBackground;

    /// <summary>CPU time used so far, ns.</summary>
    public double CpuNs { get; private set; }

    /// <summary>Time in which it was not idle: computing, polling or sleeping in a device's wait, ns.</summary>
    public long BusyNs { get; private set; }

    /// <summary>Adds CPU time.</summary>
    public void Compute(double ns)
    {
        if (ns > 0) Add(new Stage(StageKind.Compute, cpu, ns, 1));
    }

    /// <summary>Adds a use of a resource that the thread waits for polling.</summary>
    public void Poll(SharedResource resource, double soloNs, double weight) => Add(new Stage(StageKind.Poll, resource, soloNs, weight));

    /// <summary>Adds a use of a resource that the thread waits for sleeping.</summary>
    public void Await(SharedResource resource, double soloNs, double weight) => Add(new Stage(StageKind.Sleep, resource, soloNs, weight));

    /// <summary>Adds a use of a resource that goes on beside the following stages, until <see cref="Join"/>. One at a time.</summary>
    public void Launch(SharedResource resource, double soloNs, double weight) => Add(new Stage(StageKind.Launch, resource, soloNs, weight));

    /// <summary>Adds polling for the end of what was launched.</summary>
    public void Join() => Add(new Stage(StageKind.Join, cpu, 0, 0));

    /// <summary>Runs what was added; the owner's event 0 follows at its end.</summary>
    public void Run()
    {
        // An end at once would come before the caller is ready for it.
        if (_count == 0) Compute(1);
        _next = 0;
        _runStartNs = events.NowNs;
        RunNext();
    }

    /// <inheritdoc/>
    void IEventTarget.OnEvent(int code)
    {
        if (code == BackgroundEnd)
        {
            _inBackground = false;
            if (_next == 0 || _stages[_next - 1].Kind != StageKind.Join || _next > _count) return;
        }

        EndStage();
        RunNext();
    }

    private void Add(Stage stage) => _stages[_count++] = stage;

    private void RunNext()
    {
        while (_next < _count)
        {
            ref Stage stage = ref _stages[_next++];
            _stageStartNs = events.NowNs;
            switch (stage.Kind)
            {
                case StageKind.Launch:
                    _inBackground = true;
                    stage.Resource.Start(stage.SoloNs, stage.Weight, this, BackgroundEnd);
                    continue;
                case StageKind.Join when !_inBackground:
                    continue;
                case StageKind.Join:
                    cpu.Hold(1);
                    return;
                case StageKind.Poll:
                    cpu.Hold(1);
                    break;
            }

            stage.Resource.Start(stage.SoloNs, stage.Weight, this, StageEnd);
            return;
        }

        _count = 0;
        _next = 0;
        BusyNs += events.NowNs - _runStartNs;
        owner.OnEvent(0);
    }

    private void EndStage()
    {
        Stage stage = _stages[_next - 1];
        if (stage.Kind == StageKind.Compute) CpuNs += stage.SoloNs;
        if (stage.Kind is not (StageKind.Poll or StageKind.Join)) return;
        CpuNs += (events.NowNs - _stageStartNs) * cpu.Speed;
        cpu.Release(1);
    }

    private enum StageKind
    {
        Compute,
        Poll,
        Sleep,
        Launch,
        Join,
    }

    private readonly record struct Stage(StageKind Kind, SharedResource Resource, double SoloNs, double Weight);
}
