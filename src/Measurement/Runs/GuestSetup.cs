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
    /// <param name="workload">The guest; owned from here on, also when this fails.</param>
    /// <param name="destination">Memory of the same layout that runs of several guests may share; null to map one of its own.</param>
    /// <param name="reuse">Whether to keep a copy of the filled memory, which saves filling it again before every later run.</param>
    /// <exception cref="UsageException">The machine does not have enough memory.</exception>
    public GuestSetup(IWorkload workload, GuestMemory? destination, bool reuse)
        : this(workload, destination, reuse, isDestinationHere: true)
    {
    }

    private GuestSetup(IWorkload workload, GuestMemory? destination, bool reuse, bool isDestinationHere)
    {
        Workload = workload;
        _ownsDestination = isDestinationHere && destination is null;
        try
        {
            (long bytes, string purpose) = Needs(workload.Layout, _ownsDestination, reuse);
            MemoryBudget.Demand(bytes, purpose);
            Source = new GuestMemory(workload.Layout);
            _destination = _ownsDestination ? new GuestMemory(workload.Layout) : destination;
            workload.Fill(Source);
            if (!reuse) return;
            _pristine = new GuestMemory(workload.Layout);
            _pristine.CopyFrom(Source);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The guest.</summary>
    public IWorkload Workload { get; }

    /// <summary>Memory that is migrated.</summary>
    public GuestMemory Source { get; }

    /// <summary>Memory that it is migrated to.</summary>
    /// <exception cref="InvalidOperationException">That is another process's.</exception>
    public GuestMemory Destination =>
        _destination ?? throw new InvalidOperationException("This guest's destination is in another process.");

    /// <summary>A guest whose destination is another process, which has the memory to migrate to.</summary>
    /// <inheritdoc cref="GuestSetup(IWorkload, GuestMemory, bool)"/>
    public static GuestSetup ForOtherProcess(IWorkload workload, bool reuse) => new(workload, null, reuse, isDestinationHere: false);

    /// <summary>Memory that a guest takes while it is set up, and what for, as it reads in a message.</summary>
    /// <param name="layout">Its RAM blocks.</param>
    /// <param name="withDestination">Whether it gets a destination of its own in this process.</param>
    /// <param name="withCopy">Whether a copy of the filled memory is kept.</param>
    internal static (long Bytes, string Purpose) Needs(IReadOnlyList<RamBlockSpec> layout, bool withDestination, bool withCopy)
    {
        long bytes = layout.Sum(block => block.LengthBytes);
        string purpose = (withDestination, withCopy) switch
        {
            (true, true) => "memory for the guest at its source and destination, and a copy of it",
            (true, false) => "memory for the guest at its source and destination",
            (false, true) => "memory for the guest and a copy of it",
            (false, false) => "memory for the guest",
        };
        return (bytes * (1 + (withDestination ? 1 : 0) + (withCopy ? 1 : 0)), purpose);
    }

    /// <summary>
    /// Puts memory and workload back to where they were after filling, and zeroes the destination. Both memories are resident before the
    /// first run too, so that page faults of fresh memory are no part of the figures.
    /// </summary>
    public void Reset()
    {
        // Memory of its own that nobody has used yet is zero.
        if (_isUsed || !_ownsDestination) _destination?.Clear();
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
        // A guest that could not be set up may have none.
        Source?.Dispose();
    }
}
