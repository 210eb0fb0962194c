using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Inspect;

/// <summary>What is to be looked at, checked.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Methods">Methods as the user wrote them; null for all.</param>
/// <param name="Picture">Where the picture goes; null for none.</param>
/// <param name="Json">Whether to write JSON.</param>
internal sealed record InspectRequest(MemoryRequest Memory, IReadOnlyList<string>? Methods, string? Picture, bool Json);

/// <summary>The options of <c>bench inspect</c>.</summary>
internal sealed class InspectOptions
{
    private static readonly string[] PictureFormats = [".png", ".svg"];

    private readonly Argument<string?> _image = new("IMAGE")
    {
        Description = "a raw image or a page image, plain or .zst",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly MemoryOptions _memory = new(
        pid: "a live process (Linux)",
        stop: "of a process: SIGSTOP while its pages are read; then SIGCONT",
        trace: "of a process: after the pages, how many are written, and how much of each");
    private readonly Option<string?> _methods = new("--methods")
    {
        HelpName = "METHOD[-LEVEL],...",
        Description = "what to compress with, each page alone [default: all that compress and are here]",
    };
    private readonly Option<string?> _picture =
        new("--picture") { HelpName = "FILE", Description = "write address against compressibility there, .png or .svg" };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };

    /// <summary>Adds all options to a command.</summary>
    public InspectOptions(Command command)
    {
        command.Add(_image);
        foreach (Option option in (Option[])[.. _memory.Sources, _methods, _picture, _json, .. _memory.OfProcess]) command.Add(option);
    }

    /// <summary>What the user wrote.</summary>
    /// <exception cref="UsageException">Every problem, one line each.</exception>
    public InspectRequest Read(ParseResult parsed)
    {
        List<string> problems = [];
        string[]? methods = parsed.GetValue(_methods)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        InspectRequest request = new(
            _memory.Read(parsed, parsed.GetValue(_image), "Give one of IMAGE, --pid PID and --core FILE: what to look at.", problems),
            methods, parsed.GetValue(_picture), parsed.GetValue(_json));
        if (methods is { Length: 0 }) problems.Add("--methods is empty: name methods, for example lz4,zstd-1, or leave it out.");
        if (request.Picture is { } picture && !PictureFormats.Contains(Path.GetExtension(picture)))
            problems.Add($"--picture {picture} is no picture's name: let it end in {string.Join(" or ", PictureFormats)}.");
        return problems.Count == 0 ? request : throw new UsageException(string.Join(Environment.NewLine, problems));
    }
}
