using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Source;

/// <summary>
/// The sending side of one migration: the migration thread and one thread per channel. Whatever fails, the guest is running again and
/// its memory untouched when <see cref="Run"/> returns; after a completed migration it stays paused, for the destination has it. The one
/// exception is postcopy: a guest that has gone on at the destination is lost with the migration.
/// </summary>
public sealed class MigrationSource
{
    private const string Machine = "multifd-bench";

    // QEMU looks at the clock and the budget every 64 pages.
    private const int PagesBetweenChecks = 64;

    private readonly GuestMemory _memory;
    private readonly IGuest _guest;
    private readonly MigrationParameters _parameters;
    private readonly IMultifdMethod _method;
    private readonly IConnection _main;
    private readonly MainStreamWriter _stream;
    private readonly SourceChannel[] _channels;
    private readonly ChannelGate _gate;
    private readonly List<EngineThread> _threads = [];
    private readonly PrecopyPolicy _policy;
    private readonly PostcopySource _postcopy;
    private bool _isMigrated;
    private MigrationBitmap? _bitmap;
    private PageBatch _batch = new();
    private long _wrapsSynced;
    private long _mainZeroPages;
    private int _agreementBytes;
    private long _agreementCpuNs;
    private int _nextChannel;

    /// <summary>Prepares a source; nothing runs before <see cref="Run"/>.</summary>
    /// <param name="memory">The guest's memory, whose dirty log this migration takes over.</param>
    /// <param name="guest">Paused for the last round.</param>
    /// <param name="method">Makes one compressor per channel.</param>
    /// <param name="parameters">Limits, layout and zero-page detection.</param>
    /// <param name="main">The main connection.</param>
    /// <param name="channels">As many connections as <see cref="MigrationParameters.Channels"/>.</param>
    public MigrationSource(
        GuestMemory memory, IGuest guest, IMultifdMethod method, MigrationParameters parameters, IConnection main,
        IReadOnlyList<IConnection> channels)
    {
        if (channels.Count != parameters.Channels || channels.Count is < 1 or > MigrationParameters.MaxChannels)
            throw new ArgumentException($"{channels.Count} connections for {parameters.Channels} channels.", nameof(channels));
        if (parameters is { WireLayout: WireLayout.Qemu72, ZeroPageDetection: ZeroPageDetection.Multifd })
            throw new ArgumentException("The layout of QEMU 7.2 has no room for zero pages in packets.", nameof(parameters));
        _memory = memory;
        _guest = guest;
        _parameters = parameters;
        _method = method;
        _main = main;
        _stream = new MainStreamWriter(main);
        _gate = new ChannelGate(Faults);
        PacketCounter packets = new();
        _channels = [.. channels.Select((connection, id) => new SourceChannel((byte)id, connection, method, parameters, _gate, packets))];
        _policy = new PrecopyPolicy(parameters.Precopy);
        _postcopy = new PostcopySource(memory, main, _stream, parameters.ZeroPageDetection, Faults);
        Faults.OnFault(AbortConnections);
    }

    /// <summary>What went wrong on this side, if anything.</summary>
    public FaultLatch Faults { get; } = new();

    /// <summary>
    /// Why the migration did not come to its end; null when it did, whatever went wrong after the acknowledgement. Valid after
    /// <see cref="Run"/>.
    /// </summary>
    public Exception? Failure => _isMigrated ? null : Faults.First;

    /// <summary>Bytes on the wire so far, all connections.</summary>
    public long WireBytes
    {
        get
        {
            long bytes = _main.CountedBytes;
            foreach (SourceChannel channel in _channels) bytes += channel.Connection.CountedBytes;
            return bytes;
        }
    }

    /// <summary>Pages sent so far.</summary>
    public PageCounts Pages
    {
        get
        {
            long normal = _postcopy.Counters.NormalPages;
            long zero = _mainZeroPages + _postcopy.Counters.ZeroPages;
            foreach (SourceChannel channel in _channels)
            {
                normal += channel.Counters.NormalPages;
                zero += channel.Counters.ZeroPages;
            }

            return new PageCounts(normal, zero);
        }
    }

    /// <summary>Bytes that the method has put on the wire so far.</summary>
    public long PayloadBytes => _postcopy.Counters.PayloadBytes + _channels.Sum(channel => channel.Counters.PayloadBytes);

    /// <summary>
    /// Migrates. Blocks the calling thread, which waits for the migration thread, until it has ended one way or the other.
    /// </summary>
    /// <param name="cancellation">Gives the migration up at once, in the middle of a packet if need be.</param>
    /// <returns>How it ended and what it cost; a failure is a result, not an exception.</returns>
    public SourceResult Run(CancellationToken cancellation)
    {
        long startNs = WallClock.NowNs();
        bool completed = false;
        long setupNs = 0;
        using IDisposable held = _memory.Hold();
        using CancellationTokenRegistration abort =
            cancellation.Register(() => Faults.Report(new OperationCanceledException(cancellation)));
        EngineThread migration = EngineThread.Start("mig/src/main", Faults, thread =>
        {
            SetUp();
            setupNs = WallClock.NowNs() - startNs;
            thread.BeginSteadyState();
            completed = FollowPolicy(startNs, cancellation) switch
            {
                PrecopyAction.Completed => true,
                PrecopyAction.Cancelled => throw new MigrationCancelledException(_policy.CancelReason),
                _ => throw new TimeLimitException(TimeoutReason.Of(_parameters.Precopy.TimeoutNs)),
            };
        });
        migration.Join();
        long totalNs = WallClock.NowNs() - startNs;
        // The destination has acknowledged: the guest is there, and whatever fails from here on, it must not run in two places.
        _isMigrated = completed;
        if (completed) _guest.Migrated();
        foreach (SourceChannel channel in _channels) channel.PostEnd();
        foreach (EngineThread thread in _threads) thread.Join();
        _postcopy.Join();
        if (!_postcopy.IsHandedOver)
        {
            FreeGuest();
            if (!completed) _guest.Resume();
        }

        return Summarise(completed, totalNs, setupNs, migration);
    }

    /// <summary>Does what the policy says until it has come to its end.</summary>
    /// <returns>How it ended.</returns>
    private PrecopyAction FollowPolicy(long startNs, CancellationToken cancellation)
    {
        PrecopyStep step = _policy.Begin(startNs, ReadFigures(newlyDirty: 0));
        while (!step.IsEnd)
        {
            long newlyDirty = 0;
            switch (step.Action)
            {
                case PrecopyAction.Iterate:
                    cancellation.ThrowIfCancellationRequested();
                    Iterate(step.ByteBudget, step.Ns);
                    break;
                case PrecopyAction.Sleep:
                    _gate.Sleep(step.Ns);
                    break;
                case PrecopyAction.Sync:
                    newlyDirty = SyncDirtyBitmap();
                    break;
                case PrecopyAction.Throttle:
                    _guest.Throttle(step.Percentage);
                    break;
                case PrecopyAction.LimitDirtying:
                    _guest.LimitDirtying(step.Ns);
                    break;
                case PrecopyAction.Suspend or PrecopyAction.StopGuest:
                    StopGuest();
                    break;
                case PrecopyAction.Complete:
                    Complete();
                    break;
                case PrecopyAction.Flush:
                    FlushForPostcopy();
                    break;
                case PrecopyAction.HandOver:
                    FreeGuest();
                    _postcopy.HandOver(_bitmap!);
                    break;
                case PrecopyAction.Push:
                    _postcopy.Push(_bitmap!);
                    break;
            }

            step = _policy.Next(ReadFigures(newlyDirty));
        }

        return step.Action;
    }

    private PrecopyFigures ReadFigures(long newlyDirty) => new(WallClock.NowNs(), _bitmap!.RemainingPages, WireBytes, Pages, newlyDirty,
        _guest.Operations, _guest.DirtyRingPages);

    private long SyncDirtyBitmap()
    {
        _guest.SyncDirtyLog();
        return _bitmap!.Sync();
    }

    /// <summary>
    /// Pauses the guest. Nothing wakes a processor that sleeps because its dirty ring was full, so that this takes as long.
    /// </summary>
    private void StopGuest()
    {
        long asleepNs = _guest.AsleepNs;
        _guest.Pause();
        if (asleepNs > 0) _gate.Sleep(asleepNs);
    }

    private void FreeGuest()
    {
        _guest.Throttle(0);
        if (_parameters.Precopy.DirtyLimit.IsOn) _guest.UseDirtyRing(0);
    }

    private void Iterate(long byteBudget, long sliceNs)
    {
        long deadlineNs = WallClock.NowNs() + sliceNs;
        long lastByte = byteBudget == long.MaxValue ? long.MaxValue : WireBytes + byteBudget;
        _stream.BeginPart();
        for (int pages = 1; SendNextPage(); pages++)
        {
            if (pages % PagesBetweenChecks == 0 && (WallClock.NowNs() >= deadlineNs || WireBytes >= lastByte)) break;
        }

        EndSection();
    }

    private void Complete()
    {
        _stream.BeginEnd();
        while (SendNextPage())
        {
        }

        if (_parameters.WireLayout == WireLayout.Qemu90) SyncChannels();
        EndSection();
        _stream.WriteEof();
        new ReturnPathReader(_main, new RamBlockTable(_memory), handler: null).Run();
    }

    /// <summary>What was sent by the channels is in its place before the main connection goes on alone.</summary>
    private void FlushForPostcopy()
    {
        if (!_parameters.Precopy.PostcopyRam)
            throw new InvalidOperationException("the policy switches to postcopy, and the migration was begun without postcopy-ram");
        _stream.BeginPart();
        if (_parameters.WireLayout == WireLayout.Qemu90) SyncChannels();
        EndSection();
    }

    private void SetUp()
    {
        long beforeNs = ThreadCpuClock.NowNs();
        ReadOnlyMemory<byte> agreement = _method.CreateAgreement();
        _agreementCpuNs = ThreadCpuClock.NowNs() - beforeNs;
        _agreementBytes = agreement.Length;
        for (int i = 0; i < _channels.Length; i++) _threads.Add(EngineThread.Start($"mig/src/send_{i}", Faults, _channels[i].Run));
        foreach (RamBlock block in _memory.Blocks) block.Dirty.Clear();
        _bitmap = new MigrationBitmap(_memory);
        if (_parameters.Precopy.DirtyLimit.IsOn) _guest.UseDirtyRing(_parameters.Precopy.DirtyLimit.RingSize);
        _stream.WriteHeader(Machine);
        if (_parameters.Precopy.PostcopyRam) _stream.WriteAdvise();
        if (!agreement.IsEmpty) _stream.WriteAgreement(agreement.Span);
        _stream.BeginSetup(_memory);
        if (_parameters.WireLayout == WireLayout.Qemu90) SyncChannels();
        EndSection();
    }

    private bool SendNextPage()
    {
        if (!_bitmap!.TryTakeNext(out RamBlock block, out long page)) return false;
        // The cursor began a new pass: what it finds may already be on its way in an older version.
        if (_bitmap.Wraps != _wrapsSynced && _parameters.WireLayout == WireLayout.Qemu90) SyncChannels();
        if (_parameters.ZeroPageDetection == ZeroPageDetection.Legacy && ZeroPageScan.IsZero(block.GetPage(page)))
        {
            _stream.WriteZeroPage(block, page);
            _mainZeroPages++;
            return true;
        }

        if (!_batch.Accepts(block)) SendBatch();
        _batch.Add(block, page);
        return true;
    }

    private void SendBatch()
    {
        if (_batch.Count == 0) return;
        _gate.WaitUntil(static source => source.FindChannel(), this);
        _batch = _channels[_nextChannel].Exchange(_batch);
        _nextChannel = (_nextChannel + 1) % _channels.Length;
    }

    /// <summary>Moves <see cref="_nextChannel"/> to the channel with the least to do, in turn; false when none has room.</summary>
    private bool FindChannel()
    {
        int found = -1;
        int least = int.MaxValue;
        for (int i = 0; i < _channels.Length && least > 0; i++)
        {
            int candidate = (_nextChannel + i) % _channels.Length;
            int outstanding = _channels[candidate].Outstanding;
            if (outstanding >= least || !_channels[candidate].HasRoom) continue;
            least = outstanding;
            found = candidate;
        }

        if (found < 0) return false;
        _nextChannel = found;
        return true;
    }

    /// <summary>Ends a section; in the layout of QEMU 7.2 that is a barrier.</summary>
    private void EndSection()
    {
        if (_parameters.WireLayout == WireLayout.Qemu72) SyncChannels();
        _stream.EndSection();
    }

    /// <summary>
    /// A barrier: everything before it is applied before anything after it. Returns when every channel has written its SYNC.
    /// </summary>
    private void SyncChannels()
    {
        SendBatch();
        foreach (SourceChannel channel in _channels) channel.PostSync();
        foreach (SourceChannel channel in _channels) _gate.WaitUntil(static c => c.Outstanding == 0, channel);
        if (_parameters.WireLayout == WireLayout.Qemu90) _stream.WriteFlush();
        _wrapsSynced = _bitmap!.Wraps;
    }

    private SourceResult Summarise(bool completed, long totalNs, long setupNs, EngineThread migration)
    {
        PageSizeHistogram sizes = new();
        sizes.Add(_postcopy.Counters.PageSizes);
        foreach (SourceChannel channel in _channels) sizes.Add(channel.Counters.PageSizes);
        return new SourceResult
        {
            Completed = completed,
            TotalNs = totalNs,
            SetupNs = setupNs,
            DowntimeNs = _policy.DowntimeNs,
            Rounds = _policy.Rounds,
            Pages = Pages,
            PayloadBytes = PayloadBytes,
            WireBytes = WireBytes,
            PagesPerSecondLast = _policy.PagesPerSecondLast,
            DirtyPagesPerSecond = _policy.DirtyPagesPerSecond,
            LostPages = _postcopy.IsHandedOver && !completed ? _bitmap!.RemainingPages : null,
            Convergence = ConvergenceResult.Of(_policy, _guest.OperationsPerSecond),
            ZeroCopyFlushes = _parameters.ZeroCopySend ? _channels.Sum(channel => channel.Counters.ZeroCopyFlushes) : null,
            MissedZeroCopyFlushes = _parameters.ZeroCopySend ? _channels.Sum(channel => channel.Counters.MissedZeroCopyFlushes) : null,
            AgreementBytes = _agreementBytes,
            AgreementCpuNs = _agreementCpuNs,
            CompressNs = _channels.Sum(channel => channel.Counters.CompressNs),
            PageSizes = sizes,
            Usage = _threads.Aggregate(migration.Usage, (sum, thread) => sum + thread.Usage),
            MigrationUsage = migration.Usage,
        };
    }

    private void AbortConnections()
    {
        _main.Abort();
        foreach (SourceChannel channel in _channels) channel.Connection.Abort();
    }
}
