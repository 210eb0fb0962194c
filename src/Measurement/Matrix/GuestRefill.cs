using System.Text.Json;

namespace MultifdBench.Measurement.Matrix;

/// <summary>How the guests of a matrix get their memory back between runs.</summary>
public enum GuestRefill
{
    /// <summary>Filled again by the workload.</summary>
    Fill,

    /// <summary>Copied from a second copy of the filled memory.</summary>
    Copy,
}

/// <summary>
/// Decides for a whole matrix at once, and finds the decision again when it goes on: a copy and a filling leave the processor's caches
/// differently, so that two runs of one matrix must not differ in it. Stateless, thread-safe.
/// </summary>
public static class GuestRefills
{
    /// <summary>The key of <c>host.json</c>.</summary>
    public const string Key = "guest_refill";

    // The rest is for what else runs: images in the page cache, codecs' buffers, other programs.
    private const double ShareForGuests = 0.75;

    /// <summary>Copies when all guests, their copies and the destinations fit into three quarters of the available memory.</summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="isDestinationHere">Whether this process has the destinations' memory too.</param>
    /// <param name="availableBytes">Memory that can be used now.</param>
    public static GuestRefill Decide(MatrixPlan plan, bool isDestinationHere, long availableBytes)
    {
        double bytes = MemoryBytes(plan, isDestinationHere, GuestRefill.Copy);
        return bytes <= ShareForGuests * availableBytes ? GuestRefill.Copy : GuestRefill.Fill;
    }

    /// <summary>Memory for all guests of a matrix at once, with destinations and copies; where there is less, some make way.</summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="isDestinationHere">Whether this process has the destinations' memory too.</param>
    /// <param name="refill">Whether copies are kept.</param>
    public static double MemoryBytes(MatrixPlan plan, bool isDestinationHere, GuestRefill refill)
    {
        double[] sizes = Sizes(plan);
        // Guests of one size share a destination.
        return ((refill == GuestRefill.Copy ? 2 : 1) * sizes.Sum()) + (isDestinationHere ? sizes.Distinct().Sum() : 0);
    }

    /// <summary>Memory without which the largest guest of a matrix cannot run: it, and its destination where that is here.</summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="isDestinationHere">Whether this process has the destinations' memory too.</param>
    public static double LeastBytes(MatrixPlan plan, bool isDestinationHere) => (isDestinationHere ? 2 : 1) * Sizes(plan).Append(0).Max();

    private static double[] Sizes(MatrixPlan plan) =>
        [.. plan.Runs.DistinctBy(run => run.Guest).Select(run => run.Combination.MemoryMib * Core.Units.MiB)];

    /// <summary>As it stands in <c>host.json</c>: <c>copy</c> or <c>fill</c>.</summary>
    public static string Name(this GuestRefill refill) => refill == GuestRefill.Copy ? "copy" : "fill";

    /// <summary>What a results folder's <c>host.json</c> says; null where it does not, as in folders of earlier versions.</summary>
    public static GuestRefill? Recorded(string? hostJson)
    {
        if (hostJson is null) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(hostJson);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(Key, out JsonElement value))
                return null;
            return value.ValueKind != JsonValueKind.String ? null : value.GetString() switch
            {
                "copy" => GuestRefill.Copy,
                "fill" => GuestRefill.Fill,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
