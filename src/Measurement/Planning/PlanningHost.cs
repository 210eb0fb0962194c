using MultifdBench.Core;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Measurement.Planning;

/// <summary>What planning asks of the host on which a matrix will run.</summary>
/// <param name="MemoryBytes">
/// The size that a guest's workload has: an image brings its own, whatever the profile says. Asked once for each guest, so that a guest
/// that cannot exist is known before anything runs.
/// </param>
/// <param name="Availability">Whether this host can run a guest.</param>
/// <param name="Limits">The descriptors and threads that this process may have.</param>
public sealed record PlanningHost(Func<GuestKey, long> MemoryBytes, Func<GuestKey, Availability> Availability, ProcessLimits Limits)
{
    /// <summary>
    /// Why a guest cannot be migrated that way, as <see cref="GuestRefusals.Of"/> says it; null when it can. Asked once for each guest and
    /// kind of migration, and only about migrations that a guest may refuse.
    /// </summary>
    public Func<GuestKey, PrecopySettings, string?> Refusal { get; init; } = (_, _) => null;

    /// <summary>The runs with their guests' own sizes, and those marked that cannot run here.</summary>
    /// <param name="runs">As the profile says.</param>
    /// <param name="isOneEnd">Whether the destination is another process.</param>
    internal PlannedRun[] Complete(IReadOnlyList<PlannedRun> runs, bool isOneEnd)
    {
        Dictionary<GuestKey, (double Mib, Availability Availability)> guests = runs.Select(run => run.Guest).Distinct()
            .ToDictionary(guest => guest, guest => (MemoryBytes(guest) / (double)Units.MiB, Availability(guest)));
        Dictionary<(GuestKey, bool, bool), string?> refusals = [];
        return [.. runs.Select(Complete)];

        PlannedRun Complete(PlannedRun run)
        {
            (double mib, Availability guest) = guests[run.Guest];
            PlannedRun sized = run with { Combination = run.Combination with { MemoryMib = mib } };
            Availability here = guest.IsAvailable ? RunLimits.Judge(sized, isOneEnd, Limits) : guest;
            return sized with { Availability = here.IsAvailable && RefusalOf(run) is { } refusal ? Core.Availability.No(refusal) : here };
        }

        string? RefusalOf(PlannedRun run)
        {
            PrecopySettings settings = run.Parameters.Precopy;
            if (!GuestRefusals.MayBe(settings)) return null;
            (GuestKey, bool, bool) asked = (run.Guest, settings.PostcopyRam, settings.DirtyLimit.IsOn);
            if (!refusals.TryGetValue(asked, out string? refusal)) refusals.Add(asked, refusal = Refusal(run.Guest, settings));
            return refusal;
        }
    }
}
