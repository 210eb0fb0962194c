using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Prediction.Machines;

namespace MultifdBench.Prediction.Advice;

/// <summary>Measures what advice needs to know of this machine and of a guest. Not thread-safe.</summary>
/// <param name="survey">Who measures it, or knows it already.</param>
public sealed class AdviceSurvey(CachedSurvey survey)
{
    // Beyond four channels a channel more costs what the last one did, on machines with two to four cores at least.
    private static readonly int[] Channels = [1, 2, 4];

    // Three kinds of guests for each number of channels: half a minute at most.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Guests are measured at this size where they are asked for larger: filled and compressed in some seconds.</summary>
    public const long LargestMeasuredBytes = 512 * Units.MiB;

    private const long SmallestMeasuredBytes = 64 * Units.MiB;

    // Twice the guest to measure it, and once more to migrate it afterwards.
    private const int Copies = 3;

    /// <summary>The guest to measure for one of the asked size: as large as fits here, and no larger than half a minute allows.</summary>
    public static long MeasuredBytes(long askedBytes, long availableBytes)
    {
        long bytes = Math.Min(askedBytes, LargestMeasuredBytes);
        while (bytes * Copies > availableBytes && bytes / 2 >= SmallestMeasuredBytes) bytes /= 2;
        return bytes;
    }

    /// <summary>The machine, with the guest added to it.</summary>
    /// <param name="key">The guest, of a size that fits here.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The machine cannot be measured, or does not have memory for the guest.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public OwnMachine Measure(GuestKey key, CancellationToken cancellation)
    {
        OwnMachine own = survey.Machine(Channels, Patience, cancellation);
        own.Add(key, survey.Guest(key, others: [], cancellation));
        return own;
    }
}
