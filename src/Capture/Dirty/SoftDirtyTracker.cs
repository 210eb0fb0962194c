using System.Runtime.CompilerServices;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Dirty;

/// <summary>
/// Soft-dirty bits [Linux Documentation/admin-guide/mm/soft-dirty.rst]: cleared for the whole process, then read from its pagemap.
/// </summary>
public sealed class SoftDirtyTracker : IDirtyTracker
{
    private const ulong SoftDirtyBit = 1UL << 55;
    private const int PiecePages = 1 << 15;

    private readonly LiveProcess _process;
    private readonly IReadOnlyList<PageRegion> _regions;
    private readonly ulong[] _entries = new ulong[PiecePages];

    /// <summary>Clears the bits.</summary>
    /// <exception cref="CaptureException">The process has ended or its bits may not be cleared.</exception>
    public SoftDirtyTracker(LiveProcess process, IReadOnlyList<PageRegion> regions)
    {
        _process = process;
        _regions = regions;
        Clear();
    }

    /// <summary>Whether the kernel keeps the bits: a page that has just been written must have its bit.</summary>
    public static unsafe bool IsSupported()
    {
        using LiveProcess self = new(Environment.ProcessId);
        byte[] fresh = GC.AllocateUninitializedArray<byte>(2 * Page.SizeBytes, pinned: true);
        byte* address = (byte*)Unsafe.AsPointer(ref fresh[Page.SizeBytes]);
        *address = 1;
        ulong entry = 0;
        self.ReadPagemap((ulong)address, new Span<ulong>(ref entry));
        return (entry & SoftDirtyBit) != 0;
    }

    /// <inheritdoc/>
    public string Method => DirtyMethods.SoftDirty;

    /// <inheritdoc/>
    public IReadOnlyList<PageRun> Collect()
    {
        RunList written = new();
        long page = 0;
        foreach (PageRegion region in _regions)
        {
            for (long done = 0; done < region.Pages;)
            {
                int pages = (int)Math.Min(PiecePages, region.Pages - done);
                _process.ReadPagemap(region.Address + ((ulong)done << Page.Shift), _entries.AsSpan(0, pages));
                for (int i = 0; i < pages; i++)
                {
                    if ((_entries[i] & SoftDirtyBit) != 0) written.Add(page + i, 1);
                }

                done += pages;
                page += pages;
            }
        }

        // What is written between the look and the clearing is lost; stop the process (--stop) where that matters.
        Clear();
        return written.Runs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Clear()
    {
        try
        {
            File.WriteAllText($"{_process.TaskFolder}/clear_refs", "4");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(
                $"--dirty-trace: the soft-dirty bits of process {_process.Pid} cannot be cleared: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
