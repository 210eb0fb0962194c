using System.IO.Hashing;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Dirty;

/// <summary>
/// Works on every kernel: reads all pages each time and compares a 64-bit hash of each with the last one, eight bytes of memory a page.
/// </summary>
public sealed class SnapshotTracker : IDirtyTracker
{
    private const int ChunkBytes = 1 << 20;

    private readonly LiveProcess _process;
    private readonly IReadOnlyList<PageRegion> _regions;
    private readonly ulong[] _hashes;
    private readonly byte[] _chunk = new byte[ChunkBytes];

    /// <summary>Takes the first snapshot.</summary>
    /// <exception cref="CaptureException">The process has ended.</exception>
    public SnapshotTracker(LiveProcess process, IReadOnlyList<PageRegion> regions)
    {
        _process = process;
        _regions = regions;
        _hashes = new ulong[regions.Sum(region => region.Pages)];
        Collect();
    }

    /// <inheritdoc/>
    public string Method => DirtyMethods.Snapshot;

    /// <inheritdoc/>
    public IReadOnlyList<PageRun> Collect()
    {
        RunList changed = new();
        long page = 0;
        foreach (PageRegion region in _regions)
        {
            for (long done = 0; done < region.Pages;)
            {
                Span<byte> chunk = _chunk.AsSpan(0, (int)Math.Min(ChunkBytes, (region.Pages - done) << Page.Shift));
                _process.Read(region.Address + ((ulong)done << Page.Shift), chunk);
                for (int at = 0; at < chunk.Length; at += Page.SizeBytes, page++, done++)
                {
                    ulong hash = XxHash3.HashToUInt64(chunk.Slice(at, Page.SizeBytes));
                    if (hash == _hashes[page]) continue;
                    _hashes[page] = hash;
                    changed.Add(page, 1);
                }
            }
        }

        return changed.Runs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
