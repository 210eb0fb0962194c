using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// Keeps guests filled between runs and lets those of one layout share the destination's memory. Where the machine has not room for all
/// of them, the others make way for the one that is needed.
/// </summary>
/// <param name="createWorkload">Makes a guest's workload.</param>
/// <param name="isDestinationHere">Whether this process has the destination's memory too.</param>
internal sealed class GuestPool(Func<GuestKey, IWorkload> createWorkload, bool isDestinationHere) : IDisposable
{
    private readonly Dictionary<GuestKey, GuestSetup> _guests = [];
    private readonly List<GuestMemory> _destinations = [];

    /// <summary>The guest of that key, filled.</summary>
    public GuestSetup Get(GuestKey key, Action<GuestKey> preparing)
    {
        if (_guests.TryGetValue(key, out GuestSetup? ready)) return ready;
        preparing(key);
        GuestSetup guest;
        try
        {
            guest = Create(key);
        }
        catch (UsageException) when (_guests.Count > 0)
        {
            Dispose();
            guest = Create(key);
        }

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

    private GuestSetup Create(GuestKey key)
    {
        IWorkload workload = createWorkload(key);
        if (!isDestinationHere) return GuestSetup.ForOtherProcess(workload, reuse: true);
        GuestMemory? destination = _destinations.Find(memory => memory.Layout.SequenceEqual(workload.Layout));
        if (destination is null)
        {
            destination = new GuestMemory(workload.Layout);
            _destinations.Add(destination);
        }

        return new GuestSetup(workload, destination, reuse: true);
    }
}
