using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Machines;

namespace MultifdBench.Prediction.Advice;

/// <summary>Measures what advice needs to know of this machine and of a guest, or takes it from a cache. Not thread-safe.</summary>
/// <param name="methods">All methods.</param>
/// <param name="createWorkload">Makes a guest's workload; it is disposed here.</param>
/// <param name="cache">Where measurements are kept.</param>
/// <param name="isFresh">Whether to measure even what the cache has.</param>
/// <param name="time">Time stamps.</param>
/// <param name="note">Told, one line each, what is being done.</param>
public sealed class AdviceSurvey(
    MethodCatalog methods, Func<GuestKey, IWorkload> createWorkload, MeasurementCache cache, bool isFresh, TimeProvider time,
    Action<string> note)
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
    /// <param name="facts">This host.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The machine cannot be measured, or does not have memory for the guest.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public OwnMachine Measure(GuestKey key, HostFacts facts, CancellationToken cancellation)
    {
        string[] machine = Identity(facts);
        EngineCosts costs = Cached("machine", "this machine",
            () => OwnMachine.Measure(Channels, methods, cancellation, patience: Patience).Costs, machine);
        OwnMachine own = OwnMachine.Of(costs, methods);
        GuestProfile MeasureGuest()
        {
            using IWorkload workload = createWorkload(key);
            own.Add(key, workload, cancellation);
            return own.ProfileOf(key);
        }

        string[] guest = [.. machine, ContentIdentity.Of(key.Workload), Invariant.Text($"{key.MemoryBytes} {key.Seed}")];
        GuestProfile profile = Cached("guest", $"{key.Workload} of {Units.FormatSize(key.MemoryBytes)}", MeasureGuest, guest);
        if (!own.Knows(key)) own.Add(key, profile);
        return own;
    }

    private T Cached<T>(string kind, string what, Func<T> measure, string[] identity)
        where T : class
    {
        if (!isFresh && cache.Find<T>(kind, identity) is { } known)
        {
            note(Invariant.Text($"{what}: as measured on {known.Measured:yyyy-MM-dd HH:mm} UTC (--fresh measures again)"));
            return known.Value;
        }

        note($"Measuring {what} ...");
        CachedMeasurement<T> measured = new(time.GetUtcNow(), measure());
        if (cache.Keep(kind, measured, identity) is { } problem) note($"The measurement could not be kept for the next time: {problem}");
        return measured.Value;
    }

    /// <summary>Everything that the figures of a machine depend on, this program and the scenarios beside it included.</summary>
    private static string[] Identity(HostFacts facts) =>
    [
        facts.Cpu ?? "",
        Invariant.Text($"{facts.Cores} {facts.MemoryMib}"),
        facts.Kernel,
        facts.Governor ?? "",
        facts.Runtime,
        .. facts.Libraries.OrderBy(library => library.Key, StringComparer.Ordinal).Select(library => $"{library.Key}={library.Value}"),
        .. BesideProgram("MultifdBench.*.dll"),
        .. BesideProgram("*.yaml"),
    ];

    private static IEnumerable<string> BesideProgram(string pattern) =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(ContentIdentity.Of);
}
