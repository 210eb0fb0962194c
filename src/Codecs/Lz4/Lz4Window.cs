namespace MultifdBench.Codecs.Lz4;

/// <summary>
/// Memory of a stream of blocks, the same at both ends: a block's bytes stand behind those of the block before while there is room, else at
/// the beginning, and leave the 64 KiB before them as they are. It does not move. Not thread-safe.
/// </summary>
/// <param name="maxBlockBytes">The most bytes of one block.</param>
public sealed class Lz4Window(int maxBlockBytes)
{
    private const int MostHistoryBytes = 64 << 10;

    // Two would do: a block that begins anew then ends before the history does begin. Each seam costs time, since what stands before its
    // block is elsewhere; with nine blocks it is 5 % less than with three, and more would not stay in a core's own cache.
    private const int Blocks = 8;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(MostHistoryBytes + (Blocks * maxBlockBytes), pinned: true);
    private int _historyStart;
    private int _end;

    /// <summary>The up to 64 KiB that stand before the next block.</summary>
    public int HistoryBytes => _end - _historyStart;

    /// <summary>Where the next block's bytes go.</summary>
    /// <param name="bytes">Their number, at most that of the longest block.</param>
    /// <param name="history">What blocks before have left.</param>
    public Span<byte> Next(int bytes, out ReadOnlySpan<byte> history)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)maxBlockBytes);
        history = _bytes.AsSpan(_historyStart, HistoryBytes);
        int start = _bytes.Length - _end < bytes ? 0 : _end;
        // History across the seam would be two pieces: what came before the seam is forgotten with the block after it.
        int before = start == _end ? _historyStart : 0;
        _end = start + bytes;
        _historyStart = Math.Max(before, _end - MostHistoryBytes);
        return _bytes.AsSpan(start, bytes);
    }
}
