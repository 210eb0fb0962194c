using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>A channel thread of the source: one packet at a time, from the migration thread to the socket.</summary>
internal sealed class SourceChannel : IEventTarget
{
    private const int Awake = 2;

    private readonly VirtualClock _events;
    private readonly SimulatedThread _thread;
    private readonly SimulatedHost _host;
    private readonly Connection _connection;
    private readonly MethodCosts _method;
    private readonly ZeroPageDetection _zeroPages;
    private readonly TlsCosts? _tls;
    private readonly MigrationCounters _counters;
    private readonly IEventTarget _migrationThread;
    private Packet _packet;
    private double _queued;
    private bool _isConnected;

    public SourceChannel(
        VirtualClock events, SimulatedHost host, Connection connection, MethodCosts method, MigrationSetup setup,
        MigrationCounters counters, IEventTarget migrationThread)
    {
        _events = events;
        _thread = new SimulatedThread(events, host.Cpu, this);
        _host = host;
        _connection = connection;
        _method = method;
        _zeroPages = setup.ZeroPageDetection;
        _tls = setup.Tls ? host.Model.Tls : null;
        _counters = counters;
        _migrationThread = migrationThread;
        connection.Sender = this;
    }

    public bool IsIdle { get; private set; } = true;

    public SimulatedThread Thread => _thread;

    /// <summary>Takes a packet; the channel is idle.</summary>
    public void Post(in Packet packet)
    {
        IsIdle = false;
        _packet = packet;
        // Migration thread and channel have to be woken by each other: nobody's CPU time, and only this channel waits.
        _events.After((long)_host.Model.MigrationThread.PacketNs, this, Awake);
    }

    /// <inheritdoc/>
    void IEventTarget.OnEvent(int code)
    {
        if (code == Awake) Begin();
        else if (code == 0) Send();
        else if (!IsIdle && _packet.Pages == 0) BecomeIdle();
    }

    private void Begin()
    {
        bool sendsZeroPages = _zeroPages == ZeroPageDetection.None;
        _method.Classify(ref _packet);
        _packet.PayloadBytes = _method.PayloadBytes(_packet, sendsZeroPages);
        _packet.WireBytes = _packet.PayloadBytes + _packet.Packets * PacketHeader.SizeBytes;
        ChannelCosts costs = _host.Model.Channel;
        double compressNs = _method.CompressNs(_packet, sendsZeroPages, _host.Model.CodecSpeed);
        _counters.CompressNs += compressNs;
        double prepareNs = _packet.Packets * costs.PacketNs + _packet.Normal * costs.PageNs + _packet.Zero * costs.ZeroPageNs + compressNs;
        double encryptNs = _tls is null ? 0 : Encrypt(_tls, sendsZeroPages);
        double sendNs = _packet.WireBytes * costs.SendNsPerByte + encryptNs;
        double devicePages = _packet.Normal + (sendsZeroPages ? _packet.Zero : 0);
        if (_method.UsesDevice && devicePages > 0)
        {
            _thread.Compute(prepareNs);
            _queued = _method.Compress(_thread, _host, devicePages);
            _thread.Compute(sendNs);
        }
        else
        {
            _thread.Compute(prepareNs + sendNs);
        }

        _thread.Run();
    }

    /// <summary>Wraps the packet up; before the first one hands are shaken, as in QEMU in the channel's own thread.</summary>
    private double Encrypt(TlsCosts tls, bool sendsZeroPages)
    {
        double handshakeNs = _isConnected ? 0 : tls.HandshakeNs;
        _isConnected = true;
        return handshakeNs + _packet.Encrypt(tls, _packet.Packets, _method.PartPages(_packet, sendsZeroPages));
    }

    private void Send()
    {
        _method.Finish(_host, _queued);
        _queued = 0;
        bool sendsZeroPages = _zeroPages == ZeroPageDetection.None;
        _counters.NormalPages += _packet.Normal + (sendsZeroPages ? _packet.Zero : 0);
        _counters.ZeroPages += sendsZeroPages ? 0 : _packet.Zero;
        _counters.PayloadBytes += _packet.PayloadBytes;
        _counters.WireBytes += _packet.WireBytes;
        _connection.Send(_packet);
        // From here on an empty packet says that only the socket's room is missing.
        _packet = default;
        if (_connection.HasRoom) BecomeIdle();
    }

    private void BecomeIdle()
    {
        IsIdle = true;
        _migrationThread.OnEvent(MigrationThread.ChannelIdle);
    }
}
