using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Qemu;

/// <summary>
/// The destination of a migration whose source we did not configure: a real QEMU, live or recorded. It learns the RAM blocks and the number
/// of channels from what arrives, restores the guest's memory, and keeps what it saw, also of a migration that fails.
/// </summary>
/// <remarks>Runs once. Owns the memory it makes.</remarks>
public sealed class QemuDestination : IMainStreamHandler, IDisposable
{
    private readonly IMultifdMethod _method;
    private readonly WireMethods _known;
    private readonly IInbound _inbound;
    private readonly FaultLatch _faults = new();
    private readonly SetupFacts _setup = new();
    private readonly EpochLog _log = new();
    private readonly List<EngineThread> _threads = [];
    private IReadOnlyList<InboundConnection> _connections = [];
    private DestinationChannel[] _channels = [];
    private PageSizeHistogram[] _pageSizes = [];
    private GuestMemory? _memory;
    private SyncBarrier? _barrier;
    private MainStreamReader? _reader;
    private ReceptionWatch? _watch;
    private CancellationToken _cancellation;
    private long _mainZeroPages;
    private long _startNs;

    /// <summary>Prepares a destination; nothing is accepted before <see cref="Receive"/>.</summary>
    /// <param name="method">The source's method.</param>
    /// <param name="known">The methods that a packet may name by mistake, for the message.</param>
    /// <param name="inbound">The connections; disposed when the migration fails, else the caller's to dispose.</param>
    public QemuDestination(IMultifdMethod method, WireMethods known, IInbound inbound)
    {
        _method = method;
        _known = known;
        _inbound = inbound;
        _faults.OnFault(AbortConnections);
    }

    /// <summary>How long a source may send nothing, or take for its set-up, before the migration has failed; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long the whole migration may take; null for ever.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>
    /// When the guest's memory gets its pages: its size is known only when a source has said it. Ahead, page faults of fresh memory are no
    /// part of what receiving costs (docs/decisions/0005), but a live source waits meanwhile.
    /// </summary>
    public FirstTouch FirstTouch { get; init; } = FirstTouch.Ahead;

    /// <summary>Accepts one migration and returns when it has ended, well or not.</summary>
    /// <param name="cancellation">
    /// Ends it: a migration that has begun fails with an <see cref="OperationCanceledException"/>, and what had arrived is kept.
    /// </param>
    /// <exception cref="OperationCanceledException">Cancelled before a source came.</exception>
    public ReceivedMigration Receive(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        InboundConnection main = _inbound.AcceptMain(cancellation);
        _startNs = WallClock.NowNs();
        main.StartTimeline(_startNs);
        _connections = [main];
        using CancellationTokenRegistration registration =
            cancellation.Register(() => _faults.Report(new OperationCanceledException("interrupted", cancellation)));
        using ReceptionWatch? watch = _watch = StartWatch();
        EngineThread loader = EngineThread.Start("mig/dst/main", _faults, LoadMainStream);
        loader.Join();
        foreach (EngineThread thread in _threads) thread.Join();
        // A source whose connections were never taken up would wait for ever.
        if (_faults.IsSet) _inbound.Dispose();
        else DemandAllPackets();
        return Summarise(NowNs(), loader.Usage);
    }

    private ReceptionWatch? StartWatch()
    {
        if (IdleTimeout is null && TotalTimeout is null) return null;
        ReceptionLimits limits = new(_startNs, Ns(IdleTimeout), Ns(TotalTimeout));
        return new ReceptionWatch(limits, () => _startNs + _connections.Max(connection => connection.LastArrivalNs), _faults);
    }

    // Without a limit it is that of a timer.
    private static long Ns(TimeSpan? limit) => (long)(limit ?? TimeSpan.FromDays(49)).TotalMilliseconds * Units.NsPerMs;

    /// <summary>Frees the guest's memory.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _memory?.Dispose();
    }

    RamBlockTable IMainStreamHandler.OnBlocks(IReadOnlyList<RamBlockSpec> blocks)
    {
        using IDisposable? work = _watch?.OwnWork();
        // No overflow: the reader has bounded the total.
        long total = blocks.Sum(block => block.LengthBytes);
        long available = MemoryBudget.AvailableBytes();
        if (total > available)
        {
            RamBlockSpec largest = blocks.MaxBy(block => block.LengthBytes)!;
            throw new WireException(
                $"the source's RAM blocks have {Units.FormatSize(total)} ('{largest.Name}': {Units.FormatSize(largest.LengthBytes)}), "
                    + $"more than the {Units.FormatSize(available)} that this machine has available; receive a smaller guest");
        }

        try
        {
            _memory = new GuestMemory(blocks, FirstTouch);
        }
        catch (Exception e) when (e is UsageException or InsufficientMemoryException)
        {
            throw new WireException($"the source's RAM blocks cannot be received: {e.Message}", e);
        }

        _log.Watch(_memory);
        RamBlockTable table = new(_memory);
        _setup.Blocks = table;
        return table;
    }

    void IMainStreamHandler.OnAgreement(ReadOnlyMemory<byte> agreement) => _setup.Agreement = agreement;

    void IMainStreamHandler.OnZeroPage(RamBlock block, long offset)
    {
        ZeroPage.Clear(block, offset);
        block.Dirty.Mark(offset >> Page.Shift);
        _mainZeroPages++;
    }

    void IMainStreamHandler.OnBarrier()
    {
        _barrier ??= StartChannels();
        _barrier.WaitForAllAndRelease(() => _log.EndEpoch(NowNs(), Pages(), ReceivedBytes()));
    }

    private SyncBarrier StartChannels()
    {
        _watch?.SetUpEnded();
        IReadOnlyList<InboundConnection> inbound;
        // Missing channels have a limit of their own.
        using (_watch?.OwnWork()) inbound = _inbound.AcceptChannels(_cancellation);
        SyncBarrier barrier = new(inbound.Count, _faults);
        ChannelRegistry registry = new(inbound.Count);
        _pageSizes = [.. inbound.Select(_ => new PageSizeHistogram())];
        _channels = [.. inbound.Select(
            (connection, i) => new DestinationChannel(connection, _method, _known, registry, _setup,
                barrier) { OnPages = header => Note(header, _pageSizes[i]) })];
        _connections = [.. _connections, .. inbound];
        for (int i = 0; i < _channels.Length; i++)
        {
            inbound[i].StartTimeline(_startNs);
            _threads.Add(EngineThread.Start($"mig/dst/recv_{i}", _faults, _channels[i].Run));
        }

        // A failure that came before these connections were known has not broken them.
        if (_faults.IsSet) AbortConnections();
        return barrier;
    }

    private void LoadMainStream(EngineThread thread)
    {
        _reader = new MainStreamReader(_connections[0], this);
        _reader.Run();
        _barrier?.MainEnded();
        if (_reader.ReturnPathRequested) new ReturnPath(_connections[0]).Acknowledge();
    }

    /// <summary>
    /// A source numbers its packets over all channels, from 0 and without a gap, and every barrier takes a number for each channel. So a
    /// channel that is missing here leaves as many gaps as there were barriers, at least.
    /// </summary>
    private void DemandAllPackets()
    {
        ulong packets = (ulong)_channels.Sum(channel => channel.Packets);
        ulong highest = _channels.Max(channel => channel.HighestNumber);
        if (highest < packets || highest - packets + 1 < (ulong)_log.Epochs.Count) return;
        _faults.Report(new WireException(
            $"{highest - packets + 1} packets are missing (of numbers 0 to {highest}): a channel is missing, "
                + "or the source is a QEMU 9.0 to 9.2.0, which loses packets of zero pages"));
    }

    private static void Note(PacketHeader header, PageSizeHistogram sizes)
    {
        DirtyBitmap arrived = header.Block!.Dirty;
        foreach (long offset in header.NormalOffsets) arrived.Mark(offset >> Page.Shift);
        foreach (long offset in header.ZeroOffsets) arrived.Mark(offset >> Page.Shift);
        if (header.NormalPages > 0) sizes.Add(header.PayloadBytes / header.NormalPages, header.NormalPages);
    }

    private PageCounts Pages() =>
        new(_channels.Sum(channel => channel.NormalPages), _mainZeroPages + _channels.Sum(channel => channel.ZeroPages));

    /// <summary>
    /// Time since the start while the channels hold still. Of a recording with times it is when the last of their bytes arrived: the main
    /// stream is read ahead of what is done with it.
    /// </summary>
    private long NowNs() =>
        HasRecordedTimes ? _connections.Skip(1).Max(connection => connection.LastArrivalNs) : WallClock.NowNs() - _startNs;

    private bool HasRecordedTimes => _connections.Count > 1 && _connections.All(connection => connection.HasRecordedTimes);

    private long ReceivedBytes() => _connections.Sum(connection => connection.ReceivedBytes);

    private ReceivedMigration Summarise(long totalNs, ThreadUsage loader)
    {
        PageSizeHistogram sizes = new();
        foreach (PageSizeHistogram channel in _pageSizes) sizes.Add(channel);
        ByteTimeline arrivals = new(_startNs);
        foreach (InboundConnection connection in _connections) arrivals.Add(connection.Arrivals);
        return new ReceivedMigration
        {
            Failure = _faults.First,
            Machine = _reader?.Machine ?? "",
            Layout = _reader?.Layout ?? WireLayout.Qemu72,
            Memory = _memory,
            HasRecordedTimes = HasRecordedTimes,
            Tls = TlsFacts.Of(_connections),
            Connections = [new("main", _connections[0].ReceivedBytes, 0, new(0, _mainZeroPages), 0),
                .. _channels.Select(Describe).OrderBy(channel => channel.Id).Select(channel => channel.Received)],
            Epochs = _log.Epochs,
            Rounds = _log.Rounds,
            PageSizes = sizes,
            Arrivals = arrivals,
            TotalNs = totalNs,
            DecompressNs = _channels.Sum(channel => channel.DecompressNs),
            Usage = _threads.Aggregate(loader, (sum, thread) => sum + thread.Usage),
        };
    }

    private (int Id, ReceivedConnection Received) Describe(DestinationChannel channel, int index) =>
        (channel.Id, new($"channel {channel.Id}", _connections[index + 1].ReceivedBytes, channel.Packets,
            new(channel.NormalPages, channel.ZeroPages), channel.PayloadBytes));

    private void AbortConnections()
    {
        foreach (InboundConnection connection in _connections) connection.Abort();
    }
}
