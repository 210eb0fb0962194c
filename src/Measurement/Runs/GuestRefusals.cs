using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Measurement.Runs;

/// <summary>What a guest cannot do that a migration may ask of it.</summary>
public static class GuestRefusals
{
    /// <summary>Why a guest cannot be migrated that way, a sentence without a full stop; null when it can.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="settings">The migration.</param>
    public static string? Of(IWorkload guest, PrecopySettings settings)
    {
        if (settings.PostcopyRam && guest.PostcopyRefusal is { } postcopy)
            return $"workload {guest.Name} cannot be migrated by postcopy: {postcopy}";
        return settings.DirtyLimit.IsOn && guest.DirtyLimitRefusal is { } limit
            ? $"workload {guest.Name} cannot have dirty-limit: {limit}; use auto-converge"
            : null;
    }

    /// <summary>Whether migrations of these settings ask for anything that a guest may refuse.</summary>
    public static bool MayBe(PrecopySettings settings) => settings.PostcopyRam || settings.DirtyLimit.IsOn;

    /// <summary>Refuses before anything runs.</summary>
    /// <exception cref="GuestException">The guest cannot be migrated that way.</exception>
    public static void Check(IWorkload guest, PrecopySettings settings)
    {
        if (Of(guest, settings) is { } refusal) throw new GuestException(refusal);
    }
}
