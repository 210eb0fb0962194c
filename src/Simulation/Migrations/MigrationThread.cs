using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// The source's migration thread: looks at pages, writes records of zero pages, fills packets, hands them to idle channels in turn. It is
/// given one thing to do at a time and says when that is done; in between, events drive it.
/// </summary>
internal sealed class MigrationThread : IEventTarget
{
    /// <summary>Event: a channel can take a packet.</summary>
    public const int ChannelIdle = 1;

    /// <summary>Event: the destination has finished a packet.</summary>
    public const int PacketReceived = 2;

    /// <summary>Event: a pause is over.</summary>
    public const int Awake = 3;

    private const int WorkEnd = 0;


    private readonly VirtualClock _events;
    private readonly MigrationThreadCosts _costs;
    private readonly double _sendNsPerByte;
    private readonly TlsCosts? _tls;
    private readonly GuestPages _pages;
    private readonly Connection _main;
    private readonly MigrationCounters _counters;
    private readonly MigrationSetup _setup;
    private readonly long _packetPages;
    private readonly double _syncNs;
    private SourceChannel[] _channels = [];
    private Connection[] _connections = [];
    private State _state = State.Done;
    private Goal _goal;
    private Packet _batch;
    private Packet _raw;
    private Packet _zeros;
    private long _deadlineNs;
    private long _lastByte;
    private int _nextChannel;

    public MigrationThread(VirtualClock events, SimulatedHost host, GuestPages pages, Connection main, MigrationCounters counters,
        MigrationSetup setup, GuestModel guest, int grain)
    {
        Thread = new SimulatedThread(events, host.Cpu, this);
        _events = events;
        _costs = host.Model.MigrationThread;
        _sendNsPerByte = host.Model.Channel.SendNsPerByte;
        _tls = setup.Tls ? host.Model.Tls : null;
        _pages = pages;
        _main = main;
        _counters = counters;
        _setup = setup;
        _packetPages = (long)PacketHeader.PagesPerPacket * grain;
        _syncNs = _costs.SyncNsPerGib * guest.Pages * Guest.Page.SizeBytes / Core.Units.GiB;
        main.Sender = this;
    }

    private enum State
    {
        Done,
        Working,
        WaitingForChannel,
        Draining,
        Finishing,
        Sleeping,
    }

    private enum Goal
    {
        Slice,
        Sync,
        Completion,
        Flush,
        Push,
        Pause,
    }

    public SimulatedThread Thread { get; }

    /// <summary>Whether it has done what it was given.</summary>
    public bool IsDone => _state == State.Done;

    /// <summary>Called when it has.</summary>
    public Action? Ended { get; set; }

    public void Attach(SourceChannel[] channels, Connection[] connections)
    {
        _channels = channels;
        _connections = connections;
    }

    /// <summary>Sends pages until none is left, the bytes are used or the time is up.</summary>
    public void BeginSlice(long byteBudget, long sliceNs)
    {
        _goal = Goal.Slice;
        _deadlineNs = _events.NowNs + sliceNs;
        _lastByte = byteBudget == long.MaxValue ? long.MaxValue : _counters.WireBytes + byteBudget;
        Continue();
    }

    /// <summary>Waits until the channels have written everything, and fetches the dirty log.</summary>
    public void BeginSync()
    {
        _goal = Goal.Sync;
        Drain();
    }

    /// <summary>Sends all that is left and waits until the destination has it.</summary>
    public void BeginCompletion()
    {
        _goal = Goal.Completion;
        _deadlineNs = long.MaxValue;
        _lastByte = long.MaxValue;
        Continue();
    }

    /// <summary>Waits until the channels have written everything.</summary>
    public void BeginFlush()
    {
        _goal = Goal.Flush;
        Drain();
    }

    /// <summary>Sends all that is left as it is over the main connection, and waits until the destination has it.</summary>
    public void BeginPush()
    {
        _goal = Goal.Push;
        _deadlineNs = long.MaxValue;
        _lastByte = long.MaxValue;
        Continue();
    }

    /// <summary>Lets time pass.</summary>
    public void BeginPause(long ns)
    {
        _goal = Goal.Pause;
        _state = State.Sleeping;
        _events.After(ns, this, Awake);
    }

    /// <inheritdoc/>
    void IEventTarget.OnEvent(int code)
    {
        switch (code)
        {
            case WorkEnd when _state == State.Working:
                EndWork();
                break;
            case Awake:
                EndGoal();
                break;
            case ChannelIdle when _state == State.WaitingForChannel:
                if (_batch.Pages >= _packetPages) HandOver();
                else if (_main.HasRoom) Continue();
                break;
            case ChannelIdle when _state == State.Draining:
                Drain();
                break;
            case PacketReceived when _state == State.Finishing:
                Finish();
                break;
        }
    }

    private void Continue()
    {
        if (_pages.Remaining == 0 || _events.NowNs >= _deadlineNs || _counters.WireBytes >= _lastByte)
        {
            EndPages();
            return;
        }

        _state = State.Working;
        if (_setup.ZeroPageDetection == ZeroPageDetection.Legacy && _pages.NextKind == PageKind.Zero) TakeZeroPages();
        else if (_goal == Goal.Push) TakeRawPages();
        else TakePages();
        Thread.Run();
    }

    /// <summary>
    /// A stretch of zero pages in one event: as many as fit the slice, so that its end is where it would be page by page.
    /// </summary>
    private void TakeZeroPages()
    {
        double byTime = (_deadlineNs - _events.NowNs) / _costs.ZeroPageNs;
        double byBytes = (double)(_lastByte - _counters.WireBytes) / ZeroPageRecord.SizeBytes;
        long taken = _pages.Take((long)Math.Clamp(Math.Ceiling(Math.Min(byTime, byBytes)), 1, 1 << 20)).Count;
        _zeros = new Packet { Packets = 1, Zero = taken, WireBytes = taken * ZeroPageRecord.SizeBytes };
        double encryptNs = _tls is null ? 0 : _zeros.Encrypt(_tls, packets: 0, partPages: 0);
        Thread.Compute(taken * _costs.ZeroPageNs + encryptNs);
    }

    private void TakePages()
    {
        PageStretch run = _pages.Take(_packetPages - _batch.Pages);
        switch (run.Kind)
        {
            case PageKind.Zero:
                _batch.Zero += run.Count;
                break;
            case PageKind.First:
                _batch.First += run.Count;
                break;
            default:
                _batch.Again += run.Count;
                break;
        }

        Thread.Compute(run.Count * _costs.PageNs);
    }

    /// <summary>Pages for the main connection, each behind a record of its own: what stands in a packet of one goes at once.</summary>
    private void TakeRawPages()
    {
        PageStretch run = _pages.Take(_packetPages);
        long contentBytes = run.Count * Guest.Page.SizeBytes;
        _raw = new Packet
        {
            Packets = 1,
            First = run.Kind == PageKind.First ? run.Count : 0,
            Again = run.Kind == PageKind.Again ? run.Count : 0,
            Zero = run.Kind == PageKind.Zero ? run.Count : 0,
            PayloadBytes = contentBytes,
            WireBytes = contentBytes + (run.Count * sizeof(ulong)),
        };
        double encryptNs = _tls is null ? 0 : _raw.Encrypt(_tls, packets: 0, partPages: run.Count);
        Thread.Compute((run.Count * _costs.PageNs) + (_raw.WireBytes * _sendNsPerByte) + encryptNs);
    }

    private void EndWork()
    {
        if (_goal == Goal.Sync)
        {
            EndGoal();
            return;
        }

        if (_zeros.Pages > 0) SendZeroPages();
        else if (_raw.Pages > 0) SendRawPages();
        else if (_batch.Pages >= _packetPages) HandOver();
        else Continue();
    }

    private void SendZeroPages()
    {
        _counters.ZeroPages += _zeros.Zero;
        _counters.WireBytes += _zeros.WireBytes;
        _main.Send(_zeros);
        _zeros = default;
        if (_main.HasRoom) Continue();
        else _state = State.WaitingForChannel;
    }

    private void SendRawPages()
    {
        _counters.NormalPages += _raw.Pages;
        _counters.PayloadBytes += _raw.PayloadBytes;
        _counters.WireBytes += _raw.WireBytes;
        _main.Send(_raw);
        _raw = default;
        if (_main.HasRoom) Continue();
        else _state = State.WaitingForChannel;
    }

    private void HandOver()
    {
        _state = State.Working;
        if (PostBatch()) Continue();
        else _state = State.WaitingForChannel;
    }

    private bool PostBatch()
    {
        for (int i = 0; i < _channels.Length; i++)
        {
            SourceChannel channel = _channels[(_nextChannel + i) % _channels.Length];
            if (!channel.IsIdle) continue;
            _nextChannel = (_nextChannel + i + 1) % _channels.Length;
            _batch.Packets = (int)((_batch.Pages + PacketHeader.PagesPerPacket - 1) / PacketHeader.PagesPerPacket);
            Packet packet = _batch;
            _batch = default;
            channel.Post(packet);
            return true;
        }

        return false;
    }

    private void EndPages()
    {
        if (_goal == Goal.Push) Finish();
        else if (_goal == Goal.Completion || _setup.SyncsEverySlice) Drain();
        else EndGoal();
    }

    /// <summary>Gives the last, partly filled packet away and waits until every channel has written what it has.</summary>
    private void Drain()
    {
        _state = State.Draining;
        if (_batch.Pages > 0 && !PostBatch()) return;
        foreach (SourceChannel channel in _channels)
        {
            if (!channel.IsIdle) return;
        }

        switch (_goal)
        {
            case Goal.Sync:
                _state = State.Working;
                Thread.Compute(_syncNs);
                Thread.Run();
                break;
            case Goal.Completion:
                Finish();
                break;
            default:
                EndGoal();
                break;
        }
    }

    private void Finish()
    {
        _state = State.Finishing;
        foreach (Connection connection in _connections)
        {
            if (connection.UnreadBytes > 0) return;
        }

        EndGoal();
    }

    private void EndGoal()
    {
        _state = State.Done;
        Ended?.Invoke();
    }
}
