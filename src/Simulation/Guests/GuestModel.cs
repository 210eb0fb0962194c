using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Guests;

/// <summary>A guest as numbers: how much memory has content, what codecs make of it, and how it is written. Immutable.</summary>
public sealed record GuestModel
{
    private const string ClassRunKey = "memory.class_run_pages";

    /// <summary>Workload, as column <c>workload</c> carries it.</summary>
    public required string Name { get; init; }

    /// <summary>Every parameter with its source.</summary>
    public required ParameterSet Parameters { get; init; }

    /// <summary>Guest memory in pages.</summary>
    public required long Pages { get; init; }

    /// <summary>Pages with content; the others are zero.</summary>
    public required long NormalPages { get; init; }

    /// <summary>Pages of content that the scenario asks for; more than <see cref="Pages"/> where the guest is too small for it.</summary>
    public required long ContentPages { get; init; }

    /// <summary>Mean length of a run of pages with content, in pages.</summary>
    public required long ExtentPages { get; init; }

    /// <summary>What any codec makes of a zero page that is sent like others: ratio, and cost as share of a mean page's.</summary>
    public required (double Ratio, double CostShare) ZeroPages { get; init; }

    /// <summary>Kinds of pages with content.</summary>
    public required IReadOnlyList<PageClass> Classes { get; init; }

    /// <summary>Mean length of a run of pages of one class, in pages: as far as that, a packet's pages are alike.</summary>
    public double ClassRunPages { get; init; } = 1;

    /// <summary>Whether all pages of a packet are of one class.</summary>
    public bool HasPacketClasses => ClassRunPages >= PacketHeader.PagesPerPacket && Classes.Count > 1;

    /// <summary>How the guest writes while it is migrated.</summary>
    public required IReadOnlyList<DirtyPool> Dirtying { get; init; }

    /// <summary>How the pools' rates change, from the migration's beginning on; null for steady ones.</summary>
    public RatePhases? Phases { get; init; }

    /// <summary>
    /// Zero pages that get content in a second: memory that the guest takes into use, anywhere among its zero pages, until none is left.
    /// </summary>
    public double GrowthPagesPerSecond { get; init; }

    /// <summary>Cores that its own threads need at the source; where the migration leaves fewer, it writes as much more slowly.</summary>
    public double LoadCores { get; init; }

    /// <summary>Whether it writes at the same rate all the time.</summary>
    public bool IsConstant => Phases is null && LoadCores == 0;

    /// <summary>Whether zero pages that get content run out within a time, ns.</summary>
    public bool GrowsUp(long withinNs) => GrowthPagesPerSecond * withinNs / 1e9 > Pages - NormalPages;

    /// <summary>Run-to-run spread of the dirtying: standard deviation of the logarithm of its rate.</summary>
    public required double RunSpread { get; init; }

    /// <summary>Makes a guest of its parameters.</summary>
    /// <exception cref="UsageException">A parameter is missing, unknown, in another unit or out of range.</exception>
    public static GuestModel From(string name, ParameterSet parameters, long memoryBytes)
    {
        long pages = memoryBytes / Page.SizeBytes;
        double contentMib = parameters.Number("memory.content_mib", "MiB", 0, 1e9);
        double contentShare = parameters.Number("memory.content_share", "share", 0, 1);
        long content = (long)((contentMib * Units.MiB + contentShare * memoryBytes) / Page.SizeBytes), normal = Math.Min(pages, content);
        GuestModel guest = new()
        {
            Name = name,
            Parameters = parameters,
            Pages = pages,
            NormalPages = normal,
            ContentPages = content,
            ExtentPages = parameters.WholeNumber("memory.extent_pages", "pages", 1, 1L << 40),
            ZeroPages = (parameters.Number("memory.zero_ratio", "ratio", 1, 4096), parameters.Number("memory.zero_cost", "share", 0, 1)),
            ClassRunPages = parameters.Contains(ClassRunKey) ? parameters.Number(ClassRunKey, "pages", 1, 1e9) : 1,
            Classes = [.. parameters.Names("classes.").Select(one => ReadClass(parameters, one))],
            Dirtying = [.. parameters.Names("dirty.").Select(one => ReadPool(parameters, one, normal))],
            Phases = ReadPhases(parameters),
            GrowthPagesPerSecond = Optional(parameters, "growth.", "pages_per_second", "1/s", 1e12),
            LoadCores = Optional(parameters, "load.", "cores", "cores", 4096),
            RunSpread = parameters.Number("run.spread", "ln sd", 0, 2),
        };
        parameters.RejectUnread();
        if (guest.Classes.Count == 0)
            throw new UsageException($"Scenario '{name}' has no page class; add classes.NAME.share, .dirty_share and the codecs' costs.");
        return guest;
    }

    /// <summary>What the parameters of a phase begin with.</summary>
    /// <param name="index">From 0; names count from 1.</param>
    public static string PhasePrefix(int index) => FormattableString.Invariant($"phases.{index + 1}.");

    /// <summary>The same guest writing <paramref name="factor"/> times as fast.</summary>
    public GuestModel WithDirtyFactor(double factor) => this with
    {
        Dirtying = [.. Dirtying.Select(pool => pool with { WritesPerSecond = pool.WritesPerSecond * factor })],
        GrowthPagesPerSecond = GrowthPagesPerSecond * factor,
    };

    /// <summary>0 where the file has no parameters that begin so.</summary>
    private static double Optional(ParameterSet parameters, string prefix, string name, string unit, double most) =>
        parameters.Names(prefix).Count == 0 ? 0 : parameters.Number(prefix + name, unit, 0, most);

    private static RatePhases? ReadPhases(ParameterSet parameters)
    {
        List<RatePhase> phases = [];
        for (int i = 0; i < parameters.Names("phases.").Count; i++)
        {
            double seconds = parameters.Number(PhasePrefix(i) + "duration_s", "s", 0, RatePhase.MaxDurationS);
            phases.Add(new RatePhase(seconds, parameters.Number(PhasePrefix(i) + "rate_factor", "factor", 0, RatePhase.MaxRateFactor)));
        }

        if (RatePhases.Problem(phases) is { } problem) parameters.Reject(PhasePrefix(problem.Index) + "duration_s", problem.Text);
        return phases.Count == 0 ? null : new RatePhases(phases);
    }

    private static PageClass ReadClass(ParameterSet parameters, string name)
    {
        string prefix = $"classes.{name}.";
        string[] codecs = [.. parameters.Names(prefix).Except(["share", "dirty_share"])];
        return new PageClass(
            name,
            parameters.Number(prefix + "share", "share", 0, 1e6),
            parameters.Number(prefix + "dirty_share", "share", 0, 1e6),
            codecs.ToDictionary(codec => codec, codec => CodecCost.From(parameters, $"{prefix}{codec}.")));
    }

    /// <summary>A pool cannot have more pages than the guest has with content.</summary>
    private static DirtyPool ReadPool(ParameterSet parameters, string name, long normalPages) => new(
        Math.Min(normalPages, parameters.Number($"dirty.{name}.pages", "pages", 1, 1e12)),
        parameters.Number($"dirty.{name}.writes_per_second", "1/s", 0, 1e12));
}

/// <summary>Pages of one kind.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Share of the pages with content, any positive number: shares are divided by their sum.</param>
/// <param name="DirtyShare">Likewise among pages that the guest writes while it is migrated.</param>
/// <param name="Codecs">What each codec makes of them, by codec key.</param>
public sealed record PageClass(string Name, double Share, double DirtyShare, IReadOnlyDictionary<string, CodecCost> Codecs);
