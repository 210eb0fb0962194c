using System.Collections.Concurrent;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Multifd;

/// <summary>
/// A guest for engine tests: two RAM blocks with zero, text-like and random pages, and threads that overwrite pages as fast as asked,
/// zeroing some, so that pages turn from one kind into the other while they are migrated.
/// </summary>
internal sealed class ScribblingGuest(long pages, int threads, int pausesUs = 20, ulong seed = 1) : IWorkload
{
    private readonly List<BackgroundThread> _threads = [];
    private readonly List<IDisposable> _held = [];
    private readonly object _gate = new();
    private readonly ConcurrentQueue<int> _percentages = new();
    private volatile bool _stop;
    private bool _isPaused;
    private long _operations;
    private volatile GuestMemory? _memory;

    public string Name => "scribbling";

    public IReadOnlyList<RamBlockSpec> Layout { get; } = [new("pc.ram", pages * Page.SizeBytes),
        new("/rom@etc/acpi/tables", 32 * Page.SizeBytes), new("tiny", Page.SizeBytes)];

    public long Operations => Interlocked.Read(ref _operations);

    /// <summary>Whether every dirty sync finds a page at least, however little the machine lets the threads do.</summary>
    public bool IsNeverClean { get; init; }

    public bool IsPaused => _isPaused;

    /// <summary>What it was told; it scribbles on all the same.</summary>
    public IReadOnlyCollection<int> Percentages => _percentages;

    public int Threads => threads;

    public string? DirtyLimitRefusal { get; init; } = "it scribbles";

    public long AsleepNs { get; init; }

    /// <summary>The sizes of the rings that it was told to use; it has none.</summary>
    public List<int> Rings { get; } = [];

    public void UseDirtyRing(int size) => Rings.Add(size);

    public string? PostcopyRefusal { get; init; }

    public void ContinueOn(GuestMemory memory)
    {
        Assert.True(_isPaused, "only a paused guest changes its memory");
        _held.Add(memory.Hold());
        _memory = memory;
    }

    public void Fill(GuestMemory memory)
    {
        Random random = new((int)seed);
        foreach (RamBlock block in memory.Blocks)
        {
            for (long page = 0; page < block.PageCount; page++) FillPage(block.GetPage(page), random);
        }
    }

    public void Rewind()
    {
    }

    public void Start(GuestMemory memory)
    {
        _stop = false;
        _memory = memory;
        _held.Add(memory.Hold());
        Resume();
        for (int i = 0; i < threads; i++)
        {
            int id = i;
            _threads.Add(BackgroundThread.Start(() => Scribble(new Random((int)seed + 100 + id)), "guest scribbling"));
        }
    }

    public void Pause()
    {
        lock (_gate) _isPaused = true;
    }

    public void Resume()
    {
        lock (_gate)
        {
            _isPaused = false;
            Monitor.PulseAll(_gate);
        }
    }

    public void SyncDirtyLog()
    {
        if (IsNeverClean) _memory!.Blocks[0].Dirty.Mark(0);
    }

    public void Throttle(int percentage) => _percentages.Enqueue(percentage);

    public void Stop()
    {
        _stop = true;
        lock (_gate) Monitor.PulseAll(_gate);
        _threads.ForEach(thread => thread.Join());
        _threads.Clear();
        _held.ForEach(memory => memory.Dispose());
        _held.Clear();
    }

    public void Dispose() => Stop();

    private static void FillPage(Span<byte> page, Random random)
    {
        switch (random.Next(4))
        {
            case 0: page.Clear(); break;
            case 1: random.NextBytes(page); break;
            default: Compressible(page, random); break;
        }
    }

    private static void Compressible(Span<byte> page, Random random)
    {
        for (int i = 0; i < page.Length; i++) page[i] = (byte)("user0123456789field"[random.Next(19)] + (i % 64 == 0 ? random.Next(3) : 0));
    }

    private void Scribble(Random random)
    {
        try
        {
            ScribbleOn(random);
        }
        catch (GuestLostException)
        {
            // The test knows.
        }
    }

    private void ScribbleOn(Random random)
    {
        byte[] content = new byte[Page.SizeBytes];
        while (!_stop)
        {
            int blockIndex = random.Next(Layout.Count);
            long page = random.NextInt64(Layout[blockIndex].LengthBytes / Page.SizeBytes);
            FillPage(content, random);
            lock (_gate)
            {
                while (_isPaused && !_stop) Monitor.Wait(_gate);
                if (_stop) return;
                _memory!.Blocks[blockIndex].Write(page * Page.SizeBytes, content);
            }

            Interlocked.Increment(ref _operations);
            if (pausesUs > 0) SpinFor(pausesUs);
        }
    }

    private static void SpinFor(int us)
    {
        long end = System.Diagnostics.Stopwatch.GetTimestamp() + (System.Diagnostics.Stopwatch.Frequency * us / 1_000_000);
        while (System.Diagnostics.Stopwatch.GetTimestamp() < end) Thread.Yield();
    }
}
