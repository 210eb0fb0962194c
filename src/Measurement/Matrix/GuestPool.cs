using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// Keeps guests filled between runs and lets those of one layout share the destination's memory. Where the machine has not room for all
/// of them, the others make way for the one that is needed. Not thread-safe.
/// </summary>
/// <param name="createWorkload">Makes a guest's workload.</param>
/// <param name="isDestinationHere">Whether this process has the destination's memory too.</param>
/// <param name="keepsCopies">Whether a copy of each guest's filled memory is kept.</param>
/// <param name="availableBytes">Memory that can be used now; asked before every new guest.</param>
internal sealed class GuestPool(
    Func<GuestKey, IWorkload> createWorkload, bool isDestinationHere, bool keepsCopies, Func<long> availableBytes) : IDisposable
{
    private readonly Dictionary<GuestKey, GuestSetup> _guests = [];
    private readonly List<GuestMemory> _destinations = [];

    /// <summary>The guest of that key, filled.</summary>
    /// <exception cref="UsageException">It cannot be made, or the machine does not have the memory for it: source, destination and
    /// copy.</exception>
    public GuestSetup Get(GuestKey key, Action<GuestKey> preparing)
    {
        if (_guests.TryGetValue(key, out GuestSetup? ready)) return ready;
        preparing(key);
        IWorkload workload = createWorkload(key);
        GuestMemory? destination;
        try
        {
            // Also where no guest stands: one that could not be filled leaves the destination that was made for it.
            if (!HasRoom(workload)) Dispose();
            (long bytes, string purpose) = NeedsOf(workload);
            MemoryBudget.Demand(bytes, purpose, availableBytes());
            destination = isDestinationHere ? DestinationFor(workload) : null;
        }
        catch
        {
            workload.Dispose();
            throw;
        }

        GuestSetup guest = destination is null
            ? GuestSetup.ForOtherProcess(workload, keepsCopies)
            : new GuestSetup(workload, destination, keepsCopies);
        _guests.Add(key, guest);
        return guest;
    }

    /// <summary>Frees all guests; the pool can be used again.</summary>
    public void Dispose()
    {
        foreach (GuestSetup guest in _guests.Values) guest.Dispose();
        foreach (GuestMemory destination in _destinations) destination.Dispose();
        _guests.Clear();
        _destinations.Clear();
    }

    private bool HasRoom(IWorkload workload) => NeedsOf(workload).Bytes <= availableBytes();

    private (long Bytes, string Purpose) NeedsOf(IWorkload workload) =>
        GuestSetup.Needs(workload.Layout, withDestination: isDestinationHere && FindDestination(workload) is null, keepsCopies);

    private GuestMemory? FindDestination(IWorkload workload) => _destinations.Find(memory => memory.Layout.SequenceEqual(workload.Layout));

    private GuestMemory DestinationFor(IWorkload workload)
    {
        if (FindDestination(workload) is { } shared) return shared;
        GuestMemory destination = new(workload.Layout);
        _destinations.Add(destination);
        return destination;
    }
}
