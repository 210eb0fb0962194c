using System.CommandLine;
using System.Diagnostics;
using MultifdBench.Bench.Cli;
using MultifdBench.Capture;
using MultifdBench.Capture.Dirty;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;
using MultifdBench.Capture.Sources;
using MultifdBench.Core;
using MultifdBench.Guest;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Capture;

/// <summary><c>bench capture</c>: the pages of a process, a core or an image, and which of them a process goes on writing.</summary>
internal sealed class CaptureVerb : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "capture";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Copies memory into a page image that 'migrate --workload image:FILE' and 'codec --pages FILE' take: of a live process, of an ELF
        core, or of a raw image. With --dirty-trace the image also holds which pages the process wrote in each interval, and the workload
        repeats them.

        Examples:
          bench capture --pid 4711 --stop --out redis.pages.zst
          bench capture --pid $(pidof qemu-system-x86_64) --pages all --min-mapping 256MiB --dirty-trace 30 --out guest.pages
          bench capture --core guest.elf --format raw --out guest.ram
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description);
        CaptureOptions options = new(command);
        command.SetAction(
            (parsed, cancellation) => Task.Run(() => Run(options.Read(parsed), session, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(CaptureRequest request, ConsoleSession session, CancellationToken cancellation)
    {
        MemoryRequest memory = request.Memory;
        using LiveProcess? process = memory.OpenProcess();
        using IPageSource source = memory.OpenPages(process, CaptureOptions.RawName);
        // Before the pages: what is written while they are read must be noticed.
        string problem = "";
        using IDirtyTracker? tracker = memory.Trace > TimeSpan.Zero ? DirtyTrackers.Create(process!, source.Regions, out problem) : null;
        using ImageOutput output = new(request.Out, request.ZstdLevel);
        try
        {
            bool isConsistent = process is null || memory.Stop;
            PageImageHeader header = new(source.Description, session.Time.GetUtcNow(), isConsistent, source.Regions, tracker?.Method);
            PageImageWriter writer = new(output.Stream, request.WithHeader ? header : null);
            CopyPages(memory, source, tracker, writer, session, cancellation);
            if (tracker is not null) Trace(memory, tracker, problem, writer, session, cancellation);
            writer.Complete();
            output.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string removed = output.IsRemovable ? " The partial file has been removed." : "";
            throw new CaptureException(
                $"--out {request.Out} cannot be written: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.{removed}");
        }

        session.Output.WriteLine($"{request.Out}: {Units.FormatSize(output.FileBytes)}");
        return ExitCodes.Done;
    }

    private static void CopyPages(
        MemoryRequest memory, IPageSource source, IDirtyTracker? tracker, PageImageWriter writer, ConsoleSession session,
        CancellationToken cancellation)
    {
        using ProcessStop? stop = memory.BeginStop();
        // The trace begins where the image ends: with the stop, or with the last page.
        if (stop is not null) tracker?.Collect();
        long started = Stopwatch.GetTimestamp();
        (long zeroPages, TimeSpan reading) = PageCapture.CopyPages(source, writer, cancellation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (stop is null) tracker?.Collect();
        long pages = source.Regions.Sum(region => region.Pages);
        session.Output.WriteLine(Text(
            $"{source.Description}: {pages} pages ({Units.FormatSize(pages << Page.Shift)}) in {source.Regions.Count} regions, "
                + $"{100.0 * zeroPages / pages:0.0} % zero; {elapsed.TotalSeconds:0.00} s, {reading.TotalSeconds:0.00} s of them reading "
                + $"({(pages << Page.Shift) / reading.TotalSeconds / 1e9:0.00} GB/s)"));
        if (stop is { WasStopped: true }) session.Output.WriteLine("the process was stopped already and stays so");
        else if (stop is not null) session.Output.WriteLine("the process stood still meanwhile and goes on");
    }

    private static void Trace(
        MemoryRequest memory, IDirtyTracker tracker, string problem, PageImageWriter writer, ConsoleSession session,
        CancellationToken cancellation)
    {
        session.Output.WriteLine($"dirty trace by {tracker.Method}: {DirtyMethods.Describe(tracker.Method)}");
        if (problem.Length > 0) session.Output.WriteLine($"not by {DirtyMethods.PagemapScan}, because {problem}");
        List<TraceInterval> intervals = [];
        PageCapture.Trace(tracker, writer, memory.Trace, memory.Interval, Seen, cancellation);
        double seconds = intervals.Sum(interval => interval.DurationUs / 1e6);
        session.Output.WriteLine(
            Text($"{intervals.Count} intervals, {seconds:0.0} s, "
                + $"{intervals.Sum(interval => interval.Pages) / (double)Math.Max(1, intervals.Count):0} pages each (mean)"));

        void Seen(TraceInterval interval)
        {
            intervals.Add(interval);
            if (session.IsErrorInteractive) session.Note(Text($"  {interval.DurationUs / 1e3:0} ms: {interval.Pages} pages"));
        }
    }
}
