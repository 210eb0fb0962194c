using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Advice;

/// <summary>One configuration, simulated on one host over one link. Immutable.</summary>
/// <param name="Choice">The method with its options.</param>
/// <param name="Method">Its name in everything that people read, see <see cref="MethodLooks.LabelOf"/>: <c>qpl+iaa fixed</c>.</param>
/// <param name="Row">What was simulated; of several guests, the last that left, with the work of all.</param>
/// <param name="Busiest">The part that was busiest.</param>
/// <param name="Misses">What it does not keep of the service level; empty when it keeps everything.</param>
/// <param name="NotInQemu">What of it QEMU does not have; null for nothing.</param>
public sealed record Candidate(
    MethodChoice Choice, string Method, RunRow Row, string Busiest, IReadOnlyList<string> Misses, string? NotInQemu)
{
    /// <summary>What the management policy did, in order.</summary>
    public IReadOnlyList<ManagementEvent> Actions { get; init; } = [];

    /// <summary>Whether it came to an end; else only a bound of its time is known.</summary>
    public bool Converges => Row.Outcome == RunOutcome.Completed;

    /// <summary>Whether a device does its work.</summary>
    public bool IsOnDevice => Row.Path == SimulatedPlace.Hardware;

    /// <summary>Whether it keeps the service level.</summary>
    public bool IsGoodEnough => Misses.Count == 0;

    /// <summary>Total time, ms; infinite for one that does not converge.</summary>
    public double TotalMs => Converges ? Row.TotalTimeMs ?? double.PositiveInfinity : double.PositiveInfinity;

    /// <summary>CPU time of both sides, seconds.</summary>
    public double CpuS => (Row.SourceCpuS ?? 0) + (Row.DestinationCpuS ?? 0);

    /// <summary>
    /// Share of its work during the migration that the guest loses: what throttling and the downtime take, or the downtime alone where
    /// nothing throttles it; null for one that does not converge.
    /// </summary>
    public double? GuestLostShare => !Converges
        ? null
        : Row.GuestOpsShare is { } share ? 1 - share : Row.TotalTimeMs is > 0 and var total ? Row.DowntimeMs / total : null;

    /// <summary>As <see cref="Method"/>, with the channels.</summary>
    public string Name => Invariant.Text($"{Method}, {Row.Channels} {(Row.Channels == 1 ? "channel" : "channels")}");
}
