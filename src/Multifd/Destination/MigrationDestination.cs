using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Destination;

/// <summary>
/// The receiving side of one migration: a thread for the main stream, one for each channel. It restores pages into
/// <c>memory</c> and acknowledges when everything has been applied.
/// </summary>
public sealed class MigrationDestination : IMainStreamHandler
{
    private readonly GuestMemory _memory;
    private readonly IConnection _main;
    private readonly DestinationChannel[] _channels;
    private readonly SyncBarrier _barrier;
    private readonly RamBlockTable _blocks;
    private readonly SetupFacts _setup = new();
    private readonly List<EngineThread> _threads = [];
    private readonly ReturnPath _answers;
    private readonly PostcopyDestination? _postcopy;
    private IDisposable? _held;
    private long _mainZeroPages;

    /// <summary>Prepares a destination; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="memory">
    /// Where the pages go: the source's layout. Pages that the source does not send keep what they hold, so it starts zeroed.
    /// </param>
    /// <param name="method">The source's method, options included.</param>
    /// <param name="known">The methods that a packet may name by mistake, for the message.</param>
    /// <param name="main">The main connection.</param>
    /// <param name="channels">The multifd connections, in any order.</param>
    /// <param name="postcopy">The guest, where it can go on here; null where the source must not switch to postcopy.</param>
    public MigrationDestination(GuestMemory memory, IMultifdMethod method, WireMethods known, IConnection main,
        IReadOnlyList<IConnection> channels, PostcopyGuest? postcopy = null)
    {
        _memory = memory;
        _main = main;
        _barrier = new SyncBarrier(channels.Count, Faults);
        _blocks = new RamBlockTable(memory);
        _setup.Blocks = _blocks;
        ChannelRegistry registry = new(channels.Count);
        _channels = [.. channels.Select(connection => new DestinationChannel(connection, method, known, registry, _setup, _barrier))];
        Faults.OnFault(AbortConnections);
        _answers = new ReturnPath(main);
        if (postcopy is not null) _postcopy = new PostcopyDestination(memory, postcopy, _answers, Faults);
    }

    /// <summary>The pages that were missing when the guest went on here; null unless it did.</summary>
    public MissingPages? Postcopy => _postcopy is { HasRun: true } ? _postcopy.Pages : null;

    /// <summary>What went wrong on this side, if anything.</summary>
    public FaultLatch Faults { get; } = new();

    /// <summary>Starts all threads and returns.</summary>
    public void Start()
    {
        _held = _memory.Hold();
        for (int i = 0; i < _channels.Length; i++) _threads.Add(EngineThread.Start($"mig/dst/recv_{i}", Faults, _channels[i].Run));
        _threads.Add(EngineThread.Start("mig/dst/main", Faults, LoadMainStream));
    }

    /// <summary>Waits for all threads. They end by themselves when the source has closed its connections or a failure broke them.</summary>
    /// <returns>What was received; check <see cref="Faults"/> first.</returns>
    public DestinationResult Join()
    {
        foreach (EngineThread thread in _threads) thread.Join();
        _held?.Dispose();
        return new DestinationResult(
            _channels.Sum(channel => channel.Packets),
            new Precopy.PageCounts(_channels.Sum(channel => channel.NormalPages) + (_postcopy?.NormalPages ?? 0),
                _mainZeroPages + _channels.Sum(channel => channel.ZeroPages) + (_postcopy?.ZeroPages ?? 0)),
            _channels.Sum(channel => channel.PayloadBytes) + (_postcopy?.NormalPages * Page.SizeBytes ?? 0),
            _channels.Sum(channel => channel.DecompressNs),
            _threads.Aggregate(default(ThreadUsage), (sum, thread) => sum + thread.Usage));
    }

    RamBlockTable IMainStreamHandler.OnBlocks(IReadOnlyList<RamBlockSpec> blocks)
    {
        if (!blocks.SequenceEqual(_memory.Layout))
            throw new WireException($"the source's RAM blocks ({Describe(blocks)}) are not the destination's ({Describe(_memory.Layout)})");
        return _blocks;
    }

    void IMainStreamHandler.OnAgreement(ReadOnlyMemory<byte> agreement) => _setup.Agreement = agreement;

    void IMainStreamHandler.OnZeroPage(RamBlock block, long offset)
    {
        ZeroPage.Clear(block, offset);
        _mainZeroPages++;
    }

    void IMainStreamHandler.OnBarrier() => _barrier.WaitForAllAndRelease();

    private static string Describe(IReadOnlyList<RamBlockSpec> blocks) =>
        string.Join(", ", blocks.Select(block => $"{block.Name}: {block.LengthBytes} bytes"));

    private void LoadMainStream(EngineThread thread)
    {
        MainStreamReader reader = new(_main, this, _postcopy);
        thread.BeginSteadyState();
        reader.Run();
        _barrier.MainEnded();
        _postcopy?.CheckComplete();
        if (reader.ReturnPathRequested) _answers.Acknowledge();
    }

    private void AbortConnections()
    {
        _main.Abort();
        foreach (DestinationChannel channel in _channels) channel.Connection.Abort();
    }
}

/// <summary>What a destination received.</summary>
/// <param name="Packets">Packets on all channels, SYNC packets included.</param>
/// <param name="Pages">Pages with content and zero pages, from channels and main stream.</param>
/// <param name="PayloadBytes">Bytes of all payloads.</param>
/// <param name="DecompressNs">CPU nanoseconds inside the method, all channels.</param>
/// <param name="Usage">CPU and allocations of all destination threads.</param>
public sealed record DestinationResult(long Packets, Precopy.PageCounts Pages, long PayloadBytes, long DecompressNs, ThreadUsage Usage)
{
    /// <summary>Whether the destination's host has the clock that CPU times are read from.</summary>
    public bool HasCpuTimes { get; init; } = ThreadCpuClock.IsAvailable;
}
