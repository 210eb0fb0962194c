using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Source;

/// <summary>
/// A sending channel: one thread, one connection, one compressor. It works on one batch at a time, which the migration thread hands over
/// while the channel is idle (QEMU's <c>multifd_send_thread</c>).
/// </summary>
internal sealed class SourceChannel
{
    private readonly byte _id;
    private readonly IConnection _connection;
    private readonly IMultifdMethod _method;
    private readonly MigrationParameters _parameters;
    private readonly ChannelGate _gate;
    private readonly PacketCounter _packetCounter;
    private readonly PacketHeader _header = new();
    private readonly object _wake = new();
    private PageBatch _batch = new();
    private volatile Work _work = Work.None;

    public SourceChannel(byte id, IConnection connection, IMultifdMethod method, MigrationParameters parameters, ChannelGate gate,
        PacketCounter packetCounter)
    {
        _id = id;
        _connection = connection;
        _method = method;
        _parameters = parameters;
        _gate = gate;
        _packetCounter = packetCounter;
    }

    private enum Work
    {
        None,
        Batch,
        Sync,
        End,
    }

    public SourceCounters Counters { get; } = new();

    public IConnection Connection => _connection;

    /// <summary>True when the channel can take work. Only the migration thread makes it false.</summary>
    public bool IsIdle => _work == Work.None;

    /// <summary>Takes a full batch and gives back an empty one. The channel is idle.</summary>
    public PageBatch Exchange(PageBatch full)
    {
        PageBatch empty = _batch;
        _batch = full;
        empty.Clear();
        Post(Work.Batch);
        return empty;
    }

    /// <summary>Sends a packet with SYNC; the channel is idle again when it is written.</summary>
    public void PostSync() => Post(Work.Sync);

    /// <summary>Ends the thread. Also when the channel is busy: it ends after the work at hand.</summary>
    public void PostEnd() => Post(Work.End);

    /// <summary>The body of the channel's thread.</summary>
    public void Run(EngineThread thread)
    {
        using IPacketCompressor compressor = _method.CreateCompressor();
        PacketPayload payload = new(compressor.MaxPayloadBytes);
        PacketSender sender = new(_connection, _parameters.WireLayout, _parameters.ZeroCopySend);
        if (_parameters.ZeroCopySend) _connection.UseZeroCopy();
        sender.SendInit(new InitPacket(_parameters.Uuid, _id));
        thread.BeginSteadyState();
        for (Work work = NextWork(); work != Work.End; work = NextWork())
        {
            if (work == Work.Batch) SendBatch(sender, compressor, payload);
            else SendSync(sender, payload);
            BecomeIdle(work);
        }

        _connection.CloseSend();
    }

    private void Post(Work work)
    {
        lock (_wake)
        {
            _work = work;
            Monitor.Pulse(_wake);
        }
    }

    private void BecomeIdle(Work done)
    {
        lock (_wake)
        {
            // An End may have been posted meanwhile; it must not be lost.
            if (_work == done) _work = Work.None;
        }

        _gate.ChannelIsIdle();
    }

    private Work NextWork()
    {
        lock (_wake)
        {
            while (_work == Work.None) Monitor.Wait(_wake);
            return _work;
        }
    }

    private void SendBatch(PacketSender sender, IPacketCompressor compressor, PacketPayload payload)
    {
        SortPages();
        _header.Flags = _method.WireFlag;
        _header.Block = _batch.Block;
        _header.PacketNumber = _packetCounter.Next();
        long compressNs = 0;
        if (_header.NormalPages > 0)
        {
            payload.Clear();
            long before = ThreadCpuClock.NowNs();
            compressor.Compress(new PacketPages(_batch.Block!, _header.NormalOffsets), payload);
            compressNs = ThreadCpuClock.NowNs() - before;
            _header.PayloadBytes = payload.LengthBytes;
        }

        sender.Send(_header, payload);
        Counters.CountPacket(_header.NormalPages, _header.ZeroPages, payload, compressNs);
    }

    private void SendSync(PacketSender sender, PacketPayload payload)
    {
        _header.Flags = PacketFlags.Sync;
        _header.NormalPages = 0;
        _header.ZeroPages = 0;
        _header.Block = null;
        _header.PacketNumber = _packetCounter.Next();
        sender.Send(_header, payload);
        // As QEMU at each sync: the pages of a round have left before the next one begins.
        if (_parameters.ZeroCopySend) Counters.CountZeroCopyFlush(_connection.FlushZeroCopy());
    }

    /// <summary>Fills the header's offsets: normal pages first, zero pages behind them, each in batch order.</summary>
    private void SortPages()
    {
        ReadOnlySpan<long> offsets = _batch.Offsets;
        Span<long> sorted = _header.Offsets;
        if (_parameters.ZeroPageDetection != ZeroPageDetection.Multifd)
        {
            offsets.CopyTo(sorted);
            _header.NormalPages = offsets.Length;
            _header.ZeroPages = 0;
            return;
        }

        PacketPages pages = new(_batch.Block!, offsets);
        int normal = 0;
        int zero = 0;
        Span<long> zeroOffsets = stackalloc long[PacketHeader.PagesPerPacket];
        for (int i = 0; i < offsets.Length; i++)
        {
            if (ZeroPageScan.IsZero(pages[i])) zeroOffsets[zero++] = offsets[i];
            else sorted[normal++] = offsets[i];
        }

        zeroOffsets[..zero].CopyTo(sorted[normal..]);
        _header.NormalPages = normal;
        _header.ZeroPages = zero;
    }
}
