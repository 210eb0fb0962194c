namespace MultifdBench.Multifd.Accounting;

/// <summary>
/// Bytes over time: sums in equal windows from an origin. The windows double in width when there would be too many, so that a timeline
/// stays small however long it gets. Not thread-safe; one per connection.
/// </summary>
public sealed class ByteTimeline
{
    /// <summary>Width of a window at first, 100 ms as QEMU's own rate windows.</summary>
    public const long FirstWindowNs = 100_000_000;

    private const int MaxWindows = 1024;

    private readonly long _originNs;
    private readonly long[] _bytes = new long[MaxWindows];

    /// <summary>Starts an empty timeline.</summary>
    /// <param name="originNs">Time 0, on <see cref="WallClock"/>.</param>
    public ByteTimeline(long originNs) => _originNs = originNs;

    /// <summary>Width of a window, nanoseconds.</summary>
    public long WindowNs { get; private set; } = FirstWindowNs;

    /// <summary>Bytes of each window, up to the last one that has any.</summary>
    public ReadOnlySpan<long> Windows => _bytes.AsSpan(0, Count);

    private int Count { get; set; }

    /// <summary>Counts bytes that arrived at <paramref name="nowNs"/>; what is older than the origin counts as at the origin.</summary>
    public void Add(long nowNs, long bytes)
    {
        long age = Math.Max(nowNs - _originNs, 0);
        while (age / WindowNs >= MaxWindows) Halve();
        int window = (int)(age / WindowNs);
        _bytes[window] += bytes;
        Count = Math.Max(Count, window + 1);
    }

    /// <summary>Adds another timeline of the same origin.</summary>
    public void Add(ByteTimeline other)
    {
        while (WindowNs < other.WindowNs) Halve();
        for (int i = 0; i < other.Count; i++) Add(_originNs + (i * other.WindowNs), other._bytes[i]);
    }

    private void Halve()
    {
        for (int i = 0; i < MaxWindows; i++) _bytes[i] = 2 * i < MaxWindows ? _bytes[2 * i] + _bytes[(2 * i) + 1] : 0;
        WindowNs *= 2;
        Count = (Count + 1) / 2;
    }
}
