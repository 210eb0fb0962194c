using MultifdBench.Capture.Images;

namespace MultifdBench.Capture.Dirty;

/// <summary>Collects rising pages into runs.</summary>
internal sealed class RunList
{
    private readonly List<PageRun> _runs = [];

    /// <summary>The runs so far.</summary>
    public IReadOnlyList<PageRun> Runs => _runs;

    /// <summary>Adds pages behind all earlier ones.</summary>
    public void Add(long first, long count)
    {
        if (_runs.Count > 0 && _runs[^1] is var last && last.First + (long)last.Count == first)
            _runs[^1] = last with { Count = last.Count + (uint)count };
        else _runs.Add(new PageRun((uint)first, (uint)count));
    }
}
