using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// A guest of 2 MiB whose migration runs what that of a real one runs: pages of zeros, pages that compress a little, some of both written
/// between dirty syncs.
/// </summary>
internal sealed class WarmUpGuest : IWorkload
{
    private const int PatternBytes = 64;
    private const int WrittenPages = 200; // more than a packet
    private GuestMemory? _memory;
    private int _syncs;

    public string Name => "warm-up";

    public IReadOnlyList<RamBlockSpec> Layout { get; } = [new RamBlockSpec("warm-up", 2 * Units.MiB)];

    public long Operations => 0;

    public int Threads => 0;

    public string? PostcopyRefusal => null;

    public void ContinueOn(GuestMemory memory)
    {
        // Nothing of it touches any memory.
    }

    public void Fill(GuestMemory memory)
    {
        Random random = new(1);
        RamBlock block = memory.Blocks[0];
        // One page in four stays zero.
        for (long page = 0; page < block.PageCount; page++)
        {
            if (page % 4 != 0) Write(block.GetPage(page), random);
        }
    }

    public void SyncDirtyLog()
    {
        if (_memory is null || ++_syncs > 2) return;
        RamBlock block = _memory.Blocks[0];
        for (long page = 0; page < WrittenPages; page++)
        {
            block.GetPage(page)[0]++;
            block.Dirty.Mark(page);
        }
    }

    public void Rewind()
    {
    }

    public void Start(GuestMemory memory)
    {
        _memory = memory;
        _syncs = 0;
    }

    public void Stop()
    {
    }

    public void Pause()
    {
    }

    public void Resume()
    {
    }

    public void Throttle(int percentage)
    {
    }

    public void Dispose()
    {
    }

    private static void Write(Span<byte> page, Random random)
    {
        random.NextBytes(page);
        for (int at = 0; at < page.Length; at += 2 * PatternBytes) page.Slice(at, PatternBytes).Fill((byte)'m');
    }
}
