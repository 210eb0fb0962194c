using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Capture.Sources;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Capture;

/// <summary>What a capture was asked for, checked.</summary>
/// <param name="Pid">The process, or null.</param>
/// <param name="Core">The core file, or null.</param>
/// <param name="Raw">The image, or null. One of the three is given.</param>
/// <param name="Out">The image to write.</param>
/// <param name="WithHeader">False for pages alone.</param>
/// <param name="Pages">Which pages of a process.</param>
/// <param name="MinMappingBytes">Shorter mappings of a process are left out.</param>
/// <param name="Stop">Whether the process stands still while its pages are read.</param>
/// <param name="Trace">How long to trace; zero for no trace.</param>
/// <param name="Interval">Length of a trace's intervals.</param>
/// <param name="ZstdLevel">For <c>.zst</c>.</param>
internal sealed record CaptureRequest(
    int? Pid, string? Core, string? Raw, string Out, bool WithHeader, PageChoice Pages, long MinMappingBytes, bool Stop, TimeSpan Trace,
    TimeSpan Interval, int ZstdLevel);

/// <summary>The options of <c>bench capture</c>.</summary>
internal sealed class CaptureOptions
{
    private readonly Option<int?> _pid =
        new("--pid") { HelpName = "PID", Description = "a live process (Linux); its memory is anonymous, heap, stack and shared mappings" };
    private readonly Option<string?> _core =
        new("--core") { HelpName = "FILE", Description = "an ELF core: virsh dump --memory-only, dump-guest-memory, gcore" };
    private readonly Option<string?> _raw = new("--raw") { HelpName = "FILE", Description = "a raw image or a page image, plain or .zst" };
    private readonly Option<string?> _out =
        new("--out") { HelpName = "FILE", Description = "the image to write; compressed when its name ends in .zst" };
    private readonly Option<string> _format =
        new("--format") { HelpName = "pages|raw", Description = "with a header, or the pages alone", DefaultValueFactory = _ => "pages" };
    private readonly Option<string> _pages = new("--pages")
    {
        HelpName = "resident|all",
        Description = "of a process: pages that exist, or all that are mapped (a guest's free memory is zero)",
        DefaultValueFactory = _ => "resident",
    };
    private readonly Option<string> _minMapping = new("--min-mapping")
    {
        HelpName = "SIZE",
        Description = "of a process: leave out shorter mappings; a guest's memory is the longest",
        DefaultValueFactory = _ => "0",
    };
    private readonly Option<bool> _stop =
        new("--stop") { Description = "of a process: SIGSTOP while its pages are read, so that all show one moment; then SIGCONT" };
    private readonly Option<double?> _trace = new Option<double?>("--dirty-trace")
    {
        HelpName = "SECONDS",
        Description = "of a process: after the pages, which of them are written in each interval",
    }.TakingSeconds();
    private readonly Option<int> _interval =
        new Option<int>("--interval") { HelpName = "MS", Description = "length of the trace's intervals", DefaultValueFactory = _ => 1000 }
            .TakingMilliseconds();
    private readonly Option<int> _zstdLevel =
        new("--zstd-level") { HelpName = "1-19", Description = "level for .zst", DefaultValueFactory = _ => 1 };

    /// <summary>Adds all options to a command.</summary>
    public CaptureOptions(Command command)
    {
        foreach (Option option in (Option[])[_pid, _core, _raw, _out, _format, _pages, _minMapping, _stop, _trace, _interval, _zstdLevel])
            command.Add(option);
    }

    /// <summary>What the user wrote.</summary>
    /// <exception cref="UsageException">Every problem, one line each.</exception>
    public CaptureRequest Read(ParseResult parsed)
    {
        List<string> problems = [];
        CaptureRequest request = new(
            parsed.GetValue(_pid), parsed.GetValue(_core), parsed.GetValue(_raw), parsed.GetValue(_out) ?? "",
            Choice(parsed.GetValue(_format)!, _format.Name, ["pages", "raw"], problems) == 0,
            (PageChoice)Choice(parsed.GetValue(_pages)!, _pages.Name, ["resident", "all"], problems),
            Units.TryParseSize(parsed.GetValue(_minMapping), out long minMapping) ? minMapping : -1,
            parsed.GetValue(_stop), Seconds(parsed.GetValue(_trace) ?? 0), TimeSpan.FromMilliseconds(parsed.GetValue(_interval)),
            parsed.GetValue(_zstdLevel));
        string? minMappingText = parsed.GetValue(_minMapping);
        if (request.MinMappingBytes < 0)
            problems.Add($"{_minMapping.Name} {minMappingText} is no size: {QuantityHints.Size(minMappingText)}");
        Check(request, problems);
        return problems.Count == 0 ? request : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    private static void Check(CaptureRequest request, List<string> problems)
    {
        int sources = (request.Pid is null ? 0 : 1) + (request.Core is null ? 0 : 1) + (request.Raw is null ? 0 : 1);
        if (sources != 1) problems.Add("Give one of --pid PID, --core FILE and --raw FILE: what to capture.");
        if (request.Out.Length == 0) problems.Add("--out is missing: name the image to write, for example --out guest.pages.zst.");
        if (request.ZstdLevel is < 1 or > 19) problems.Add($"--zstd-level {request.ZstdLevel} is out of range: use 1 to 19 (default 1).");
        if (request.Interval.TotalMilliseconds is < 10 or > 3_600_000)
            problems.Add("--interval is out of range: use 10 to 3600000 milliseconds (default 1000).");
        bool isProcessOnly =
            request.Stop || request.Trace != TimeSpan.Zero || request.Pages != PageChoice.Resident || request.MinMappingBytes > 0;
        if (request.Pid is null && isProcessOnly)
            problems.Add("--stop, --dirty-trace, --pages and --min-mapping are for a live process: give --pid, or leave them out.");
        if (request.Trace == TimeSpan.Zero) return;
        if (request.Trace < TimeSpan.Zero) problems.Add("--dirty-trace is out of range: use up to 86400 seconds.");
        else if (request.Trace < request.Interval)
            problems.Add("--dirty-trace is shorter than --interval: trace longer, or in shorter intervals.");
        if (!request.WithHeader) problems.Add("--dirty-trace needs --format pages: raw pages have no room for a trace.");
    }

    /// <summary>Seconds as time; a negative time for what is none.</summary>
    private static TimeSpan Seconds(double seconds) =>
        seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromSeconds(-1);

    private static int Choice(string text, string option, string[] names, List<string> problems)
    {
        int index = Array.IndexOf(names, text);
        if (index >= 0) return index;
        problems.Add($"{option} {text} is unknown: use {string.Join(" or ", names)}.{NearestName.Suggest(text, names)}");
        return 0;
    }
}
