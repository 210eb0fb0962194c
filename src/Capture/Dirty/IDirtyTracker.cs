using MultifdBench.Capture.Images;

namespace MultifdBench.Capture.Dirty;

/// <summary>Which pages of some regions of a process have been written since the last time it was asked. Not thread-safe.</summary>
public interface IDirtyTracker : IDisposable
{
    /// <summary>One of <see cref="DirtyMethods"/>.</summary>
    string Method { get; }

    /// <summary>Written pages since the last call, or since the tracker was made, as pages of the image; rising, none twice.</summary>
    /// <exception cref="CaptureException">The process has ended.</exception>
    IReadOnlyList<PageRun> Collect();
}
