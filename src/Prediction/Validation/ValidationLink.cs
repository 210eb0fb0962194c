using System.Text.Json;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Prediction.Validation;

/// <summary>
/// The way to a destination in another process, as a prediction needs it: rate, round trip, and whose cores are at its other end.
/// </summary>
/// <param name="Remote">The destination.</param>
/// <param name="Facts">Its host.</param>
/// <param name="Gbps">Rate of the link as the user states it, decimal Gbit/s.</param>
/// <param name="RoundTripUs">Round trip, microseconds, measured.</param>
/// <param name="SharesCores">Whether both ends are on one machine.</param>
/// <param name="DestinationCores">Processors of the destination's host.</param>
public sealed record ValidationLink(RemoteDestination Remote, JsonElement Facts, double Gbps, double RoundTripUs, bool SharesCores,
    int DestinationCores)
{
    /// <summary>What a connection can carry of our bytes, Gbit/s.</summary>
    public double PayloadGbps => NetworkModel.PayloadGbps(Gbps);

    /// <summary>Looks at the destination and the way there.</summary>
    /// <param name="destination">Where it waits.</param>
    /// <param name="gbps">Rate of the link, decimal Gbit/s.</param>
    /// <exception cref="UsageException">It is not there.</exception>
    public static ValidationLink Explore(MatrixDestination destination, double gbps)
    {
        double roundTripUs = destination.MeasureRoundTrip().TotalMicroseconds;
        string? here = KernelFacts.Read(HostRoots.Live).BootId;
        bool shares = here is not null && here == BootIdOf(destination.Facts);
        int cores = destination.Facts.TryGetProperty("cores", out JsonElement count) && count.TryGetInt32(out int given) && given > 0
            ? given
            : Environment.ProcessorCount;
        return new ValidationLink(destination.Remote, destination.Facts, gbps, roundTripUs, shares, cores);
    }

    /// <summary>What the prediction assumes, in a line.</summary>
    public override string ToString() =>
        Invariant.Text($"Link: {Gbps:0.###} Gbit/s as stated ({PayloadGbps:0.###} for our bytes, the rest is headers at MTU 1500), "
            + $"round trip {RoundTripUs:0} µs. ")
        + (SharesCores
            ? Invariant.Text($"Both ends are on this machine and share its {Environment.ProcessorCount} cores.")
            : Invariant.Text($"The destination is another machine with {DestinationCores} cores of its own; "
                + $"what a page costs there is taken to be what it costs here."));

    private static string? BootIdOf(JsonElement facts) =>
        facts.TryGetProperty("kernel_details", out JsonElement kernel) && kernel.TryGetProperty("boot_id", out JsonElement id)
            && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
