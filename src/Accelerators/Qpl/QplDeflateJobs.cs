using MultifdBench.Core;
using MultifdBench.Deflate;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// Compression jobs of libqpl: each makes one raw deflate stream with a history of 4 KiB, level 1, not verified (as QEMU). Used by one
/// thread.
/// </summary>
public sealed unsafe class QplDeflateJobs : IDeflateJobs
{
    private readonly QplHuffmanTable? _table;
    private readonly QplJobPool _pool;

    /// <summary>Makes the jobs: 190 KB each on the device, 740 KB for all together in software.</summary>
    /// <param name="path">Where they run.</param>
    /// <param name="mode">Their Huffman code.</param>
    /// <param name="table">The table of both sides, for <see cref="DeflateMode.Canned"/> and nothing else.</param>
    /// <param name="slots">How many at a time.</param>
    /// <param name="fallbacks">Where jobs that the device did not do are counted.</param>
    /// <exception cref="UsageException">A table is missing or has no use.</exception>
    /// <exception cref="InvalidOperationException">The path cannot be used: ask <see cref="QplLibrary.Probe"/> first.</exception>
    public QplDeflateJobs(QplJobPath path, DeflateMode mode, CannedTable? table, int slots, QplFallbacks fallbacks)
    {
        if (mode == DeflateMode.Canned != table is not null)
            throw new UsageException("Canned jobs of libqpl need a table, and no others take one.");
        _table = table is null ? null : QplHuffmanTable.Of(table);
        QplJobKind kind = new(QplOperation.Compress, FlagsOf(mode), _table);
        _pool = new QplJobPool(LibqplCalls.Instance, path, kind, slots, fallbacks, QplLibrary.Patience, QplQuarantine.Shared);
    }

    /// <summary>Starts a job.</summary>
    /// <param name="slot">0 to the number of slots − 1.</param>
    /// <param name="source">1 byte or more; in native memory or on the pinned heap, unchanged until <see cref="Wait"/>.</param>
    /// <param name="destination">Where the stream goes; as the source, and apart from it.</param>
    /// <param name="owner">
    /// Owns the destination's memory, an array or a <see cref="Guest.RamBlock"/>: it is kept for as long as a device that does not answer
    /// may write there.
    /// </param>
    public void Submit(int slot, ReadOnlySpan<byte> source, Span<byte> destination, object owner)
    {
        fixed (byte* from = source, to = destination) _pool.Submit(slot, from, source.Length, to, destination.Length, owner);
    }

    /// <summary>Waits for a job.</summary>
    /// <returns>Bytes of the stream, or −1 when it did not fit.</returns>
    /// <exception cref="InvalidOperationException">libqpl failed at the job.</exception>
    /// <exception cref="TimeoutException">The device did not answer; from here on the jobs can only be disposed of.</exception>
    public int Wait(int slot)
    {
        QplJobResult result = _pool.Wait(slot);
        return result.Status switch
        {
            QplStatus.Ok => result.Written,
            QplStatus.MoreOutputNeeded => -1,
            _ => throw new InvalidOperationException($"libqpl did not compress: {QplStatus.Describe(result.Status)}."),
        };
    }

    /// <summary>Waits for what runs and frees the jobs, but for those that the device does not finish.</summary>
    public void Dispose()
    {
        _pool.Dispose();
        _table?.Dispose();
    }

    private static QplFlags FlagsOf(DeflateMode mode) => QplFlags.First | QplFlags.Last | QplFlags.OmitVerify | mode switch
    {
        DeflateMode.Dynamic => QplFlags.DynamicHuffman,
        DeflateMode.Canned => QplFlags.CannedMode,
        _ => 0,
    };
}
