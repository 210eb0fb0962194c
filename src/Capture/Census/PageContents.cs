using System.Runtime.InteropServices;

namespace MultifdBench.Capture.Census;

/// <summary>
/// Counts contents by their hashes in bounded memory [Gibbons]: once there are too many, only those are kept whose hash ends in a zero bit,
/// then in two, and so on. Of what is kept every occurrence was counted. Not thread-safe.
/// </summary>
/// <param name="capacity">The most contents that are kept.</param>
internal sealed class PageContents(int capacity = 1 << 20)
{
    private readonly Dictionary<ulong, long> _counts = [];
    private ulong _mask;

    /// <summary>Whether some contents were left out.</summary>
    public bool IsSample => _mask != 0;

    /// <summary>Pages beyond the first of each content, of those whose contents are kept; 0 without any.</summary>
    public double DuplicateShare => _counts.Count == 0 ? 0 : 1 - (_counts.Count / (double)_counts.Values.Sum());

    /// <summary>Adds a page by its hash.</summary>
    public void Add(ulong hash)
    {
        if ((hash & _mask) != 0) return;
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, hash, out _)++;
        while (_counts.Count > capacity) Thin();
    }

    private void Thin()
    {
        _mask = (_mask << 1) | 1;
        foreach (ulong hash in _counts.Keys.Where(hash => (hash & _mask) != 0).ToArray()) _counts.Remove(hash);
    }
}
