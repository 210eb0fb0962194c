using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Source;

/// <summary>
/// A sending channel: one thread, one connection, one compressor, and a queue of batches that the migration thread hands over (QEMU's
/// <c>multifd_send_thread</c>, where the queue is one batch long).
/// </summary>
internal sealed class SourceChannel
{
    // Work that waits is sent late, and a guest that is stopped waits for it: a queue saves thread switches where packets take
    // microseconds, and is short where they take longer.
    private const long MaxQueuedNs = Units.NsPerMs;

    private readonly byte _id;
    private readonly IConnection _connection;
    private readonly IMultifdMethod _method;
    private readonly MigrationParameters _parameters;
    private readonly PacketCounter _packetCounter;
    private readonly PacketHeader _header = new();
    private readonly ChannelQueue _queue;
    private readonly int _maxBatches;

    public SourceChannel(byte id, IConnection connection, IMultifdMethod method, MigrationParameters parameters, ChannelGate gate,
        PacketCounter packetCounter)
    {
        _id = id;
        _connection = connection;
        _method = method;
        _parameters = parameters;
        _packetCounter = packetCounter;
        _queue = new ChannelQueue(gate);
        // Where bytes are rationed, none are promised ahead. A socket has a queue of its own, and a longer one only takes what is sent out
        // of the caches before it is received (docs/performance.md).
        _maxBatches = connection.LendsPages && parameters.Precopy.MaxBandwidthBytesPerSecond == 0 ? ChannelQueue.MaxBatches : 1;
    }

    public SourceCounters Counters { get; } = new();

    public IConnection Connection => _connection;

    /// <summary>Batches and SYNCs that the channel has not sent. Only the migration thread makes it more.</summary>
    public int Outstanding => _queue.Outstanding;

    /// <summary>Whether it takes another batch. Only the migration thread makes it false.</summary>
    public bool HasRoom => _queue.Outstanding < _queue.Limit;

    /// <summary>Takes a full batch and gives back an empty one. The channel has room.</summary>
    public PageBatch Exchange(PageBatch full) => _queue.Post(full);

    /// <summary>Sends a packet with SYNC behind everything; nothing is outstanding when it is written.</summary>
    public void PostSync() => _queue.PostSync();

    /// <summary>Ends the thread. Also when the channel is busy: it ends after the work at hand.</summary>
    public void PostEnd() => _queue.PostEnd();

    /// <summary>The body of the channel's thread.</summary>
    public void Run(EngineThread thread)
    {
        using IPacketCompressor compressor = _method.CreateCompressor();
        PacketPayload payload = new(compressor.MaxPayloadBytes);
        PacketSender sender = new(_connection, _parameters.WireLayout, _parameters.ZeroCopySend);
        if (_parameters.ZeroCopySend) _connection.UseZeroCopy();
        sender.SendInit(new InitPacket(_parameters.Uuid, _id));
        thread.BeginSteadyState();
        try
        {
            for (ChannelWork work = _queue.Next(); work != ChannelWork.End; work = _queue.Next())
            {
                if (work == ChannelWork.Sync) SendSync(sender, payload);
                else SendTimed(sender, compressor, payload);
                _queue.Done();
            }
        }
        finally
        {
            // The guest's memory is its own again, whatever happened.
            _connection.TakeBack();
        }

        _connection.CloseSend();
    }

    private void SendTimed(PacketSender sender, IPacketCompressor compressor, PacketPayload payload)
    {
        long startNs = WallClock.NowNs();
        SendBatch(sender, compressor, payload);
        long tookNs = Math.Max(1, WallClock.NowNs() - startNs);
        _queue.SetLimit((int)Math.Clamp(MaxQueuedNs / tookNs, 1, _maxBatches));
    }

    private void SendBatch(PacketSender sender, IPacketCompressor compressor, PacketPayload payload)
    {
        PageBatch batch = _queue.Current;
        SortPages(batch);
        _header.Flags = _method.WireFlag;
        _header.Block = batch.Block;
        _header.PacketNumber = _packetCounter.Next();
        long compressNs = 0;
        if (_header.NormalPages > 0)
        {
            payload.Clear();
            long before = ThreadCpuClock.NowNs();
            compressor.Compress(new PacketPages(batch.Block!, _header.NormalOffsets), payload);
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
    private void SortPages(PageBatch batch)
    {
        ReadOnlySpan<long> offsets = batch.Offsets;
        Span<long> sorted = _header.Offsets;
        if (_parameters.ZeroPageDetection != ZeroPageDetection.Multifd)
        {
            offsets.CopyTo(sorted);
            _header.NormalPages = offsets.Length;
            _header.ZeroPages = 0;
            return;
        }

        PacketPages pages = new(batch.Block!, offsets);
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
