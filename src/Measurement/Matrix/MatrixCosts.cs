using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Planning;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// How long a matrix will take on this machine, guessed before anything has run: small guests of the same kinds are filled, and each
/// method compresses some of their pages. A guess leaves out what guests dirty meanwhile, and other programs; it is for people who wait,
/// and never a figure of a result. Immutable, thread-safe.
/// </summary>
public sealed class MatrixCosts
{
    /// <summary>The memory of a guest that stands for a larger one.</summary>
    public const long SampleBytes = 8 * Units.MiB;

    // 512 pages, three times each way: a tenth of a second of zlib.
    private const int Packets = 4;

    private readonly Dictionary<string, GuestCosts> _guests;
    private readonly bool _isDestinationHere;
    private readonly GuestRefill _refill;

    private MatrixCosts(Dictionary<string, GuestCosts> guests, bool isDestinationHere, GuestRefill refill)
    {
        _guests = guests;
        _isDestinationHere = isDestinationHere;
        _refill = refill;
    }

    /// <summary>Measures what the matrix's guests and methods cost here.</summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="refill">How its guests get their memory back between runs.</param>
    /// <param name="createSample">
    /// A guest of the same kind with about <see cref="SampleBytes"/>; null for one that has no small sibling. It is disposed here.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static MatrixCosts Measure(
        MatrixPlan plan, GuestRefill refill, Func<GuestKey, IWorkload?> createSample, CancellationToken cancellation)
    {
        Dictionary<string, GuestCosts> guests = [];
        foreach (IGrouping<string, PlannedRun> runs in CanRun(plan).GroupBy(run => run.Guest.Workload))
        {
            using IWorkload? sample = createSample(runs.First().Guest);
            if (sample is not null) guests.Add(runs.Key, GuestCosts.Measure(sample, [.. runs], cancellation));
        }

        return new MatrixCosts(guests, isDestinationHere: plan.Profile.Destination.Length == 0, refill);
    }

    /// <summary>A guess for one run, from the guest's reset to the comparison of memories; null for a guest that has no sample.</summary>
    public TimeSpan? OfRun(PlannedRun run)
    {
        if (!_guests.TryGetValue(run.Guest.Workload, out GuestCosts? guest)) return null;
        double pages = PagesOf(run);
        double content = pages * guest.ContentShare;
        MethodCosts method = guest.Methods[MethodKey(run)];
        int cores = Environment.ProcessorCount, channels = run.Combination.Channels;
        double cpuNs = content * (method.CompressNs + (_isDestinationHere ? method.DecompressNs : 0));
        double byChannels = content * Math.Max(method.CompressNs, method.DecompressNs) / Math.Min(channels, cores);
        double byCores = cpuNs / Math.Min(cores, _isDestinationHere ? 2 * channels : channels);
        double limit = run.Parameters.Precopy.MaxBandwidthBytesPerSecond;
        double byLink = limit > 0 ? content * Page.SizeBytes / method.Ratio / limit * Units.NsPerSecond : 0;
        double migrationNs = Math.Min(Math.Max(byLink, Math.Max(byChannels, byCores)), run.Parameters.Precopy.TimeoutNs);
        // The guest's memory is put back, the destination's is zeroed, and both are read to compare them.
        double resetNs = pages * ((_refill == GuestRefill.Fill ? guest.FillNs : guest.CopyNs) + (2 * guest.CopyNs));
        return FromNs(migrationNs + resetNs);
    }

    /// <summary>A guess for filling a run's guest for the first time; null for a guest that has no sample.</summary>
    public TimeSpan? OfFilling(PlannedRun run) => _guests.TryGetValue(run.Guest.Workload, out GuestCosts? guest)
        ? FromNs(PagesOf(run) * (guest.FillNs + (_refill == GuestRefill.Copy ? guest.CopyNs : 0)))
        : null;

    /// <summary>
    /// A guess for the whole matrix, without what <c>until_ci</c> and <c>min_time_s</c> add; runs without a guess count nothing.
    /// </summary>
    /// <returns>The time, and how many combinations it leaves out.</returns>
    public (TimeSpan Time, int Unknown) OfAll(MatrixPlan plan)
    {
        PlannedRun[] runs = [.. CanRun(plan)];
        IEnumerable<PlannedRun> warmUps = runs.GroupBy(WarmUpKey.Of).Select(WarmUpKey.Representative);
        double seconds = (plan.Profile.Repetitions * Seconds(runs, OfRun))
            + (plan.Profile.WarmUp * Seconds(warmUps, OfRun)) + Seconds(runs.DistinctBy(run => run.Guest), OfFilling);
        return (TimeSpan.FromSeconds(seconds), runs.Count(run => OfRun(run) is null));
    }

    private static double Seconds(IEnumerable<PlannedRun> runs, Func<PlannedRun, TimeSpan?> guess) =>
        runs.Sum(run => guess(run)?.TotalSeconds ?? 0);

    private static IEnumerable<PlannedRun> CanRun(MatrixPlan plan) => plan.Runs.Where(run => run.Availability.IsAvailable);

    private static double PagesOf(PlannedRun run) => run.Combination.MemoryMib * Units.MiB / Page.SizeBytes;

    private static TimeSpan FromNs(double ns) => TimeSpan.FromMilliseconds(ns / Units.NsPerMs);

    /// <summary>What tells methods apart that cost something else.</summary>
    private static string MethodKey(PlannedRun run)
    {
        Results.Combination one = run.Combination;
        string method = Invariant.Text($"{one.Method} {one.Accel} {one.Path} {one.Level} {one.Huffman}");
        return Invariant.Text($"{method} {one.Streams} {one.DictionaryKib} {one.Library}");
    }

    /// <summary>A page through one method, both ways, CPU ns, and what it leaves of it.</summary>
    private sealed record MethodCosts(double CompressNs, double DecompressNs, double Ratio);

    /// <summary>A guest's pages, ns each.</summary>
    private sealed record GuestCosts(double FillNs, double CopyNs, double ContentShare, Dictionary<string, MethodCosts> Methods)
    {
        public static GuestCosts Measure(IWorkload sample, IReadOnlyList<PlannedRun> runs, CancellationToken cancellation)
        {
            using GuestMemory memory = new(sample.Layout);
            using GuestMemory other = new(sample.Layout);
            other.Clear();
            long start = Stopwatch.GetTimestamp();
            sample.Fill(memory);
            double fillNs = PerPage(start, memory);
            start = Stopwatch.GetTimestamp();
            other.CopyFrom(memory);
            double copyNs = PerPage(start, memory);
            PagePacket[] content = PagePacket.Choose(memory, int.MaxValue, PagePacket.HasContent);
            double contentShare = content.Sum(packet => packet.Offsets.Length) / (double)memory.TotalPages;
            PagePacket[] packets = PagePacket.Choose(memory, Packets, PagePacket.HasContent);
            Dictionary<string, MethodCosts> methods = [];
            foreach (PlannedRun run in runs.DistinctBy(MethodKey))
            {
                cancellation.ThrowIfCancellationRequested();
                methods.Add(MethodKey(run), Measure(run, packets, copyNs, memory, other));
            }

            return new GuestCosts(fillNs, copyNs, contentShare, methods);
        }

        private static MethodCosts Measure(
            PlannedRun run, PagePacket[] packets, double copyNs, GuestMemory memory, GuestMemory restored)
        {
            // A method without a codec moves pages: out of memory and into it.
            if (packets.Length == 0 || run.Definition.SoftwareCodecs.Count == 0) return new MethodCosts(copyNs, copyNs, Ratio: 1);
            CodecFigures figures = CodecMeter.Measure(run.Label, run.CreateMethod(memory), memory, restored, packets).Whole;
            return new MethodCosts(copyNs + figures.CompressNs, copyNs + figures.DecompressNs, figures.Ratio);
        }

        private static double PerPage(long start, GuestMemory memory) =>
            Stopwatch.GetElapsedTime(start).TotalNanoseconds / memory.TotalPages;
    }
}
