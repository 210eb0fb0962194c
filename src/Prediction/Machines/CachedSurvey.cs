using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;

namespace MultifdBench.Prediction.Machines;

/// <summary>
/// Measures this machine and guests, each once however many ask, or takes from a cache what was measured before and is still true. Not
/// thread-safe.
/// </summary>
/// <param name="methods">All methods.</param>
/// <param name="createWorkload">Makes a guest's workload; it is disposed here.</param>
/// <param name="cache">Where measurements are kept; null to keep none.</param>
/// <param name="facts">This host, which measurements are of.</param>
/// <param name="time">Time stamps.</param>
/// <param name="note">Told, one line each, what is being done.</param>
public sealed class CachedSurvey(
    MethodCatalog methods, Func<GuestKey, IWorkload> createWorkload, MeasurementCache? cache, Func<HostFacts> facts, TimeProvider time,
    Action<string> note)
{
    private readonly Dictionary<GuestKey, GuestProfile> _guests = [];
    private string[]? _identity;

    /// <summary>Whether to measure even what the cache has.</summary>
    public bool IsFresh { get; init; }

    /// <summary>How to have measured again what is taken from the cache, in a clause.</summary>
    public string Remedy { get; init; } = "--fresh measures again";

    /// <summary>Time that measuring has taken.</summary>
    public TimeSpan Measuring { get; private set; }

    /// <summary>This machine.</summary>
    /// <param name="channels">The numbers of channels that will be predicted.</param>
    /// <param name="patience">As <see cref="EngineMeter.Measure"/> has it.</param>
    /// <param name="guestBytes">Likewise.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">It cannot be measured.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public OwnMachine Machine(
        IEnumerable<int> channels, TimeSpan patience, CancellationToken cancellation, long guestBytes = EngineMeter.DefaultGuestBytes)
    {
        int[] counts = [.. channels.Distinct().Order()];
        EngineCosts costs = Cached("machine", "this machine",
            () => OwnMachine.Measure(counts, methods, cancellation, guestBytes, patience).Costs,
            [Invariant.Text($"{string.Join(' ', counts)} {patience.TotalSeconds} {guestBytes}")]);
        return OwnMachine.Of(costs, methods);
    }

    /// <summary>A guest with the codecs that a model of this machine knows, and others.</summary>
    /// <param name="key">The guest, of a size that fits here.</param>
    /// <param name="others">Further codecs; one that is the same as another is measured once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The figures of every codec under its key.</returns>
    /// <exception cref="UsageException">The machine does not have the memory for it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public GuestProfile Guest(GuestKey key, IReadOnlyList<SoftwareCodec> others, CancellationToken cancellation)
    {
        SoftwareCodec[] codecs = [.. OwnMachine.Codecs(methods).Concat(others).DistinctBy(codec => codec.Key)];
        if (_guests.TryGetValue(key, out GuestProfile? known) && KnowsAll(known, codecs)) return known;
        GuestProfile profile = Cached("guest", $"{key.Workload} of {Units.FormatSize(key.MemoryBytes)}",
            () => Measure(key, codecs, cancellation),
            [
                ContentIdentity.Of(key.Workload), Invariant.Text($"{key.MemoryBytes} {key.Seed}"),
                .. codecs.Select(codec => $"{codec.Key} {FactsOf(codec)}"),
            ]);
        return _guests[key] = profile;
    }

    private static bool KnowsAll(GuestProfile profile, SoftwareCodec[] codecs) => profile.Classes.All(pages =>
        pages.SampledPages == 0 || codecs.All(codec => pages.Codecs.Any(figures => figures.Key == codec.Key)));

    private GuestProfile Measure(GuestKey key, SoftwareCodec[] codecs, CancellationToken cancellation)
    {
        using IWorkload workload = createWorkload(key);
        SoftwareCodec[][] same = [.. codecs.GroupBy(FactsOf).Select(group => group.ToArray())];
        GuestProfile profile = GuestMeter.Measure(workload, methods, [.. same.Select(group => group[0])], cancellation);
        Dictionary<string, string> measuredAs =
            same.SelectMany(group => group.Select(codec => (codec.Key, Measured: group[0].Key))).ToDictionary();
        IReadOnlyList<CodecFigures> Under(IReadOnlyList<CodecFigures> measured) =>
        [
            .. from codec in codecs
               from figures in measured
               where figures.Key == measuredAs[codec.Key]
               select figures with { Key = codec.Key },
        ];
        return profile with { Classes = [.. profile.Classes.Select(pages => pages.WithCodecs(Under))] };
    }

    /// <summary>What tells codecs apart, however they were asked for.</summary>
    private string FactsOf(SoftwareCodec codec) => $"{codec.Request.Method} {methods.Create(codec.Request).Facts}";

    private T Cached<T>(string kind, string what, Func<T> measure, IReadOnlyList<string> identity)
        where T : class
    {
        string[] whole = cache is null ? [] : [.. _identity ??= Identity(facts()), .. identity];
        if (!IsFresh && cache?.Find<T>(kind, whole) is { } known)
        {
            note(Invariant.Text($"{what}: as measured on {known.Measured:yyyy-MM-dd HH:mm} UTC ({Remedy})"));
            return known.Value;
        }

        note($"Measuring {what} ...");
        long started = Stopwatch.GetTimestamp();
        CachedMeasurement<T> measured = new(time.GetUtcNow(), measure());
        Measuring += Stopwatch.GetElapsedTime(started);
        if (cache?.Keep(kind, measured, whole) is { } problem) note($"The measurement could not be kept for the next time: {problem}");
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
