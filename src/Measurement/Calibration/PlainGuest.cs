using MultifdBench.Guest;

namespace MultifdBench.Measurement.Calibration;

/// <summary>A guest that never writes, whose pages are all alike: what is left of a migration is the engine.</summary>
/// <param name="bytes">Its memory.</param>
/// <param name="content">What every byte holds; 0 for a guest of zero pages.</param>
internal sealed class PlainGuest(long bytes, byte content) : IWorkload
{
    public string Name => "plain";

    public IReadOnlyList<RamBlockSpec> Layout { get; } = [new RamBlockSpec("plain", bytes)];

    public long Operations => 0;

    public int Threads => 0;

    public string? PostcopyRefusal => null;

    public void ContinueOn(GuestMemory memory)
    {
        // Nothing of it touches any memory.
    }

    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        for (long page = 0; content != 0 && page < block.PageCount; page++) block.GetPage(page).Fill(content);
    }

    public void Rewind()
    {
    }

    public void Start(GuestMemory memory)
    {
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
}
