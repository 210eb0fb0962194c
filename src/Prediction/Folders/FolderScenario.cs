using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Methods;
using MultifdBench.Multifd.Wire;
using MultifdBench.Prediction.Machines;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Prediction.Folders;

/// <summary>
/// A scenario of a guest that is known only by what a results folder has of its runs. What they say is kept, and what they do not say is
/// assumed in the scenario by name. Immutable.
/// </summary>
public sealed class FolderScenario
{
    private const string Content = "content";
    private const string Written = "written";

    private readonly FolderRuns _runs;
    private readonly MethodCatalog _methods;
    private readonly FolderWrites _writes;
    private readonly IReadOnlyList<FolderCodec> _codecs;
    private readonly long _contentPages;
    private readonly long _sentAgain;

    private FolderScenario(FolderRuns runs, MethodCatalog methods)
    {
        (_runs, _methods) = (runs, methods);
        // Zero pages that were sent again count as zero pages of the guest, and fewest are where fewest pages were sent again.
        RunRow shortest = runs.Runs.MinBy(run => run.NormalPages + run.ZeroPages)!;
        _contentPages = Math.Max(0, runs.Pages - (shortest.ZeroPages ?? 0));
        _sentAgain = Math.Max(0, (shortest.NormalPages + shortest.ZeroPages ?? 0) - runs.Pages);
        _writes = FolderWrites.Of(runs, _contentPages);
        _codecs = FolderCodec.All(runs, methods);
    }

    /// <summary>What the folder has tried and the scenario has not, or cannot have, one line each.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. _runs.Missing.Select(method => $"{method}: no run of it counts, so the scenario has no costs of it."),
    ];

    /// <summary>Reads the guest's runs.</summary>
    /// <param name="results">The folder.</param>
    /// <param name="workload">The guest; null for the only one that the folder has.</param>
    /// <param name="methods">All methods.</param>
    /// <exception cref="UsageException">The folder does not say enough of it; the message says what is missing.</exception>
    public static FolderScenario Of(ResultSet results, string? workload, MethodCatalog methods) =>
        new(FolderRuns.Of(results, workload), methods);

    /// <summary>The scenario of a size: <see cref="GuestProfile.ScaledTo"/> says how others follow from the measured one.</summary>
    /// <param name="memoryBytes">The size.</param>
    public ParameterFile Sized(long memoryBytes)
    {
        GuestProfile guest = Profile().ScaledTo(memoryBytes / Page.SizeBytes);
        bool isScaled = guest.Pages != _runs.Pages;
        string scaled = isScaled ? Text($"; of a guest of {MiB(_runs.Pages)} MiB, scaled in proportion") : "";
        ModelWriter writer = new(_runs.Origin);
        writer.Measured("memory.content_mib", guest.NormalPages * (double)Page.SizeBytes / Units.MiB, "MiB",
            Text($"pages less zero pages of the run that sent the fewest again, {_sentAgain}{scaled}"));
        writer.Assumed("memory.content_share", 0, "share", "all content is in content_mib");
        writer.Assumed("memory.extent_pages", guest.ExtentPages, "pages", "a packet: runs do not say where in memory content is");
        writer.AssumedOfZeroPages();
        AddSpread(writer);
        AddClasses(writer);
        foreach (MeasuredPool pool in guest.Pools) AddPool(writer, pool, scaled);
        string size = isScaled ? Text($"{MiB(guest.Pages)} MiB, scaled from {MiB(_runs.Pages)} MiB") : Text($"{MiB(guest.Pages)} MiB");
        return writer.ToFile($"{MeasuredModel.FileName(_runs.Workload)}.yaml", _runs.Workload,
            $"{_runs.Workload}, {size}, from {_runs.Runs.Count} runs of {_runs.Origin}; cores that its own threads need are not known");
    }

    private static double MiB(long pages) => pages * (double)Page.SizeBytes / Units.MiB;

    private GuestProfile Profile() => new()
    {
        Workload = _runs.Workload,
        Pages = _runs.Pages,
        NormalPages = _contentPages,
        ExtentPages = PacketHeader.PagesPerPacket,
        Classes = [],
        Pools = _writes.Pools,
        ObservedMs = (int)Math.Min(int.MaxValue, Units.Ms(_writes.LongestNs)),
        PoolResidualPages = 0,
        Cores = 0,
    };

    private void AddSpread(ModelWriter writer)
    {
        if (_writes.Spread is { } spread)
        {
            writer.Measured("run.spread", Math.Min(2, spread), "ln sd",
                Text($"pages written against those of the pools, between repetitions, {_writes.SpreadRuns} runs"));
        }
        else
        {
            writer.Assumed("run.spread", 0, "ln sd", "too few repetitions, or too few pages written, to tell how much runs differ");
        }
    }

    private void AddPool(ModelWriter writer, MeasuredPool pool, string scaled)
    {
        string source = Text($"what dirty syncs found after {_writes.Points} rounds of {Units.Ms(_writes.Shortest):0} to ")
            + Text($"{Units.Ms(_writes.LongestNs):0} ms; the pools leave {100 * _writes.ResidualShare:0} % of a round's pages ")
            + $"(root mean square){scaled}";
        writer.Measured($"dirty.{pool.Name}.pages", Math.Max(1, pool.Pages), "pages", source);
        writer.Measured($"dirty.{pool.Name}.writes_per_second", pool.WritesPerSecond, "1/s", source);
    }

    private void AddClasses(ModelWriter writer)
    {
        HashSet<string> known = [.. _codecs.Select(codec => codec.Key)];
        foreach (string name in (string[])[Content, Written])
        {
            bool isContent = name == Content;
            string prefix = $"classes.{name}.";
            writer.Assumed(prefix + "share", isContent ? 1 : 0, "share", "this class is what the first pass sends");
            writer.Assumed(prefix + "dirty_share", isContent ? 0 : 1, "share", "this class is what the guest writes");
            foreach (FolderCodec codec in _codecs) AddCodec(writer, prefix, isContent, codec, known);
        }
    }

    private void AddCodec(ModelWriter writer, string prefix, bool isContent, FolderCodec codec, HashSet<string> known)
    {
        string runs = Text($"{codec.Runs} runs, {codec.Library}");
        double ratio = isContent ? codec.ContentRatio : codec.WrittenRatio ?? codec.ContentRatio;
        string how = isContent ? "what the first round sent"
            : codec.WrittenRatio is null ? "as content: later rounds sent too little to tell"
            : "what later rounds sent";
        if (codec.IsDevice)
        {
            writer.OnDevice($"{prefix}{codec.Key}.", ratio, $"{how}, {runs}");
            return;
        }

        writer.Measured($"{prefix}{codec.Key}.ratio", ratio, "ratio", $"{how}, {runs}");
        writer.Measured($"{prefix}{codec.Key}.compress_ns", codec.CompressNs, "ns", $"CPU inside the method, all rounds, median of {runs}");
        writer.Measured($"{prefix}{codec.Key}.decompress_ns", codec.DecompressNs, "ns",
            $"CPU inside the method, all rounds, median of {runs}");
        if (_methods.SimulatedForms.DeviceCodec(codec.Key) is { } device && !known.Contains(device))
            writer.OnDevice($"{prefix}{device}.", ratio, $"{how}, {runs}: that of {codec.Key} in software, the same kind of stream");
    }
}
