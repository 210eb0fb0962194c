using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Capture.Census;
using MultifdBench.Capture.Dirty;
using MultifdBench.Capture.Processes;
using MultifdBench.Capture.Sources;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Reporting.Charts;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Inspect;

/// <summary><c>bench inspect</c>: which bytes are in a memory, and what codecs make of them.</summary>
/// <param name="methods">What can be asked for.</param>
internal sealed class InspectVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "inspect";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Counts what is in a memory: zero, same-filled and duplicate pages, runs of zero pages, entropy, and what each method makes of a page
        and of larger pieces. With a dirty trace also how many pages are written, and how much of each. On all processors, in constant
        memory; nothing is written but the picture.

        Examples:
          bench inspect guest.pages.zst
          bench inspect guest.ram --methods lz4,zstd-1,zstd--5 --picture guest.png
          bench inspect --pid $(pidof qemu-system-x86_64) --pages all --min-mapping 256MiB --dirty-trace 30
          bench inspect --core guest.elf --json | jq .zero_share
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description);
        InspectOptions options = new(command);
        command.SetAction(
            (parsed, cancellation) => Task.Run(() => Run(options.Read(parsed), session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(InspectRequest request, ConsoleSession session, CancellationToken cancellation)
    {
        IReadOnlyList<RegionCodecOffer> codecs = new RegionCodecs(methods).Read(request.Methods);
        using LiveProcess? process = request.Memory.OpenProcess();
        using IPageSource source = request.Memory.OpenPages(process, "inspect");
        MemoryMap map = new(source.Regions.Sum(region => region.Pages));
        CensusResult census = Take(request.Memory, source, codecs, map, session, cancellation);
        WriteCensusResult? written = Written(request.Memory, process, source, session, cancellation);
        if (request.Json) session.Output.WriteLine(JsonText.With(census, [("written", written)]));
        else new InspectText(session.Output).Write(census, written);
        if (request.Picture is { } picture) WritePicture(picture, census, codecs, map, session);
        return ExitCodes.Done;
    }

    private static CensusResult Take(
        MemoryRequest memory, IPageSource source, IReadOnlyList<RegionCodecOffer> codecs, MemoryMap map, ConsoleSession session,
        CancellationToken cancellation)
    {
        using ProcessStop? stop = memory.BeginStop();
        long shown = -1;
        CensusResult census = MemoryCensus.Take(source, codecs, map, Show, cancellation);
        if (shown >= 0) session.Error.WriteLine();
        return census;

        void Show(long pages, long all)
        {
            long percent = 100 * pages / all;
            if (percent == shown || !session.IsErrorInteractive || session.IsQuiet) return;
            shown = percent;
            session.Error.Write(Invariant.Text($"\r{percent,3} % of {Units.FormatSize(all << Page.Shift)}"));
        }
    }

    private static WriteCensusResult? Written(
        MemoryRequest memory, LiveProcess? process, IPageSource source, ConsoleSession session, CancellationToken cancellation)
    {
        if (source is RawSource image) return image.ReadTrace() is { } trace ? WriteCensus.Of(trace) : null;
        if (memory.Trace == TimeSpan.Zero) return null;
        using IDirtyTracker tracker = DirtyTrackers.Create(process!, source.Regions, out string problem);
        if (problem.Length > 0) session.Note($"not by {DirtyMethods.PagemapScan}, because {problem}");
        return WriteCensus.Trace(process!, tracker, source.Regions, memory.Trace, memory.Interval, cancellation);
    }

    private static void WritePicture(
        string path, CensusResult census, IReadOnlyList<RegionCodecOffer> codecs, MemoryMap map, ConsoleSession session)
    {
        string footer = codecs.Count == 0 ? "Zero pages and others." : $"Each page alone with {codecs[0].Name} ({codecs[0].Library}).";
        Chart chart = MemoryPicture.Create(census.Source, footer, map.Shares, map.PagesPerCell << Page.Shift);
        try
        {
            Storage.Replace(path, Path.GetExtension(path) == ".svg" ? chart.ToSvg() : chart.ToPng());
        }
        catch (ResultsException e)
        {
            throw new ResultsException($"--picture {path} cannot be written: {e.Message}", e);
        }

        session.Note(path);
    }
}
