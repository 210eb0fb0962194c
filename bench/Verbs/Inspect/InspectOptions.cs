using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Capture.Sources;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Inspect;

/// <summary>What is to be looked at, checked.</summary>
/// <param name="Image">The image, or null.</param>
/// <param name="Pid">The process, or null.</param>
/// <param name="Core">The core file, or null. One of the three is given.</param>
/// <param name="Methods">Methods as the user wrote them; null for all.</param>
/// <param name="Picture">Where the picture goes; null for none.</param>
/// <param name="Json">Whether to write JSON.</param>
/// <param name="Pages">Which pages of a process.</param>
/// <param name="MinMappingBytes">Shorter mappings of a process are left out.</param>
/// <param name="Stop">Whether the process stands still while its pages are read.</param>
/// <param name="Trace">How long to trace; zero for no trace.</param>
/// <param name="Interval">Length of a trace's intervals.</param>
internal sealed record InspectRequest(
    string? Image, int? Pid, string? Core, IReadOnlyList<string>? Methods, string? Picture, bool Json, PageChoice Pages,
    long MinMappingBytes, bool Stop, TimeSpan Trace, TimeSpan Interval);

/// <summary>The options of <c>bench inspect</c>.</summary>
internal sealed class InspectOptions
{
    private const double MostSeconds = 86_400;
    private static readonly string[] PictureFormats = [".png", ".svg"];

    private readonly Argument<string?> _image = new("IMAGE")
    {
        Description = "a raw image or a page image, plain or .zst",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<int?> _pid = new("--pid") { HelpName = "PID", Description = "a live process (Linux)" };
    private readonly Option<string?> _core =
        new("--core") { HelpName = "FILE", Description = "an ELF core: virsh dump --memory-only, dump-guest-memory, gcore" };
    private readonly Option<string?> _methods = new("--methods")
    {
        HelpName = "METHOD[-LEVEL],...",
        Description = "what to compress with, each page alone [default: all that compress and are here]",
    };
    private readonly Option<string?> _picture =
        new("--picture") { HelpName = "FILE", Description = "write address against compressibility there, .png or .svg" };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };
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
    private readonly Option<bool> _stop = new("--stop") { Description = "of a process: SIGSTOP while its pages are read; then SIGCONT" };
    private readonly Option<double?> _trace = new Option<double?>("--dirty-trace")
    {
        HelpName = "SECONDS",
        Description = "of a process: after the pages, how many are written, and how much of each",
    }.TakingSeconds();
    private readonly Option<int> _interval =
        new Option<int>("--interval") { HelpName = "MS", Description = "length of the trace's intervals", DefaultValueFactory = _ => 1000 }
            .TakingMilliseconds();

    /// <summary>Adds all options to a command.</summary>
    public InspectOptions(Command command)
    {
        command.Add(_image);
        foreach (Option option in (Option[])[_pid, _core, _methods, _picture, _json, _pages, _minMapping, _stop, _trace, _interval])
            command.Add(option);
    }

    /// <summary>What the user wrote.</summary>
    /// <exception cref="UsageException">Every problem, one line each.</exception>
    public InspectRequest Read(ParseResult parsed)
    {
        List<string> problems = [];
        string pages = parsed.GetValue(_pages)!, minMapping = parsed.GetValue(_minMapping)!;
        if (pages is not ("resident" or "all"))
            problems.Add($"{_pages.Name} {pages} is unknown: use resident or all.{NearestName.Suggest(pages, ["resident", "all"])}");
        if (!Units.TryParseSize(minMapping, out long minMappingBytes))
            problems.Add($"{_minMapping.Name} {minMapping} is no size: {QuantityHints.Size(minMapping)}");
        double seconds = parsed.GetValue(_trace) ?? 0;
        if (seconds is not (>= 0 and <= MostSeconds)) problems.Add("--dirty-trace is out of range: use up to 86400 seconds.");
        string[]? methods = parsed.GetValue(_methods)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        InspectRequest request = new(
            parsed.GetValue(_image), parsed.GetValue(_pid), parsed.GetValue(_core), methods, parsed.GetValue(_picture),
            parsed.GetValue(_json), pages == "all" ? PageChoice.All : PageChoice.Resident, minMappingBytes, parsed.GetValue(_stop),
            TimeSpan.FromSeconds(seconds is >= 0 and <= MostSeconds ? seconds : 0), TimeSpan.FromMilliseconds(parsed.GetValue(_interval)));
        Check(request, problems);
        return problems.Count == 0 ? request : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    private static void Check(InspectRequest request, List<string> problems)
    {
        int sources = (request.Image is null ? 0 : 1) + (request.Pid is null ? 0 : 1) + (request.Core is null ? 0 : 1);
        if (sources != 1) problems.Add("Give one of IMAGE, --pid PID and --core FILE: what to look at.");
        if (request.Methods is { Count: 0 }) problems.Add("--methods is empty: name methods, for example lz4,zstd-1, or leave it out.");
        if (request.Picture is { } picture && !PictureFormats.Contains(Path.GetExtension(picture)))
            problems.Add($"--picture {picture} is no picture's name: let it end in {string.Join(" or ", PictureFormats)}.");
        if (request.Interval.TotalMilliseconds is < 10 or > 3_600_000)
            problems.Add("--interval is out of range: use 10 to 3600000 milliseconds (default 1000).");
        bool isProcessOnly =
            request.Stop || request.Trace != TimeSpan.Zero || request.Pages != PageChoice.Resident || request.MinMappingBytes > 0;
        if (request.Pid is null && isProcessOnly)
            problems.Add("--stop, --dirty-trace, --pages and --min-mapping are for a live process: give --pid, or leave them out.");
        if (request.Trace > TimeSpan.Zero && request.Trace < request.Interval)
            problems.Add("--dirty-trace is shorter than --interval: trace longer, or in shorter intervals.");
    }
}
