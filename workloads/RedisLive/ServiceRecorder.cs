using MultifdBench.Capture.Live;

namespace MultifdBench.Workloads.RedisLive;

/// <summary>
/// What one run of the workload was like for its clients, and what copying its memory cost. Calls come one after the other.
/// </summary>
internal sealed class ServiceRecorder
{
    private readonly YcsbClient _client;
    private readonly List<PhaseRecorder> _phases = [];
    private int _syncs;
    private MirrorPass _all;
    private TimeSpan _stopped;

    /// <summary>Begins with the phase before the migration.</summary>
    public ServiceRecorder(YcsbClient client)
    {
        _client = client;
        Begin("before");
    }

    /// <summary>Whether the migration has completed.</summary>
    public bool IsMigrated { get; private set; }

    /// <summary>Requests answered per second in the phase before the migration; NaN until it has ended.</summary>
    public double OperationsPerSecondBefore { get; private set; } = double.NaN;

    /// <summary>The phase before the migration ends; what is asked until the migration begins is in no phase.</summary>
    public void EndBefore()
    {
        _phases[^1].End();
        OperationsPerSecondBefore = _phases[^1].Summarise().OperationsPerSecond;
        _client.Phase = new PhaseRecorder("between");
    }

    /// <summary>The migration begins.</summary>
    public void BeginMigration() => Begin("during");

    /// <summary>The migration has completed; the server runs again.</summary>
    public void EndMigration()
    {
        IsMigrated = true;
        _phases[^1].End();
        Begin("after");
    }

    /// <summary>Adds what a pass of the mirror cost.</summary>
    public void Add(MirrorPass pass, bool isStopped)
    {
        _syncs++;
        _all = new MirrorPass(_all.Pages + pass.Pages, _all.Elapsed + pass.Elapsed);
        if (isStopped) _stopped += pass.Elapsed;
    }

    /// <summary>All figures, after the client has stopped.</summary>
    public GuestService Summarise(string server, string dirtyTracking)
    {
        _phases[^1].End();
        return new GuestService(
            server, dirtyTracking, _syncs, _all.Pages, _all.Elapsed.TotalMilliseconds, _stopped.TotalMilliseconds,
            [.. _phases.Select(phase => phase.Summarise())]);
    }

    private void Begin(string phase)
    {
        PhaseRecorder recorder = new(phase);
        _phases.Add(recorder);
        _client.Phase = recorder;
    }
}
