using System.Globalization;
using System.IO.Enumeration;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Matrix;

/// <summary>All combinations of a profile, checked, in a fixed order, and the order in which to run them.</summary>
public sealed class MatrixPlan
{
    // Counts of pages stay far from the end of their range, and a simulation from the end of patience.
    private const long MostSimulatedBytes = 4096 * Units.GiB;

    private MatrixPlan(MatrixProfile profile, IReadOnlyList<PlannedRun> runs)
    {
        Profile = profile;
        Runs = runs;
    }

    /// <summary>The profile.</summary>
    public MatrixProfile Profile { get; }

    /// <summary>The combinations that the filter and the shard leave, in profile order.</summary>
    public IReadOnlyList<PlannedRun> Runs { get; }

    /// <summary>Multiplies the profile's lists and checks every combination.</summary>
    /// <param name="profile">What to run.</param>
    /// <param name="catalog">All methods.</param>
    /// <param name="here">What this host says of guests and limits; null where nothing is asked of it.</param>
    /// <exception cref="UsageException">Something cannot work; the message has every problem on a line of its own.</exception>
    public static MatrixPlan Create(MatrixProfile profile, MethodCatalog catalog, PlanningHost? here = null)
    {
        List<string> problems = [];
        PlannedRun[] all = PlanAll(profile, catalog, problems);
        CheckTls(profile, problems);
        (int index, int count) = ParseShard(profile.Shard, problems);
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
        PlannedRun[] chosen = [.. all.Where(run => Matches(profile.Filter, run))];
        if (chosen.Length == 0)
        {
            string example = all.Length > 0 ? $" A label looks like '{all[0].Label}'; --list shows all." : "";
            throw new UsageException($"No combination is left to run: --filter '{profile.Filter}' matches none of {all.Length}.{example}");
        }

        // An image has one size, whatever sizes the profile lists.
        if (here is not null)
            chosen = [.. here.Complete(chosen, isOneEnd: profile.Destination.Length > 0).DistinctBy(run => run.Combination)];
        return new MatrixPlan(profile, [.. chosen.Where((_, i) => i % count == index)]);
    }

    /// <summary>
    /// Everything that is wrong with a profile, one line each, but for a filter that leaves nothing and certificates for no run. For a
    /// profile with one value of each key that is what is wrong with these values.
    /// </summary>
    /// <param name="profile">What to run.</param>
    /// <param name="catalog">All methods.</param>
    public static IReadOnlyList<string> Problems(MatrixProfile profile, MethodCatalog catalog)
    {
        List<string> problems = [];
        PlanAll(profile, catalog, problems);
        ParseShard(profile.Shard, problems);
        return [.. problems.Distinct()];
    }

    private static PlannedRun[] PlanAll(MatrixProfile profile, MethodCatalog catalog, List<string> problems)
    {
        CheckCounts(profile, problems);
        RunPlanner planner = new(catalog);
        IEnumerable<RunSpec> specs = Blocks(profile).SelectMany(Specs);
        IEnumerable<PlannedRun> planned = specs.Select(spec => planner.Plan(spec, problems)).OfType<PlannedRun>();
        return WithOwnLabels([.. planned.DistinctBy(run => run.Combination)]);
    }

    /// <summary>Memory of the guests of simulated rows, bytes; null for that of the measured ones.</summary>
    public long? SimulatedMemoryBytes => SimulatedBytes(Profile.SimulatedMemory);

    /// <summary>When a combination has been repeated enough; not set for a fixed number of repetitions.</summary>
    internal RepetitionGoal Goal =>
        new(Units.TryParsePercent(Profile.UntilCi, out double fraction) ? fraction : null, Profile.MinTimeS * 1e3);

    /// <summary>
    /// Repetition by repetition, every combination once in each, in an order that the seed shuffles anew each time: slow drift of the
    /// machine then spreads over all combinations alike.
    /// </summary>
    public IEnumerable<(PlannedRun Run, int Repetition)> Order() => Enumerable.Range(1, Profile.Repetitions).SelectMany(Order);

    /// <summary>One repetition of every combination that can run here; its order depends on the seed and the repetition alone.</summary>
    /// <param name="repetition">From 1.</param>
    public IEnumerable<(PlannedRun Run, int Repetition)> Order(int repetition)
    {
        PlannedRun[] shuffled = [.. Runs.Where(run => run.Availability.IsAvailable)];
        new Random(unchecked((int)Profile.Seed + (repetition * 7919))).Shuffle(shuffled);
        return shuffled.Select(run => (run, repetition));
    }

    /// <summary>A label that would name several runs says all that tells them apart.</summary>
    private static PlannedRun[] WithOwnLabels(PlannedRun[] runs)
    {
        HashSet<string> shared = [.. runs.GroupBy(run => run.Label).Where(group => group.Count() > 1).Select(group => group.Key)];
        bool hasSizes = runs.DistinctBy(run => run.Guest.MemoryBytes).Count() > 1;
        return [.. runs.Select(run => shared.Contains(run.Label) ? run with { Label = RunPlanner.FullLabel(run, hasSizes) } : run)];
    }

    /// <summary>The profile's own lists first, then those of its blocks.</summary>
    private static IEnumerable<MatrixProfile> Blocks(MatrixProfile profile) =>
        profile.Also.OfType<MatrixBlock>().Select(block => block.Of(profile)).Prepend(profile);

    /// <summary>Every value of every option with every method: the methods change fastest.</summary>
    private static IEnumerable<RunSpec> Specs(MatrixProfile profile)
    {
        IEnumerable<RunSpec> specs = [new()];
        foreach (RunOption option in RunOptions.Multiplied) specs = specs.SelectMany(spec => option.Multiply(spec, profile));
        return specs.SelectMany(spec => profile.Methods.OfType<MethodChoice>().Select(method => spec with { Method = method }));
    }

    private static bool Matches(string filter, PlannedRun run) =>
        filter.Length == 0
        || FileSystemName.MatchesSimpleExpression(filter, run.Label)
        || FileSystemName.MatchesSimpleExpression(filter, run.Combination.Id);

    private static void CheckCounts(MatrixProfile profile, List<string> problems)
    {
        if (profile.Repetitions is < 1 or > 100_000) problems.Add($"--repetitions {profile.Repetitions} is out of range: use 1 to 100000.");
        if (profile.WarmUp is < 0 or > 100) problems.Add($"warm_up {profile.WarmUp} is out of range: use 0 to 100.");
        CheckDestination(profile.Destination, problems);
        if (profile.UntilCi.Length > 0 && !Units.TryParsePercent(profile.UntilCi, out _))
            problems.Add($"--until-ci {profile.UntilCi} is no percentage: write for example 2% or 0.5%, with a decimal point.");
        if (profile.MinTimeS is not (>= 0 and <= 86_400))
            problems.Add(Invariant.Text($"--min-time {profile.MinTimeS} is out of range: use 0 to 86400 seconds."));
        if (profile.SimulatedMemory.Length > 0 && SimulatedBytes(profile.SimulatedMemory) is null)
            problems.Add($"simulated_memory {profile.SimulatedMemory} is no memory size: use for example 64GiB, up to 4TiB.");
        CheckLink("simulated_link_gbps", profile.SimulatedLinkGbps, problems);
        foreach (double link in profile.AnswerLinkGbps) CheckLink("answer_link_gbps", link, problems);
        bool isAdaptive = profile.UntilCi.Length > 0 || profile.MinTimeS > 0;
        if (isAdaptive && (profile.MaxRepetitions < profile.Repetitions || profile.MaxRepetitions > 100_000))
            problems.Add($"--max-repetitions {profile.MaxRepetitions} is out of range: use {profile.Repetitions} (the repetitions that "
                + "every combination gets) to 100000.");
        foreach (MatrixProfile block in Blocks(profile))
        {
            problems.AddRange(RunOptions.Multiplied.Select(option => option.ListProblem(block))
                .Append(RunOption.ListProblem(block.Methods, "methods")).OfType<string>());
        }
    }

    /// <summary>Who names certificates wants encryption: without it, the runs would be in the clear and nobody would know.</summary>
    private static void CheckTls(MatrixProfile profile, List<string> problems)
    {
        if (profile is { TlsHostname.Length: > 0, TlsCreds.Length: 0 })
        {
            problems.Add($"tls_hostname {profile.TlsHostname} has no effect without tls_creds: certificates made for the run have a name "
                + "of their own. Leave it out.");
        }

        if (profile.TlsCreds.Length > 0 && !Blocks(profile).Any(block => block.Tls.Contains(true)))
        {
            problems.Add($"tls_creds {profile.TlsCreds} would encrypt nothing, for no run has tls: write 'tls: [true]', or leave tls_creds "
                + "out.");
        }
    }

    private static void CheckLink(string key, double gbps, List<string> problems)
    {
        if (gbps is not (>= 0.01 and <= 1000)) problems.Add(Invariant.Text($"{key} {gbps} is out of range: use 0.01 to 1000 Gbit/s."));
    }

    private static void CheckDestination(string destination, List<string> problems)
    {
        if (destination.Length == 0) return;
        try
        {
            HostAddress.Parse("--destination", destination);
        }
        catch (UsageException e)
        {
            problems.Add(e.Message);
        }
    }

    private static long? SimulatedBytes(string text) =>
        Units.TryParseSize(text, out long bytes) && bytes is >= Page.SizeBytes and <= MostSimulatedBytes ? bytes : null;

    /// <summary>Digits alone: the profile records what is written, and a merge reads it.</summary>
    private static bool TryParseCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private static (int Index, int Count) ParseShard(string shard, List<string> problems)
    {
        if (shard.Length == 0) return (0, 1);
        string[] parts = shard.Split('/');
        if (parts.Length == 2 && TryParseCount(parts[0], out int k) && TryParseCount(parts[1], out int n) && k >= 1 && k <= n)
            return (k - 1, n);
        problems.Add($"--shard {shard} is not K/N with K from 1 to N, for example 1/4.");
        return (0, 1);
    }
}
