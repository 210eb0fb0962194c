using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// One migration in virtual time. What is sent when is decided by the measured engine's own <see cref="PrecopyPolicy"/>; this class gives
/// it a virtual clock, pages that are counts, and threads that are events. It blocks nobody: it goes on when an event ends what the policy
/// asked for. So any number of migrations may share a <see cref="VirtualClock"/> and hosts, see <see cref="Fleet"/>.
/// </summary>
public sealed class SimulatedMigration
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
    private readonly Connection[] _connections;
    private readonly SourceChannel[] _senders;
    private readonly DestinationChannel[] _receivers;
    private readonly PrecopyPolicy _policy;
    private readonly long _startNs;
    private Phase _phase = Phase.New;
    private long _setupNs;
    private readonly GuestClock _guest;
    private readonly GuestLoad? _load;
    private readonly SteadyFlow? _steadyFlow;
    private readonly SteadyRounds? _steadyRounds;
    private MigrationTotals _skipped;
    private SimulationResult? _result;

    /// <summary>Prepares a migration that begins at the clock's present time.</summary>
    /// <param name="events">The clock.</param>
    /// <param name="source">Where the guest is.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="path">Links that its bytes pass, in order; at least one, usually the source's network interface.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="setup">Parameters.</param>
    /// <exception cref="UsageException">The scenario lacks the method's costs, or a host the devices.</exception>
    public SimulatedMigration(VirtualClock events, SimulatedHost source, SimulatedHost destination, IReadOnlyList<Link> path,
        GuestModel guest, MigrationSetup setup)
    {
        Check(source.Model, guest, setup);
        RequireDevices(setup.Method, destination.Model);
        RequireTls(setup, destination.Model);
        _events = events;
        _source = source;
        _destination = destination;
        _setup = setup;
        _startNs = events.NowNs;
        DirtyLimitSettings limit = setup.Precopy.DirtyLimit;
        _guest = new GuestClock(events.NowNs, limit.IsOn ? new DirtyRingModel(guest.Dirtying, limit.RingSize) : null);
        if (guest.LoadCores > 0) _load = new GuestLoad(source.Cpu, Math.Min(guest.LoadCores, source.Model.Cores), events.NowNs);
        _pages = new GuestPages(guest, events.NowNs, setup.Seed);
        MethodCosts method = new(guest, setup);
        int grain = (int)Math.Max(setup.PacketsPerStep, guest.Pages / PacketHeader.PagesPerPacket / MaxPackets);
        _connections = [.. Enumerable.Range(0, setup.Channels + 1).Select(_ => Connect(path, grain))];
        _thread = new MigrationThread(events, source, _pages, _connections[0], _counters, setup, guest, grain);
        _senders = [.. _connections.Skip(1)
            .Select(connection => new SourceChannel(events, source, connection, method, setup, _counters, _thread))];
        _receivers = [.. _connections.Select((connection, i) =>
            new DestinationChannel(events, destination, connection, method, setup, _counters, _thread) { IsMain = i == 0 })];
        _thread.Attach(_senders, _connections);
        _policy = new PrecopyPolicy(setup.Precopy);
        // What changes the guest's rate, or a limit, makes a round unlike the one before it, or its end unlike its beginning.
        if (!setup.SkipsSteadyParts || !setup.Precopy.AreConstant || !guest.IsConstant) return;
        _steadyFlow = new();
        if (!guest.GrowsUp(setup.Precopy.TimeoutNs)) _steadyRounds = new();
    }

    /// <summary>What the thread is at on the policy's behalf.</summary>
    private enum Phase
    {
        New,
        SettingUp,
        Iterating,
        Acting,
        Syncing,
        Completing,
    }

    /// <summary>Whether it has come to its end.</summary>
    internal bool HasEnded => _result is not null;

    /// <summary>How it ended.</summary>
    /// <exception cref="InvalidOperationException">It has not ended yet.</exception>
    internal SimulationResult Result => _result ?? throw new InvalidOperationException("the migration has not ended yet");

    /// <summary>Called, inside an event, when <see cref="Advance"/> has something to do.</summary>
    internal Action? Ready
    {
        set => _thread.Ended = value;
    }

    /// <summary>Finds out before anything runs whether host and scenario say what a migration needs.</summary>
    /// <exception cref="UsageException">The scenario lacks the method's costs, or the host the devices.</exception>
    public static void Check(HostModel host, GuestModel guest, MigrationSetup setup)
    {
        RequireDevices(setup.Method, host);
        RequireTls(setup, host);
        if (guest.Phases is not null && setup.Precopy.DirtyLimit.IsOn)
            throw new UsageException(
                $"Guest '{guest.Name}' has phases, and --dirty-limit is simulated for steady guests only: leave --dirty-limit out, or take "
                    + "the guest without phases.");
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
        Fleet alone = new(_events);
        alone.Add(this);
        return alone.Run(cancellation)[0];
    }

    /// <summary>Goes on until something takes virtual time, or to the end. Does nothing while the last step is still under way.</summary>
    internal void Advance()
    {
        while (_thread.IsDone && !HasEnded)
        {
            switch (_phase)
            {
                case Phase.New:
                    // On the main connection the sides work in turn.
                    double handshakesNs = HandshakeNs(_source) + HandshakeNs(_destination);
                    Pause((long)(_source.Model.MigrationThread.SetupNs + handshakesNs), Phase.SettingUp);
                    break;
                case Phase.SettingUp:
                    _setupNs = _events.NowNs - _startNs;
                    CarryOut(_policy.Begin(_startNs, ReadFigures(newlyDirty: 0)));
                    break;
                case Phase.Syncing:
                    _guest.EmptyRing(GuestNs);
                    PrecopyFigures synced = ReadFigures(_pages.Sync(_guest.At(GuestNs)));
                    PrecopyStep step = _policy.Next(synced);
                    if (step.Action == PrecopyAction.Iterate && IsSteady()) EndSteady(synced);
                    else CarryOut(step);
                    break;
                case Phase.Iterating:
                    SkipSteady();
                    CarryOut(_policy.Next(ReadFigures(newlyDirty: 0)));
                    break;
                case Phase.Completing:
                    Pause(2 * _source.Model.Network.LatencyNs, Phase.Acting);
                    break;
                default:
                    CarryOut(_policy.Next(ReadFigures(newlyDirty: 0)));
                    break;
            }
        }
    }

    private void CarryOut(PrecopyStep step)
    {
        _phase = step.Action switch
        {
            PrecopyAction.Iterate => Phase.Iterating,
            PrecopyAction.Sync => Phase.Syncing,
            PrecopyAction.Complete or PrecopyAction.Push => Phase.Completing,
            _ => Phase.Acting,
        };
        switch (step.Action)
        {
            case PrecopyAction.Iterate:
                _thread.BeginSlice(step.ByteBudget, step.Ns);
                break;
            case PrecopyAction.Sleep:
                Pause(step.Ns, Phase.Acting);
                break;
            case PrecopyAction.Sync:
                _thread.BeginSync();
                break;
            case PrecopyAction.StopGuest:
                Pause(StopGuest() + (long)_source.Model.MigrationThread.SwitchoverNs, Phase.Acting);
                break;
            case PrecopyAction.Throttle:
                _guest.Throttle(GuestNs, step.Percentage);
                break;
            case PrecopyAction.LimitDirtying:
                _guest.LimitDirtying(GuestNs, step.Ns);
                break;
            case PrecopyAction.Suspend:
                if (StopGuest() is > 0 and var asleepNs) Pause(asleepNs, Phase.Acting);
                break;
            case PrecopyAction.Complete:
                _thread.BeginCompletion();
                break;
            case PrecopyAction.Flush:
                _thread.BeginFlush();
                break;
            case PrecopyAction.HandOver:
                // The host's constant passed when the guest was stopped; what is left is the way there and back.
                Pause(2 * _source.Model.Network.LatencyNs, Phase.Acting);
                break;
            case PrecopyAction.Push:
                _guest.Resume(GuestNs);
                _thread.BeginPush();
                break;
            default:
                _result = Summarise(step.Action);
                break;
        }
    }

    /// <summary>Stops the guest, which nothing wakes while it sleeps because its dirty ring was full.</summary>
    /// <returns>How long that takes, ns.</returns>
    private long StopGuest()
    {
        long asleepNs = _guest.AsleepNs(GuestNs);
        _guest.Stop(GuestNs);
        _load?.Leave(NowNs);
        return asleepNs;
    }

    private void Pause(long ns, Phase phase)
    {
        _phase = phase;
        _thread.BeginPause(ns);
    }

    /// <remarks>The pages are read after the sync that the argument comes from: arguments are evaluated first.</remarks>
    private PrecopyFigures ReadFigures(long newlyDirty) => new(
        NowNs, _pages.Remaining, _skipped.WireBytes + _counters.WireBytes,
        new PageCounts(_skipped.Pages.Normal + _counters.NormalPages, _skipped.Pages.Zero + _counters.ZeroPages), newlyDirty,
        _guest.At(GuestNs), _guest.RingPagesAt(GuestNs));

    /// <summary>A connection whose window holds as many packets as it would packet by packet.</summary>
    private Connection Connect(IReadOnlyList<Link> path, int grain)
    {
        NetworkModel network = _source.Model.Network;
        return new Connection(_events, path, network.LatencyNs, network.WindowBytes * grain);
    }

    private void SkipSteady()
    {
        if (_steadyFlow is null) return;
        AlikePages alike = _pages.Alike(SteadyFlow.StretchPages);
        if (!_steadyFlow.Watches(alike)) return;
        MigrationTotals now = ReadTotals();
        if (_steadyFlow.Passed(now, UnreadBytes, alike, out long skip) is not { } stretch) return;
        // Not beyond the time limit: what is left of it is simulated.
        double most = stretch.Pages.Total * (_setup.Precopy.TimeoutNs - (now.Ns - _startNs)) / (double)Math.Max(1, stretch.Ns);
        PageCounts pages = _pages.Skip((long)Math.Clamp(most, 0, skip), SteadyFlow.StretchPages);
        PageCounts sent = _setup.ZeroPageDetection == ZeroPageDetection.None ? new(pages.Total, 0) : pages;
        _skipped += (pages.Total / (double)stretch.Pages.Total * stretch) with { Pages = sent, ReceivedPages = pages.Total };
    }

    private bool IsSteady()
    {
        _steadyFlow?.Begin();
        return _steadyRounds is not null && _pages.IsFirstPassOver
            && _steadyRounds.Begins(ReadTotals(), _pages.Remaining, _policy.ThresholdBytes);
    }

    /// <summary>The last round goes on repeating itself until the time is up.</summary>
    private void EndSteady(in PrecopyFigures now)
    {
        PrecopyStep end = _policy.GiveUp(now);
        MigrationTotals round = _steadyRounds!.LastRound;
        long leftNs = Math.Max(0, _startNs + _setup.Precopy.TimeoutNs - NowNs);
        _skipped += leftNs / (double)Math.Max(1, round.Ns) * round;
        _result = Summarise(end.Action);
    }

    private long UnreadBytes => _connections.Sum(connection => connection.UnreadBytes);

    private long NowNs => _events.NowNs + _skipped.Ns;

    /// <summary>As much of the time as the guest's threads had cores for.</summary>
    private long GuestNs => _load?.At(NowNs) ?? NowNs;

    private MigrationTotals ReadTotals() => _skipped + new MigrationTotals(
        _events.NowNs, new PageCounts(_counters.NormalPages, _counters.ZeroPages), _counters.ReceivedPages, _counters.PayloadBytes,
        _counters.WireBytes, _counters.CompressNs, _counters.DecompressNs, SourceCpuNs, DestinationCpuNs,
        ResourceUsage.BusyNs(_thread, _senders, _receivers, _source, _destination, _events.NowNs - _startNs));

    private double SourceCpuNs => HandshakeNs(_source) + _thread.Thread.CpuNs + _senders.Sum(sender => sender.Thread.CpuNs);

    private double DestinationCpuNs => HandshakeNs(_destination) + _receivers.Sum(receiver => receiver.Thread.CpuNs);

    private SimulationResult Summarise(PrecopyAction end)
    {
        MigrationTotals done = ReadTotals();
        return new SimulationResult
        {
            Outcome = end == PrecopyAction.Completed ? RunOutcome.Completed : RunOutcome.Timeout,
            Reason = end switch
            {
                PrecopyAction.Completed => "",
                PrecopyAction.Cancelled => _policy.CancelReason,
                _ => TimeoutReason.Of(_setup.Precopy.TimeoutNs),
            },
            Convergence = ConvergenceResult.Of(_policy, operationsPerSecond: GuestClock.PerSecond),
            TotalNs = done.Ns - _startNs,
            SetupNs = _setupNs,
            DowntimeNs = _policy.DowntimeNs,
            SwitchoverNs = (long)_source.Model.MigrationThread.SwitchoverNs,
            Rounds = _policy.Rounds,
            Pages = done.Pages,
            ReceivedPages = done.ReceivedPages,
            PayloadBytes = done.PayloadBytes,
            WireBytes = done.WireBytes,
            PagesPerSecondLast = _policy.PagesPerSecondLast,
            DirtyPagesPerSecond = _policy.DirtyPagesPerSecond,
            CompressNs = done.CompressNs,
            DecompressNs = done.DecompressNs,
            SourceCpuNs = done.SourceCpuNs,
            DestinationCpuNs = done.DestinationCpuNs,
            Usage = ResourceUsage.Of(_thread, _senders, _receivers, _source, _destination, _events.NowNs - _startNs, _skipped.BusyNs,
                _skipped.Ns),
            Events = _events.Handled,
        };
    }

    /// <summary>What the main connection's handshake costs a side, ns.</summary>
    private double HandshakeNs(SimulatedHost side) => _setup.Tls ? side.Model.Tls!.HandshakeNs : 0;

    private static void RequireTls(MigrationSetup setup, HostModel host)
    {
        if (!setup.Tls || host.Tls is not null) return;
        throw new UsageException($"Host '{host.Name}' has no costs of TLS; add the tls parameters, as docs/model-parts.md describes them, "
            + "leave --tls out, or measure this machine with 'simulate --measure DIR'.");
    }

    private static void RequireDevices(SimulatedMethod method, HostModel host)
    {
        if (method.Device is not { } device || host.DeviceOf(device) is not null) return;
        string instead = method.Instead is null ? "" : $" or {method.Instead}";
        throw new UsageException($"Host '{host.Name}' has no {device.ToUpperInvariant()} device; add the {device} parameters with "
            + $"{device}.devices of at least 1, or choose another method{instead}.");
    }
}
