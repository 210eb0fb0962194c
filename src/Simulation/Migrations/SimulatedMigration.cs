using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Results;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// One migration in virtual time. What is sent when is decided by the measured engine's own <see cref="PrecopyLoop"/>; this class gives it a
/// virtual clock, pages that are counts, and threads that are events. Several migrations may share an <see cref="VirtualClock"/> and hosts, see
/// <see cref="Fleet"/>.
/// </summary>
public sealed class SimulatedMigration : IPrecopyExecutor
{
    // More packets than that are simulated several at a time: the first pass of a guest of 1 TiB, and 12 TiB in seconds.
    private const long MaxPackets = 1L << 21;

    private readonly VirtualClock _events;
    private readonly SimulatedHost _source;
    private readonly SimulatedHost _destination;
    private readonly GuestPages _pages;
    private readonly MigrationSetup _setup;
    private readonly MigrationCounters _counters = new();
    private readonly MigrationThread _thread;
    private readonly SourceChannel[] _senders;
    private readonly DestinationChannel[] _receivers;
    private readonly PrecopyLoop _loop;
    private readonly long _startNs;
    private Action _runEvents;
    private long? _stoppedNs;

    /// <summary>Prepares a migration that begins at the clock's present time.</summary>
    /// <param name="events">The clock.</param>
    /// <param name="source">Where the guest is.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="path">Links that its bytes pass, in order; at least one, usually the source's network interface.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="setup">Parameters.</param>
    /// <exception cref="UsageException">The scenario lacks the method's costs, or a host the devices.</exception>
    public SimulatedMigration(VirtualClock events, SimulatedHost source, SimulatedHost destination, IReadOnlyList<Link> path, GuestModel guest, MigrationSetup setup)
    {
        Check(source.Model, guest, setup);
        RequireDevices(setup.Method, destination.Model);
        _events = events;
        _source = source;
        _destination = destination;
        _setup = setup;
        _startNs = events.NowNs;
        _runEvents = RunEvents;
        _pages = new GuestPages(guest, events.NowNs, setup.Seed);
        MethodCosts method = new(guest, setup);
        int grain = (int)Math.Max(setup.PacketsPerStep, guest.Pages / 128 / MaxPackets);
        Connection[] connections = [.. Enumerable.Range(0, setup.Channels + 1).Select(_ => Connect(path, grain))];
        _thread = new MigrationThread(events, source, _pages, connections[0], _counters, setup, guest, grain);
        _senders = [.. connections.Skip(1).Select(connection => new SourceChannel(events, source, connection, method, setup.ZeroPageDetection, _counters, _thread))];
        _receivers = [.. connections.Select((connection, i) => new DestinationChannel(events, destination, connection, method, setup, _counters, _thread) { IsMain = i == 0 })];
        _thread.Attach(_senders, connections);
        _loop = new PrecopyLoop(setup.Precopy, this);
    }

    /// <inheritdoc/>
    public long NowNs => _events.NowNs;

    /// <inheritdoc/>
    public long RemainingPages => _pages.Remaining;

    /// <inheritdoc/>
    public long WireBytes => _counters.WireBytes;

    /// <inheritdoc/>
    public PageCounts Pages => new(_counters.NormalPages, _counters.ZeroPages);

    /// <summary>Finds out before anything runs whether host and scenario say what a migration needs.</summary>
    /// <exception cref="UsageException">The scenario lacks the method's costs, or the host the devices.</exception>
    public static void Check(HostModel host, GuestModel guest, MigrationSetup setup)
    {
        RequireDevices(setup.Method, host);
        _ = new MethodCosts(guest, setup);
    }

    /// <summary>A migration between two hosts alike that nothing else uses: what <c>simulate</c> and the published tables need.</summary>
    /// <exception cref="UsageException">As the constructor.</exception>
    public static SimulationResult Run(HostModel host, GuestModel guest, MigrationSetup setup, CancellationToken cancellation = default)
    {
        VirtualClock events = new();
        SimulatedHost source = new(events, host);
        SimulatedHost destination = new(events, host);
        Link link = new(source.Network, host.Network.BytesPerNs);
        return new SimulatedMigration(events, source, destination, [link], guest, setup).Run(cancellation);
    }

    /// <summary>Runs it to its end, handling the clock's events.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SimulationResult Run(CancellationToken cancellation)
    {
        Pause((long)_source.Model.MigrationThread.SetupNs);
        long setupNs = NowNs - _startNs;
        bool completed = _loop.Run(_startNs, cancellation);
        return Summarise(completed, setupNs);
    }

    /// <summary>Runs it with somebody else handling the clock's events.</summary>
    /// <param name="runEvents">Returns when <see cref="IsWaiting"/> is false.</param>
    /// <param name="ended">Called, inside an event, when it becomes false.</param>
    /// <param name="cancellation">Ends it.</param>
    internal SimulationResult Run(Action runEvents, Action ended, CancellationToken cancellation)
    {
        _runEvents = runEvents;
        _thread.Ended = ended;
        return Run(cancellation);
    }

    /// <summary>Whether its migration thread is still at what the precopy loop asked for.</summary>
    internal bool IsWaiting => !_thread.IsDone;

    /// <inheritdoc/>
    void IPrecopyExecutor.Sleep(long ns) => Pause(ns);

    /// <inheritdoc/>
    long IPrecopyExecutor.SyncDirtyBitmap()
    {
        _thread.BeginSync();
        _runEvents();
        return _pages.Sync(_stoppedNs ?? NowNs);
    }

    /// <inheritdoc/>
    void IPrecopyExecutor.Iterate(long byteBudget, long sliceNs)
    {
        _thread.BeginSlice(byteBudget, sliceNs);
        _runEvents();
    }

    /// <inheritdoc/>
    void IPrecopyExecutor.StopGuest()
    {
        _stoppedNs = NowNs;
        Pause((long)_source.Model.MigrationThread.SwitchoverNs);
    }

    /// <inheritdoc/>
    void IPrecopyExecutor.Complete()
    {
        _thread.BeginCompletion();
        _runEvents();
        Pause(2 * _source.Model.Network.LatencyNs);
    }

    /// <summary>A connection whose window holds as many packets as it would packet by packet.</summary>
    private Connection Connect(IReadOnlyList<Link> path, int grain)
    {
        NetworkModel network = _source.Model.Network;
        return new Connection(_events, path, network.LatencyNs, network.WindowBytes * grain);
    }

    private void Pause(long ns)
    {
        _thread.BeginPause(ns);
        _runEvents();
    }

    private void RunEvents()
    {
        while (IsWaiting)
        {
            if (!_events.Step()) throw new InvalidOperationException("the migration waits for something that no event will bring");
        }
    }

    private SimulationResult Summarise(bool completed, long setupNs) => new()
    {
        Outcome = completed ? RunOutcome.Completed : RunOutcome.Timeout,
        TotalNs = NowNs - _startNs,
        SetupNs = setupNs,
        DowntimeNs = _loop.DowntimeNs,
        SwitchoverNs = (long)_source.Model.MigrationThread.SwitchoverNs,
        Rounds = _loop.Rounds,
        Pages = Pages,
        ReceivedPages = _counters.ReceivedPages,
        PayloadBytes = _counters.PayloadBytes,
        WireBytes = _counters.WireBytes,
        PagesPerSecondLast = _loop.PagesPerSecondLast,
        DirtyPagesPerSecond = _loop.DirtyPagesPerSecond,
        CompressNs = _counters.CompressNs,
        DecompressNs = _counters.DecompressNs,
        SourceCpuNs = _thread.Thread.CpuNs + _senders.Sum(sender => sender.Thread.CpuNs),
        DestinationCpuNs = _receivers.Sum(receiver => receiver.Thread.CpuNs),
        Usage = ResourceUsage.Of(_thread, _senders, _receivers, _source, _destination, NowNs - _startNs),
        Events = _events.Handled,
    };

    private static void RequireDevices(SimulatedMethod method, HostModel host)
    {
        if (method.WorkPlace is WorkPlace.IaaBatch or WorkPlace.IaaStream && host.Iaa is null)
            throw new UsageException($"Host '{host.Name}' has no IAA device; add the iaa parameters with iaa.devices of at least 1, or choose another method or --qpl-path software.");
        if (method.WorkPlace == WorkPlace.Qat && host.Qat is null)
            throw new UsageException($"Host '{host.Name}' has no QAT device; add the qat parameters with qat.devices of at least 1, or choose another method.");
    }
}
