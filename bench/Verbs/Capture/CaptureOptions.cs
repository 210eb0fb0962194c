using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Capture;

/// <summary>What a capture was asked for, checked.</summary>
/// <param name="Memory">What to capture.</param>
/// <param name="Out">The image to write.</param>
/// <param name="WithHeader">False for pages alone.</param>
/// <param name="ZstdLevel">For <c>.zst</c>.</param>
internal sealed record CaptureRequest(MemoryRequest Memory, string Out, bool WithHeader, int ZstdLevel);

/// <summary>The options of <c>bench capture</c>.</summary>
internal sealed class CaptureOptions
{
    /// <summary>Names the image.</summary>
    public const string RawName = "--raw";

    private readonly MemoryOptions _memory = new(
        pid: "a live process (Linux); its memory is anonymous, heap, stack and shared mappings",
        stop: "of a process: SIGSTOP while its pages are read, so that all show one moment; then SIGCONT",
        trace: "of a process: after the pages, which of them are written in each interval");
    private readonly Option<string?> _raw =
        new(RawName) { HelpName = "FILE", Description = "a raw image or a page image, plain or .zst" };
    private readonly Option<string?> _out =
        new("--out") { HelpName = "FILE", Description = "the image to write; compressed when its name ends in .zst" };
    private readonly Option<string> _format =
        new("--format") { HelpName = "pages|raw", Description = "with a header, or the pages alone", DefaultValueFactory = _ => "pages" };
    private readonly Option<int> _zstdLevel =
        new("--zstd-level") { HelpName = "1-19", Description = "level for .zst", DefaultValueFactory = _ => 1 };

    /// <summary>Adds all options to a command.</summary>
    public CaptureOptions(Command command)
    {
        foreach (Option option in (Option[])[.. _memory.Sources, _raw, _out, _format, .. _memory.OfProcess, _zstdLevel])
            command.Add(option);
    }

    /// <summary>What the user wrote.</summary>
    /// <exception cref="UsageException">Every problem, one line each.</exception>
    public CaptureRequest Read(ParseResult parsed)
    {
        List<string> problems = [];
        MemoryRequest memory = _memory.Read(
            parsed, parsed.GetValue(_raw), "Give one of --pid PID, --core FILE and --raw FILE: what to capture.", problems);
        CaptureRequest request = new(
            memory, parsed.GetValue(_out) ?? "",
            OptionChoice.Read(parsed.GetValue(_format)!, _format.Name, ["pages", "raw"], problems) == 0, parsed.GetValue(_zstdLevel));
        if (request.Out.Length == 0) problems.Add("--out is missing: name the image to write, for example --out guest.pages.zst.");
        if (request.ZstdLevel is < 1 or > 19) problems.Add($"--zstd-level {request.ZstdLevel} is out of range: use 1 to 19 (default 1).");
        if (memory.Trace != TimeSpan.Zero && !request.WithHeader)
            problems.Add("--dirty-trace needs --format pages: raw pages have no room for a trace.");
        return problems.Count == 0 ? request : throw new UsageException(string.Join(Environment.NewLine, problems));
    }
}
