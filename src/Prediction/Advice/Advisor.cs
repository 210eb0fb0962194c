using System.Collections.Concurrent;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Source;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Prediction.Advice;

/// <summary>
/// Simulates every method, channel count and zero-page mode for a question. Uses all cores; one thread at a time may call it. The same
/// question has the same answer.
/// </summary>
/// <param name="question">What is asked.</param>
/// <param name="scenario">The guest; its memory is the question's.</param>
/// <param name="catalog">All methods.</param>
/// <param name="started">Time stamp of the rows.</param>
public sealed class Advisor(AdviceQuestion question, ParameterFile scenario, MethodCatalog catalog, DateTimeOffset started)
{
    private const string UsualZeroPages = "multifd";
    private static readonly double[] ChartedLinks = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 200];
    private static readonly double[] DirtyFactors = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32];

    // 1/64 to 64 times the guest's own rate, to one part in 2^(6 ÷ 128): 3 %.
    private const double MostOctaves = 6;
    private const int Bisections = 7;

    private readonly ConcurrentDictionary<string, string> _excluded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(MethodChoice, string), long?> _streamBytes = new();

    /// <summary>Names of the methods that could not be simulated, and why; of the hosts asked so far.</summary>
    public IReadOnlyDictionary<string, string> Excluded => _excluded;

    /// <summary>The links that are simulated beside those of the question, so that charts and crossings have points.</summary>
    public IReadOnlyList<double> Links { get; } = [.. ChartedLinks.Union(question.LinksGbps).Order()];

    /// <summary>Every candidate on a host over a link of the question, in no particular order.</summary>
    /// <exception cref="UsageException">No method can be simulated there: the scenario or the host lacks what every one needs.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<Candidate> Candidates(AdviceHost host, double linkGbps, CancellationToken cancellation) =>
        Simulate(host, linkGbps, ZeroPageDetections.Names, cancellation);

    /// <summary>Likewise over another link, in QEMU's usual zero-page mode alone: for charts and crossings.</summary>
    /// <inheritdoc cref="Candidates" path="/exception"/>
    public IReadOnlyList<Candidate> UsualCandidates(AdviceHost host, double linkGbps, CancellationToken cancellation) =>
        Simulate(host, linkGbps, [UsualZeroPages], cancellation);

    /// <summary>A candidate again, of a guest that writes <paramref name="dirtyFactor"/> times as fast.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Candidate Again(AdviceHost host, double linkGbps, Candidate candidate, double dirtyFactor, CancellationToken cancellation) =>
        Run(host, linkGbps, AttemptOf(candidate), dirtyFactor, cancellation)!;

    /// <summary>
    /// Some of a decision's candidates again, under another policy: those that lead, and the one that compresses nothing.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="decision">Under the policy of the question.</param>
    /// <param name="policy">Name or file of the other one.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<Candidate> Under(AdviceHost host, Decision decision, string policy, CancellationToken cancellation)
    {
        Candidate[] leading = [.. decision.Leading];
        Candidate[] again = new Candidate[leading.Length];
        Parallel.For(0, again.Length, All(cancellation), i => again[i] = Run(host, decision.LinkGbps,
            AttemptOf(leading[i]) with { Policy = policy }, dirtyFactor: 1, cancellation)!);
        return again;
    }

    /// <summary>
    /// The best of each method of a decision again, with the channels that they have there, of a guest that writes slower and faster:
    /// pages per second, ascending, the guest's own among them. Nothing for a guest that writes nothing.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<(double PagesPerSecond, IReadOnlyList<Candidate> Candidates)> DirtyPoints(
        AdviceHost host, Decision decision, CancellationToken cancellation)
    {
        if (decision.Winner is not { Row.DirtyPagesPerSecond: > 0 and double rate }) return [];
        var points = new (double, IReadOnlyList<Candidate>)[DirtyFactors.Length];
        Parallel.For(0, points.Length, All(cancellation), i => points[i] = (DirtyFactors[i] * rate,
            [.. decision.Ranking.Select(one => Again(host, decision.LinkGbps, one, DirtyFactors[i], cancellation))]));
        return points;
    }

    /// <summary>
    /// The largest dirty rate at which each method of a decision still converges, under the question's policy: by bisection between 1/64
    /// and 64 times the guest's own, to 3 %.
    /// </summary>
    public IReadOnlyList<LimitRow> Limits(AdviceHost host, Decision decision, CancellationToken cancellation)
    {
        LimitRow[] limits = new LimitRow[decision.Ranking.Count];
        Parallel.For(0, limits.Length, All(cancellation), i => limits[i] = Limit(host, decision, decision.Ranking[i], cancellation));
        return limits;
    }

    private LimitRow Limit(AdviceHost host, Decision decision, Candidate candidate, CancellationToken cancellation)
    {
        Candidate At(double octaves) => Again(host, decision.LinkGbps, candidate, Math.Pow(2, octaves), cancellation);
        // Its own rate is known already: only one side of it is looked at.
        (double low, double high) = candidate.Converges ? (0d, MostOctaves) : (-MostOctaves, 0d);
        Candidate end = At(candidate.Converges ? high : low);
        bool isBound = candidate.Converges && end.Converges;
        (double Octaves, Candidate At)? last = isBound ? (high, end) : candidate.Converges ? (low, candidate)
            : end.Converges ? (low, end) : null;
        for (int i = 0; i < Bisections && !isBound && last is not null; i++)
        {
            double middle = (low + high) / 2;
            Candidate tried = At(middle);
            if (tried.Converges) (low, last) = (middle, (middle, tried));
            else high = middle;
        }

        return new LimitRow
        {
            Workload = candidate.Row.Workload,
            MemoryMib = candidate.Row.MemoryMib,
            Model = host.Name,
            Method = candidate.Row.Method,
            Accel = candidate.Row.Accel,
            Huffman = candidate.Row.Huffman,
            Level = candidate.Row.Level,
            Channels = candidate.Row.Channels,
            ZeroPageDetection = candidate.Row.ZeroPageDetection,
            LinkGbps = decision.LinkGbps,
            DirtyPagesPerSecondLimit = last?.At.Row.DirtyPagesPerSecond ?? 0,
            IsBound = isBound,
            Policy = end.Row.Policy,
            AutoConverge = end.Row.AutoConverge,
            DirtyFactorLimit = last is { } limit ? Math.Pow(2, limit.Octaves) : null,
            GuestOpsShare = last?.At.Row.GuestOpsShare,
        };
    }

    private Candidate[] Simulate(AdviceHost host, double linkGbps, IReadOnlyList<string> zeroPages, CancellationToken cancellation)
    {
        ParameterFile model = host.Behind(1, linkGbps, question.Cores);
        Attempt[] attempts =
        [
            .. from choice in CandidateSpace.Choices(catalog, HostModel.From(model.Name, model.Parameters))
               from channels in CandidateSpace.Channels
               from mode in zeroPages
               select new Attempt(choice, channels, mode, question.Policies[0], question.AutoConverge),
        ];
        Candidate?[] candidates = new Candidate?[attempts.Length];
        Parallel.For(0, attempts.Length, All(cancellation),
            i => candidates[i] = Run(host, linkGbps, attempts[i], dirtyFactor: 1, cancellation));
        Candidate[] known = [.. candidates.OfType<Candidate>().DistinctBy(one => one.Row.RunId)];
        return known.Length > 0
            ? known
            : throw new UsageException(string.Join(Environment.NewLine, _excluded.Values.Distinct().Prepend(
                $"No method can be simulated for {scenario.Name} on {host.Name}:")));
    }

    /// <summary>Simulates; null for a method that the scenario or the host does not have the figures for.</summary>
    private Candidate? Run(AdviceHost host, double linkGbps, Attempt attempt, double dirtyFactor, CancellationToken cancellation)
    {
        SimulationPlan plan;
        try
        {
            plan = SimulationPlan.Create(RequestOf(host, linkGbps, attempt));
        }
        catch (UsageException e)
        {
            _excluded.TryAdd(NameOf(attempt.Choice), e.Message);
            return null;
        }

        if (dirtyFactor != 1) plan = plan with { Guest = plan.Guest.WithDirtyFactor(dirtyFactor) };
        MigrationSetup setup = plan.Setup with
        {
            SkipsSteadyParts = true,
        };
        RunRow identity = plan.Combination.NewRow(1, started) with { LinkGbps = linkGbps };
        SimulationResult result;
        RunRow row;
        if (question.Guests == 1)
        {
            result = SimulatedMigration.Run(plan.Host, plan.Guest, setup, cancellation);
            row = result.ToRow(identity, setup.Seed);
        }
        else
        {
            EvacuationSetup all = new() { Guests = question.Guests, Migration = setup };
            IReadOnlyList<SimulationResult> guests = Evacuation.Run(plan.Host, plan.Guest, all, cancellation).Guests;
            result = guests.MaxBy(guest => (guest.Outcome != RunOutcome.Completed, guest.TotalNs))!;
            row = Together(result.ToRow(identity, setup.Seed), guests);
        }

        row = row with { MemoryPerStreamKib = StreamBytes(attempt.Choice, row.Path) / (double)Units.KiB };
        string? notInQemu = catalog.Get(attempt.Choice.Method).NotInQemu(catalog.Read(attempt.Choice));
        string name = catalog.Looks.LabelOf(row.Variant());
        return new Candidate(attempt.Choice, name, row, result.Usage[0].Name, question.Slo.Misses(row), notInQemu)
        {
            Actions = result.Convergence.Events,
        };
    }

    /// <summary>Of this program's own halves where it can run them in that way here; hosts elsewhere have the same libraries.</summary>
    private long? StreamBytes(MethodChoice choice, string path) => _streamBytes.GetOrAdd((choice, path),
        _ => StreamMemory.BytesOf(catalog, catalog.Read(choice), path));

    /// <summary>The name of a choice that was not simulated; its level is the method's default.</summary>
    private string NameOf(MethodChoice choice)
    {
        MethodOption? tables = catalog.Get(choice.Method).Options.FirstOrDefault(option => option.Column == CandidateSpace.HuffmanColumn);
        string huffman = tables is not null && choice.Options.TryGetValue(tables.Name, out string? value) ? value : "";
        return catalog.Looks.LabelOf(new MethodVariant(choice.Method, Level: null, choice.Accel, huffman));
    }

    /// <summary>The row of the last guest that left, with the work of all and the longest downtime.</summary>
    private static RunRow Together(RunRow last, IReadOnlyList<SimulationResult> guests) => last with
    {
        DowntimeMs = last.DowntimeMs is null ? null : Units.Ms(guests.Max(guest => guest.DowntimeNs)),
        WireBytes = guests.Sum(guest => guest.WireBytes),
        SourceCpuS = guests.Sum(guest => guest.SourceCpuNs) / 1e9,
        DestinationCpuS = guests.Sum(guest => guest.DestinationCpuNs) / 1e9,
        Notes = Text($"{guests.Count} guests at once: total time and downtime of the slowest; wire bytes and CPU time of all"),
    };

    private SimulationRequest RequestOf(AdviceHost host, double linkGbps, Attempt attempt)
    {
        RunSpec spec = new()
        {
            Memory = Text($"{question.MemoryBytes / Page.SizeBytes * Page.SizeBytes}B"),
            Method = attempt.Choice,
            Channels = attempt.Channels,
            ZeroPageDetection = attempt.ZeroPages,
            Transport = "tcp",
            DowntimeLimitMs = question.DowntimeLimitMs,
            Tls = question.Tls,
            Policy = attempt.Policy,
            AutoConverge = attempt.AutoConverge,
            TimeoutS = SimulatedPatience.Seconds(question.MemoryBytes * (double)question.Guests, linkGbps),
            Seed = question.Seed,
        };
        string cores = question.Cores is { } given ? Text($" cpu.cores={given}") : "";
        // Every thread reads a guest of its own: who reads parameters notes which.
        ParameterFile guest = scenario with { Parameters = scenario.Parameters.Copy() };
        return new SimulationRequest(spec, host.Behind(attempt.Channels, linkGbps, question.Cores), guest)
        {
            Catalog = catalog,
            Model = Text($"{host.Name} {NetworkModel.BandwidthKey}={NetworkModel.PayloadGbps(linkGbps):0.####}") + cores,
        };
    }

    private static ParallelOptions All(CancellationToken cancellation) =>
        new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };

    private Attempt AttemptOf(Candidate candidate) => new(candidate.Choice, candidate.Row.Channels, candidate.Row.ZeroPageDetection,
        question.Policies[0], question.AutoConverge);

    private sealed record Attempt(MethodChoice Choice, int Channels, string ZeroPages, string Policy, bool AutoConverge);
}
