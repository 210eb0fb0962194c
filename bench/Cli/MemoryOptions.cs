using System.CommandLine;
using MultifdBench.Capture.Processes;
using MultifdBench.Capture.Sources;
using MultifdBench.Core;

namespace MultifdBench.Bench.Cli;

/// <summary>A memory to look at, checked.</summary>
/// <param name="Pid">The process, or null.</param>
/// <param name="Core">The core file, or null.</param>
/// <param name="Image">The image, or null. One of the three is given.</param>
/// <param name="Pages">Which pages of a process.</param>
/// <param name="MinMappingBytes">Shorter mappings of a process are left out.</param>
/// <param name="Stop">Whether the process stands still while its pages are read.</param>
/// <param name="Trace">How long to trace; zero for no trace.</param>
/// <param name="Interval">Length of a trace's intervals.</param>
internal sealed record MemoryRequest(
    int? Pid, string? Core, string? Image, PageChoice Pages, long MinMappingBytes, bool Stop, TimeSpan Trace, TimeSpan Interval)
{
    /// <summary>The process that is asked for; null for none.</summary>
    /// <exception cref="Capture.CaptureException">There is no such process.</exception>
    public LiveProcess? OpenProcess() => Pid is { } pid ? new LiveProcess(pid) : null;

    /// <summary>Its pages.</summary>
    /// <param name="process">What <see cref="OpenProcess"/> gave.</param>
    /// <param name="image">What names the image on the command line, for messages.</param>
    /// <exception cref="Capture.CaptureException">It cannot be read.</exception>
    public IPageSource OpenPages(LiveProcess? process, string image) =>
        process is not null ? new ProcessSource(process, Pages, MinMappingBytes)
        : Core is { } core ? new ElfCoreSource(core)
        : new RawSource(Image!, image);

    /// <summary>Lets the process stand still, where that is asked for, until the result is disposed.</summary>
    /// <exception cref="Capture.CaptureException">It cannot be stopped.</exception>
    public ProcessStop? BeginStop() => Stop ? ProcessStop.Begin(Pid!.Value) : null;
}

/// <summary>The options that name a memory: of a process, in a core, or in an image, which each verb names in its own way.</summary>
internal sealed class MemoryOptions
{
    private const double MostSeconds = 86_400;
    private static readonly string[] PageChoices = ["resident", "all"];

    private readonly Option<int?> _pid;
    private readonly Option<string?> _core =
        new("--core") { HelpName = "FILE", Description = "an ELF core: virsh dump --memory-only, dump-guest-memory, gcore" };
    private readonly Option<string> _pages = new("--pages")
    {
        HelpName = "resident|all",
        Description = "of a process: pages that exist, or all that are mapped (a guest's free memory is zero)",
        DefaultValueFactory = _ => PageChoices[0],
    };
    private readonly Option<string> _minMapping = new("--min-mapping")
    {
        HelpName = "SIZE",
        Description = "of a process: leave out shorter mappings; a guest's memory is the longest",
        DefaultValueFactory = _ => "0",
    };
    private readonly Option<bool> _stop;
    private readonly Option<double?> _trace;
    private readonly Option<int> _interval =
        new Option<int>("--interval") { HelpName = "MS", Description = "length of the trace's intervals", DefaultValueFactory = _ => 1000 }
            .TakingMilliseconds();

    /// <param name="pid">What the verb's help says of <c>--pid</c>.</param>
    /// <param name="stop">Of <c>--stop</c>.</param>
    /// <param name="trace">Of <c>--dirty-trace</c>.</param>
    public MemoryOptions(string pid, string stop, string trace)
    {
        _pid = new("--pid") { HelpName = "PID", Description = pid };
        _stop = new("--stop") { Description = stop };
        _trace = new Option<double?>("--dirty-trace") { HelpName = "SECONDS", Description = trace }.TakingSeconds();
    }

    /// <summary>What names a memory, but an image.</summary>
    public IReadOnlyList<Option> Sources => [_pid, _core];

    /// <summary>What is for a process.</summary>
    public IReadOnlyList<Option> OfProcess => [_pages, _minMapping, _stop, _trace, _interval];

    /// <summary>What the user wrote.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="image">The image; null for none.</param>
    /// <param name="oneOf">What to say where not one of the three is given.</param>
    /// <param name="problems">Takes what is wrong, a line each.</param>
    public MemoryRequest Read(ParseResult parsed, string? image, string oneOf, List<string> problems)
    {
        string? minMapping = parsed.GetValue(_minMapping);
        if (!Units.TryParseSize(minMapping, out long minMappingBytes))
            problems.Add($"{_minMapping.Name} {minMapping} is no size: {QuantityHints.Size(minMapping)}");
        double seconds = parsed.GetValue(_trace) ?? 0;
        MemoryRequest request = new(
            parsed.GetValue(_pid), parsed.GetValue(_core), image,
            (PageChoice)OptionChoice.Read(parsed.GetValue(_pages)!, _pages.Name, PageChoices, problems), minMappingBytes,
            parsed.GetValue(_stop), TimeSpan.FromSeconds(seconds is >= 0 and <= MostSeconds ? seconds : -1),
            TimeSpan.FromMilliseconds(parsed.GetValue(_interval)));
        Check(request, oneOf, problems);
        return request;
    }

    private static void Check(MemoryRequest request, string oneOf, List<string> problems)
    {
        int sources = (request.Image is null ? 0 : 1) + (request.Pid is null ? 0 : 1) + (request.Core is null ? 0 : 1);
        if (sources != 1) problems.Add(oneOf);
        if (request.Interval.TotalMilliseconds is < 10 or > 3_600_000)
            problems.Add("--interval is out of range: use 10 to 3600000 milliseconds (default 1000).");
        bool isProcessOnly =
            request.Stop || request.Trace != TimeSpan.Zero || request.Pages != PageChoice.Resident || request.MinMappingBytes > 0;
        if (request.Pid is null && isProcessOnly)
            problems.Add("--stop, --dirty-trace, --pages and --min-mapping are for a live process: give --pid, or leave them out.");
        if (request.Trace < TimeSpan.Zero) problems.Add("--dirty-trace is out of range: use up to 86400 seconds.");
        else if (request.Trace > TimeSpan.Zero && request.Trace < request.Interval)
            problems.Add("--dirty-trace is shorter than --interval: trace longer, or in shorter intervals.");
    }
}
