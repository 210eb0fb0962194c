using MultifdBench.Deflate;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// Decompression jobs of libqpl: raw deflate streams with a history of 4 KiB, or canned bodies when there is a table. Used by one thread.
/// </summary>
/// <remarks>
/// Bytes after a stream are not noticed: the library reports them as read. A stream that ends early is: its output is short [both
/// observed].
/// </remarks>
public sealed unsafe class QplInflateJobs : IInflateJobs
{
    private readonly QplHuffmanTable? _table;
    private readonly QplJobPool _pool;
    private readonly int[] _expected; // bytes, by slot

    /// <summary>Makes the jobs.</summary>
    /// <param name="path">Where they run.</param>
    /// <param name="table">The sender's table; then the streams are canned bodies.</param>
    /// <param name="slots">How many at a time.</param>
    /// <param name="fallbacks">Where jobs that the device did not do are counted.</param>
    /// <exception cref="InvalidOperationException">The path cannot be used: ask <see cref="QplLibrary.Probe"/> first.</exception>
    public QplInflateJobs(QplJobPath path, CannedTable? table, int slots, QplFallbacks fallbacks)
    {
        _expected = new int[slots];
        _table = table is null ? null : QplHuffmanTable.Of(table);
        QplJobKind kind = new(QplOperation.Decompress, QplFlags.First | QplFlags.Last | (table is null ? 0 : QplFlags.CannedMode), _table);
        _pool = new QplJobPool(LibqplCalls.Instance, path, kind, slots, fallbacks, QplLibrary.Patience, QplQuarantine.Shared);
    }

    /// <summary>Starts a job.</summary>
    /// <param name="slot">0 to the number of slots − 1.</param>
    /// <param name="stream">1 byte or more; in native memory or on the pinned heap, unchanged until <see cref="Wait(int)"/>.</param>
    /// <param name="destination">As long as what the stream holds; as the source, and apart from it.</param>
    /// <param name="owner">
    /// Owns the destination's memory, an array or a <see cref="Guest.RamBlock"/>: it is kept for as long as a device that does not answer
    /// may write there.
    /// </param>
    public void Submit(int slot, ReadOnlySpan<byte> stream, Span<byte> destination, object owner)
    {
        _expected[slot] = destination.Length;
        fixed (byte* from = stream, to = destination) _pool.Submit(slot, from, stream.Length, to, destination.Length, owner);
    }

    /// <summary>Waits for a job.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="written">Bytes restored.</param>
    /// <returns>Null when the stream decoded, else what is wrong with it, without a full stop.</returns>
    /// <exception cref="TimeoutException">The device did not answer; from here on the jobs can only be disposed of.</exception>
    public string? Wait(int slot, out int written)
    {
        QplJobResult result = _pool.Wait(slot);
        written = result.Written;
        return result.Status == QplStatus.Ok ? null : QplStatus.Describe(result.Status);
    }

    /// <inheritdoc/>
    public string? Wait(int slot)
    {
        string? problem = Wait(slot, out int written);
        // A stream that is cut short decodes without an error; only its size tells.
        return problem ?? (written == _expected[slot] ? null : $"the stream became {written} bytes, expected {_expected[slot]}");
    }

    /// <summary>Waits for what runs and frees the jobs, but for those that the device does not finish.</summary>
    public void Dispose()
    {
        _pool.Dispose();
        _table?.Dispose();
    }
}
