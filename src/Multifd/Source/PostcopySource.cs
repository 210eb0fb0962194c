using MultifdBench.Guest;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Source;

/// <summary>
/// The source's part in postcopy: tells the destination which pages are old, lets the guest go on there, and sends what is missing as it
/// is over the main connection, what the guest waits for first; the scan of the rest goes on from there, as QEMU's does. Driven by the
/// migration thread; a thread of its own reads the return path.
/// </summary>
internal sealed class PostcopySource : IReturnPathHandler
{
    /// <summary>What the destination answers when the guest runs there; any other value would do.</summary>
    private const uint RunningPing = 4;

    private readonly GuestMemory _memory;
    private readonly MainStreamWriter _stream;
    private readonly ReturnPathReader _answers;
    private readonly bool _sendsZeroRecords;
    private readonly FaultLatch _faults;
    private readonly object _gate = new();
    private readonly Queue<PageRange> _requests = new();
    private EngineThread? _reader;
    private PageRange _current;
    private int _waitingRequests;
    private bool _isRunning;
    private bool _isAcknowledged;

    /// <summary>Prepares it.</summary>
    /// <param name="memory">The source's memory.</param>
    /// <param name="main">The main connection.</param>
    /// <param name="stream">What is written to it.</param>
    /// <param name="zeroPages">Only <c>legacy</c> looks for zero pages here: there is nobody else to find them.</param>
    /// <param name="faults">Where a failure goes.</param>
    public PostcopySource(GuestMemory memory, IConnection main, MainStreamWriter stream, ZeroPageDetection zeroPages, FaultLatch faults)
    {
        _memory = memory;
        _stream = stream;
        _answers = new ReturnPathReader(main, new RamBlockTable(memory), this);
        _sendsZeroRecords = zeroPages == ZeroPageDetection.Legacy;
        _faults = faults;
        faults.OnFault(WakeAll);
    }

    /// <summary>Pages sent after the switch.</summary>
    public SourceCounters Counters { get; } = new();

    /// <summary>
    /// Whether the destination has been told to let the guest go on: from here on it must not run at the source any more.
    /// </summary>
    public bool IsHandedOver { get; private set; }

    /// <summary>Lets the guest, which is stopped, go on at the destination; returns when it does.</summary>
    /// <param name="bitmap">What the destination does not have.</param>
    public void HandOver(MigrationBitmap bitmap)
    {
        _reader = EngineThread.Start("mig/src/return", _faults, _ => ReadAnswers());
        WriteDiscards(bitmap);
        IsHandedOver = true;
        _stream.WriteRun(RunningPing);
        WaitUntil(() => _isRunning);
    }

    /// <summary>Sends every page of the bitmap; returns when the destination has them.</summary>
    public void Push(MigrationBitmap bitmap)
    {
        _stream.BeginPart();
        while (true)
        {
            bool isWaitedFor = TryTakeRequested(bitmap, out RamBlock block, out long page);
            if (!isWaitedFor && !bitmap.TryTakeNext(out block, out page)) break;
            Send(block, page);
            if (isWaitedFor) _stream.SendNow();
        }

        _stream.EndSection();
        _stream.BeginEnd();
        _stream.EndSection();
        _stream.WriteEof();
        WaitUntil(() => _isAcknowledged);
    }

    /// <summary>Waits for the thread that reads the return path, if there is one; what it waits for has come or is broken.</summary>
    public void Join() => _reader?.Join();

    void IReturnPathHandler.OnPong(uint value)
    {
        if (value != RunningPing || !IsHandedOver || _isRunning)
            throw new WireException($"the destination answered a ping of {value} that nobody sent");
        lock (_gate)
        {
            _isRunning = true;
            Monitor.PulseAll(_gate);
        }
    }

    void IReturnPathHandler.OnRequest(PageRange pages)
    {
        if (!IsHandedOver) throw new WireException("the destination asked for pages before the guest ran there");
        lock (_gate)
        {
            // A page is asked for once: more requests than pages are no guest's, and must not fill our memory.
            if (_requests.Count >= _memory.TotalPages) throw new WireException("the destination asked for more pages than the guest has");
            _requests.Enqueue(pages);
            Volatile.Write(ref _waitingRequests, _requests.Count);
        }
    }

    private void ReadAnswers()
    {
        _answers.Run();
        lock (_gate)
        {
            _isAcknowledged = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void WriteDiscards(MigrationBitmap bitmap)
    {
        Span<(long First, long Count)> ranges = stackalloc (long, long)[MainStream.MaxDiscardRanges];
        int count = 0;
        RamBlock? block = null;
        foreach (PageRange range in bitmap.Ranges())
        {
            if (count > 0 && (range.Block != block || count == ranges.Length))
            {
                _stream.WriteDiscard(block!, ranges[..count]);
                count = 0;
            }

            block = range.Block;
            ranges[count++] = (range.First, range.Count);
        }

        if (count > 0) _stream.WriteDiscard(block!, ranges[..count]);
    }

    private void Send(RamBlock block, long page)
    {
        if (_sendsZeroRecords && ZeroPageScan.IsZero(block.GetPage(page)))
        {
            _stream.WriteZeroPage(block, page);
            Counters.CountZeroPage();
            return;
        }

        _stream.WritePage(block, page);
        Counters.CountRawPage();
    }

    /// <summary>The next page that is waited for and has not been sent.</summary>
    private bool TryTakeRequested(MigrationBitmap bitmap, out RamBlock block, out long page)
    {
        while (_current.Count > 0 || TryNextRequest())
        {
            (block, page) = (_current.Block, _current.First);
            _current = _current with { First = page + 1, Count = _current.Count - 1 };
            if (bitmap.TryTake(block, page)) return true;
        }

        block = null!;
        page = 0;
        return false;
    }

    private bool TryNextRequest()
    {
        if (Volatile.Read(ref _waitingRequests) == 0) return false;
        lock (_gate)
        {
            _current = _requests.Dequeue();
            Volatile.Write(ref _waitingRequests, _requests.Count);
        }

        return true;
    }

    private void WaitUntil(Func<bool> condition)
    {
        lock (_gate)
        {
            while (!condition())
            {
                _faults.ThrowIfSet();
                Monitor.Wait(_gate);
            }
        }
    }

    private void WakeAll()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
