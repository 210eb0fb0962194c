using System.Diagnostics;
using MultifdBench.Capture.Dirty;
using MultifdBench.Capture.Processes;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Live;

/// <summary>
/// Keeps a RAM block equal to the memory of a process: pages that the process has written since the last time are copied into their frames
/// and marked. Written pages are found by write protection where the kernel has it for another process, else by comparing all contents.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// A page is asked for and protected again before it is read, so a write in between is found the next time: none is lost. Pages that the
/// process gives back keep their frame and its last content, as freed memory of a guest does.
/// </remarks>
public sealed class ProcessMirror : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly LiveProcess _process;
    private readonly RemoteUserfault? _userfault;
    private readonly FrameTable _frames = new();
    private readonly HashSet<(ulong Start, ulong End)> _registered = [];
    private readonly List<(ulong Address, long Pages)> _runs = [];
    private readonly byte[] _chunk = new byte[ChunkBytes];

    /// <summary>Begins to track a process, which runs.</summary>
    /// <param name="process">The process; not closed here.</param>
    public ProcessMirror(LiveProcess process)
    {
        _process = process;
        _userfault = RemoteUserfault.TryOpen(process, out _);
    }

    /// <summary>How written pages are found, one of <see cref="DirtyMethods"/>.</summary>
    public string Method => _userfault is null ? DirtyMethods.Snapshot : DirtyMethods.PagemapScan;

    /// <summary>Pages of the block that hold a page of the process.</summary>
    public long UsedPages => _frames.Used;

    /// <summary>Copies and marks every page that differs, whatever was found before; the block may hold anything.</summary>
    /// <exception cref="GuestException">The process has ended or does not fit.</exception>
    public MirrorPass CopyAll(RamBlock block) => Pass(block, isFull: true);

    /// <summary>Copies and marks what was written since the last time.</summary>
    /// <exception cref="GuestException">The process has ended or does not fit.</exception>
    public MirrorPass CopyWritten(RamBlock block) => Pass(block, isFull: _userfault is null);

    /// <summary>Stops tracking; the process goes on.</summary>
    public void Dispose() => _userfault?.Dispose();

    private MirrorPass Pass(RamBlock block, bool isFull)
    {
        long started = Stopwatch.GetTimestamp();
        long copied = 0;
        try
        {
            IReadOnlyList<ProcessMapping> mappings = _process.ReadMemory();
            if (mappings.Count == 0) throw new GuestException($"process {_process.Pid} ({_process.Name}) has ended");
            foreach (ProcessMapping mapping in mappings)
            {
                FindRuns(mapping, isFull);
                foreach ((ulong address, long pages) in _runs) copied += CopyRun(block, address, pages, isFull);
            }
        }
        catch (CaptureException e)
        {
            throw new GuestException(e.Message);
        }

        return new MirrorPass(copied, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The runs of a mapping that are to be read. Protection is renewed even when all of it will be.</summary>
    private void FindRuns(ProcessMapping mapping, bool isFull)
    {
        _runs.Clear();
        if (_userfault is not null)
        {
            // A mapping grows and moves under the same numbers rarely enough; registering twice is harmless.
            if (_registered.Add((mapping.Start, mapping.End))) _userfault.TryRegister(mapping.Start, mapping.End);
            bool isTracked = PagemapScan.TryCollect(_process, mapping.Start, mapping.End,
                (from, to) => _runs.Add((from, (long)((to - from) >> Page.Shift))));
            if (isTracked && !isFull) return;
            _runs.Clear();
        }

        _runs.AddRange(_process.ResidentRuns(mapping.Start, mapping.End));
    }

    private long CopyRun(RamBlock block, ulong address, long pages, bool compare)
    {
        long copied = 0;
        while (pages > 0)
        {
            Span<byte> chunk = _chunk.AsSpan(0, (int)Math.Min(ChunkBytes, pages << Page.Shift));
            _process.Read(address, chunk);
            for (int at = 0; at < chunk.Length; at += Page.SizeBytes, address += Page.SizeBytes, pages--)
            {
                long frame = _frames.FrameOf(address, block.PageCount);
                ReadOnlySpan<byte> page = chunk.Slice(at, Page.SizeBytes);
                // What was written counts as dirty even with the same bytes; what is only suspected does not.
                if (compare && page.SequenceEqual(block.GetPage(frame))) continue;
                page.CopyTo(block.GetPage(frame));
                block.Dirty.Mark(frame);
                copied++;
            }
        }

        return copied;
    }
}

/// <summary>What one pass did.</summary>
/// <param name="Pages">Pages copied and marked.</param>
/// <param name="Elapsed">Time taken.</param>
public readonly record struct MirrorPass(long Pages, TimeSpan Elapsed);
