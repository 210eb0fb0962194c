using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// A guest ready for any number of migrations: its workload, the memory at the source, and the memory at the destination. Every run
/// finds the same bytes and the same workload state. Not thread-safe.
/// </summary>
public sealed class GuestSetup : IDisposable
{
    private readonly GuestMemory? _destination;
    private readonly GuestMemory? _pristine;
    private readonly bool _ownsDestination;
    private bool _isUsed;

    /// <summary>Maps and fills the guest's memory.</summary>
    /// <param name="workload">The guest; owned from here on.</param>
    /// <param name="destination">Memory of the same layout that runs of several guests may share; null to map one of its own.</param>
    /// <param name="reuse">Whether more than one run will follow: a copy of the filled memory then saves filling it again, where there is room.</param>
    /// <exception cref="UsageException">The machine has not enough memory.</exception>
    public GuestSetup(IWorkload workload, GuestMemory? destination, bool reuse)
        : this(workload, destination, reuse, isDestinationHere: true)
    {
    }

    private GuestSetup(IWorkload workload, GuestMemory? destination, bool reuse, bool isDestinationHere)
    {
        Workload = workload;
        long bytes = workload.Layout.Sum(block => block.LengthBytes);
        _ownsDestination = isDestinationHere && destination is null;
        MemoryBudget.Demand(_ownsDestination ? 2 * bytes : bytes, _ownsDestination ? "memory for the guest at its source and destination" : "memory for the guest");
        Source = new GuestMemory(workload.Layout);
        _destination = _ownsDestination ? new GuestMemory(workload.Layout) : destination;
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
    /// <exception cref="InvalidOperationException">That is another process's.</exception>
    public GuestMemory Destination => _destination ?? throw new InvalidOperationException("This guest's destination is in another process.");

    /// <summary>A guest whose destination is another process, which has the memory to migrate to.</summary>
    /// <inheritdoc cref="GuestSetup(IWorkload, GuestMemory, bool)"/>
    public static GuestSetup ForOtherProcess(IWorkload workload, bool reuse) => new(workload, null, reuse, isDestinationHere: false);

    /// <summary>
    /// Puts memory and workload back to where they were after filling. The destination is zeroed, which also makes it resident: page faults
    /// of a fresh destination are no part of the figures.
    /// </summary>
    public void Reset()
    {
        _destination?.Clear();
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
        if (_ownsDestination) _destination?.Dispose();
        Source.Dispose();
    }
}
