using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// A guest ready for any number of migrations: its workload, the memory at the source, and the memory at the destination. Every run
/// finds the same bytes and the same workload state. Not thread-safe.
/// </summary>
public sealed class GuestSetup : IDisposable
{
    private readonly GuestMemory? _pristine;
    private bool _isUsed;

    /// <summary>Maps and fills the guest's memory.</summary>
    /// <param name="workload">The guest; owned from here on.</param>
    /// <param name="destination">Memory of the same layout that runs of several guests may share; null to map one of its own.</param>
    /// <param name="reuse">Whether more than one run will follow: a copy of the filled memory then saves filling it again, where there is room.</param>
    /// <exception cref="UsageException">The machine has not enough memory.</exception>
    public GuestSetup(IWorkload workload, GuestMemory? destination, bool reuse)
    {
        Workload = workload;
        long bytes = workload.Layout.Sum(block => block.LengthBytes);
        MemoryBudget.Demand(destination is null ? 2 * bytes : bytes, "memory for the guest at its source and destination");
        Source = new GuestMemory(workload.Layout);
        OwnsDestination = destination is null;
        Destination = destination ?? new GuestMemory(workload.Layout);
        workload.Fill(Source);
        if (reuse && MemoryBudget.AvailableBytes() > 3 * bytes)
        {
            _pristine = new GuestMemory(workload.Layout);
            _pristine.CopyFrom(Source);
        }
    }

    /// <summary>The guest.</summary>
    public IWorkload Workload { get; }

    /// <summary>Memory that is migrated.</summary>
    public GuestMemory Source { get; }

    /// <summary>Memory that it is migrated to.</summary>
    public GuestMemory Destination { get; }

    private bool OwnsDestination { get; }

    /// <summary>
    /// Puts memory and workload back to where they were after filling. The destination is zeroed, which also makes it resident: page faults
    /// of a fresh destination are no part of the figures.
    /// </summary>
    public void Reset()
    {
        Destination.Clear();
        if (_isUsed && _pristine is not null)
        {
            Source.CopyFrom(_pristine);
            Workload.Rewind();
        }
        else if (_isUsed)
        {
            Source.Clear();
            Workload.Fill(Source);
        }

        _isUsed = true;
    }

    /// <summary>Ends the workload and frees the memory.</summary>
    public void Dispose()
    {
        Workload.Dispose();
        _pristine?.Dispose();
        if (OwnsDestination) Destination.Dispose();
        Source.Dispose();
    }
}
