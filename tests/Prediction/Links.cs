using System.Text.Json;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Transport;
using MultifdBench.Prediction.Validation;

namespace MultifdBench.Tests.Prediction;

/// <summary>Links for tests.</summary>
internal static class Links
{
    /// <summary>One at whose end nobody listens.</summary>
    public static ValidationLink ToNobody(double gbps, bool sharesCores) =>
        new(new RemoteDestination(HostAddress.Parse("--destination", "127.0.0.1:1")), JsonDocument.Parse("{}").RootElement, gbps,
            RoundTripUs: 50, sharesCores, DestinationCores: 64);
}
