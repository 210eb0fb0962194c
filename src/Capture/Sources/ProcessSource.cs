using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Sources;

/// <summary>Which pages of a process's memory mappings belong to an image.</summary>
public enum PageChoice
{
    /// <summary>Those that exist: written at least once, in memory or swapped out.</summary>
    Resident,

    /// <summary>
    /// All that are mapped; those never written are zero. For the memory of a virtual machine, where they are the guest's free memory.
    /// </summary>
    All,
}

/// <summary>The memory of a live process, as mapped when it was opened.</summary>
public sealed class ProcessSource : IPageSource
{
    private readonly LiveProcess _process;
    private readonly PageChoice _choice;
    private int _region;
    private long _pagesDone;

    /// <summary>Looks at the process's mappings.</summary>
    /// <param name="process">The process; not closed here.</param>
    /// <param name="choice">Which pages.</param>
    /// <param name="minMappingBytes">Mappings shorter than that are left out: a virtual machine's memory is its largest.</param>
    /// <exception cref="CaptureException">It has ended, or no mapping is left.</exception>
    public ProcessSource(LiveProcess process, PageChoice choice, long minMappingBytes)
    {
        _process = process;
        _choice = choice;
        IEnumerable<ProcessMapping> mappings = process.ReadMemory().Where(mapping => mapping.Pages << Page.Shift >= minMappingBytes);
        Regions = [.. mappings.SelectMany(RegionsOf)];
        if (Regions.Count == 0)
            throw new CaptureException(
                $"--pid {process.Pid}: {process.Name} has no memory to capture with these options; lower --min-mapping.");
    }

    /// <inheritdoc/>
    public string Description => $"process {_process.Pid} ({_process.Name})";

    /// <inheritdoc/>
    public IReadOnlyList<PageRegion> Regions { get; }

    /// <inheritdoc/>
    public void ReadNext(Span<byte> pages)
    {
        while (!pages.IsEmpty)
        {
            PageRegion region = Regions[_region];
            int length = (int)Math.Min(pages.Length, (region.Pages - _pagesDone) << Page.Shift);
            ReadPart(region.Address + ((ulong)_pagesDone << Page.Shift), pages[..length]);
            pages = pages[length..];
            _pagesDone += length >> Page.Shift;
            if (_pagesDone < region.Pages) continue;
            _region++;
            _pagesDone = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private IEnumerable<PageRegion> RegionsOf(ProcessMapping mapping) => _choice == PageChoice.All
        ? [new PageRegion(mapping.Start, mapping.Pages, mapping.Name)]
        : _process.ResidentRuns(mapping.Start, mapping.End).Select(run => new PageRegion(run.Address, run.Pages, mapping.Name));

    private void ReadPart(ulong address, Span<byte> pages)
    {
        if (_choice == PageChoice.Resident)
        {
            _process.Read(address, pages);
            return;
        }

        // Reading a page that was never written would make the kernel map one; zeros cost the process nothing.
        pages.Clear();
        foreach ((ulong start, long count) in _process.ResidentRuns(address, address + (ulong)pages.Length))
            _process.Read(start, pages.Slice((int)(start - address), (int)(count << Page.Shift)));
    }
}
