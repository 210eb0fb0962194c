using MultifdBench.Multifd.Source;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>A thread of the destination: takes packets from its connection one after the other and makes pages of them.</summary>
internal sealed class DestinationChannel : IEventTarget
{
    private readonly SimulatedThread _thread;
    private readonly SimulatedHost _host;
    private readonly Connection _connection;
    private readonly MethodCosts _method;
    private readonly MigrationSetup _setup;
    private readonly MigrationCounters _counters;
    private readonly IEventTarget _migrationThread;
    private Packet _packet;
    private readonly TlsCosts? _tls;
    private bool _busy;
    private bool _isConnected;

    public DestinationChannel(
        VirtualClock events, SimulatedHost host, Connection connection, MethodCosts method, MigrationSetup setup,
        MigrationCounters counters, IEventTarget migrationThread)
    {
        _thread = new SimulatedThread(events, host.Cpu, this);
        _host = host;
        _connection = connection;
        _method = method;
        _setup = setup;
        _tls = setup.Tls ? host.Model.Tls : null;
        _counters = counters;
        _migrationThread = migrationThread;
        connection.Receiver = this;
    }

    /// <summary>
    /// Whether this is the main thread, which gets records of zero pages in place of packets, and in postcopy pages as they are.
    /// </summary>
    public bool IsMain { get; init; }

    public SimulatedThread Thread => _thread;

    /// <inheritdoc/>
    void IEventTarget.OnEvent(int code)
    {
        if (code == 0) End();
        if (!_busy && _connection.Received.TryDequeue(out _packet)) Begin();
    }

    private void Begin()
    {
        _busy = true;
        if (!IsMain) PlanPacket();
        else if (_packet.PayloadBytes > 0) PlanRawPages();
        else _thread.Compute(_packet.Zero * _host.Model.MigrationThread.DestinationZeroPageNs + DecryptNs());
        _thread.Run();
    }

    private void PlanPacket()
    {
        ChannelCosts costs = _host.Model.Channel;
        bool getsZeroPages = _setup.ZeroPageDetection == ZeroPageDetection.None;
        double decompressNs = _method.DecompressNs(_packet, getsZeroPages, _host.Model.CodecSpeed);
        _counters.DecompressNs += decompressNs;
        double zeroNs = getsZeroPages ? 0 : _packet.Zero * costs.DestinationZeroPageNs;
        double receiveNs = _packet.WireBytes * costs.ReceiveNsPerByte + DecryptNs();
        double computeNs = _packet.Packets * costs.DestinationPacketNs + receiveNs + decompressNs + zeroNs;
        FirstTouchCosts firstTouch = _host.Model.FirstTouch;
        double untouched = firstTouch.Share * (_packet.First + (getsZeroPages ? _packet.Zero : 0));
        if (!_method.UsesDevice)
        {
            _thread.Compute(computeNs + untouched * firstTouch.CpuNs);
            return;
        }

        _thread.Compute(computeNs);
        double pages = _packet.Normal + (getsZeroPages ? _packet.Zero : 0);
        if (pages > 0) _method.Decompress(_thread, _host, pages);
        if (untouched > 0 && firstTouch.DeviceNs > 0)
            _thread.Poll(_host.DeviceFaults, untouched * firstTouch.DeviceNs, firstTouch.DeviceSerialNs / firstTouch.DeviceNs);
    }

    private void PlanRawPages()
    {
        FirstTouchCosts firstTouch = _host.Model.FirstTouch;
        double untouchedNs = firstTouch.Share * (_packet.First + _packet.Zero) * firstTouch.CpuNs;
        _thread.Compute((_packet.WireBytes * _host.Model.Channel.ReceiveNsPerByte) + DecryptNs() + untouchedNs);
    }

    /// <summary>What encryption adds to the packet; the main connection's handshake is part of the set-up.</summary>
    private double DecryptNs()
    {
        if (_tls is null) return 0;
        double handshakeNs = _isConnected || IsMain ? 0 : _tls.HandshakeNs;
        _isConnected = true;
        return handshakeNs + _tls.DecryptNs(_packet.WireBytes, _packet.TlsRecords);
    }

    private void End()
    {
        _busy = false;
        _counters.ReceivedPages += _packet.Pages;
        _connection.Acknowledge(_packet);
        _migrationThread.OnEvent(MigrationThread.PacketReceived);
    }
}
