using System.CommandLine;
using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Hosts;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary>Settings that a destination may insist on. They have the names and values of the source's options, and no defaults.</summary>
internal sealed class StatedOptions
{
    private readonly Option<int?> _channels = new($"--{MigrationSettings.Channels}") { HelpName = "N", Description = "channels, 1-255" };
    private readonly Option<string?> _method = Text(MethodCatalog.Option, string.Join('|', MethodCatalog.All.Select(method => method.Name)), "method");
    private readonly Option<string?> _accelerator = Text(AcceleratorNames.Option, string.Join('|', AcceleratorNames.All), "accelerator; auto takes the source's");
    private readonly Option<string?> _zeroPages = Text(MigrationSettings.ZeroPages, string.Join('|', ZeroPageDetections.Names), "who finds zero pages");
    private readonly Option<string?> _wireLayout = Text(MigrationSettings.Layout, string.Join('|', WireLayouts.Names), "whose packets are on the wire");
    private readonly Option<string?> _huffman = Text(MigrationSettings.Huffman, "fixed|dynamic|canned", "Huffman tables of QPL jobs");
    private readonly Option<int?> _streams = new($"--{MigrationSettings.Streams}") { HelpName = "N", Description = "independent streams that a packet is split over" };
    private readonly Option<string?> _cannedTable = Text(MigrationSettings.CannedTable, "ID", "identity of the canned table: 16 hexadecimal digits, as a destination prints it");
    private readonly Option<string?> _memory = Text(MigrationSettings.Memory, "SIZE", "all of the guest's memory");
    private readonly Option<string?> _ramBlocks = Text(MigrationSettings.RamBlocks, "NAME=SIZE,...", "RAM blocks in order");
    private readonly (LevelOption Level, Option<int?> Option)[] _levels =
    [
        .. MethodCatalog.All.Select(method => method.Level).OfType<LevelOption>()
            .Select(level => (level, new Option<int?>($"--{level.Name}") { HelpName = $"{level.Min}-{level.Max}", Description = level.Summary })),
    ];

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options =>
    [
        _method, _accelerator, .. _levels.Select(level => level.Option), _channels, _zeroPages, _wireLayout, _huffman, _streams, _cannedTable, _memory, _ramBlocks,
    ];

    /// <summary>The settings that the user gave.</summary>
    /// <exception cref="UsageException">One of them can never be any source's; every problem is a line of the message.</exception>
    public IReadOnlyList<Setting> Read(ParseResult parsed)
    {
        List<string> problems = [];
        List<Setting> stated = [];
        void State(string name, string? value)
        {
            if (value is not null) stated.Add(new Setting(name, value));
        }

        Check(parsed, problems);
        State(MethodCatalog.Option, parsed.GetValue(_method));
        if (parsed.GetValue(_accelerator) is { } accelerator && accelerator != AcceleratorNames.NameOf(Accelerator.Auto)) State(AcceleratorNames.Option, accelerator);
        foreach ((LevelOption level, Option<int?> option) in _levels) State(level.Name, Number(parsed.GetValue(option)));
        State(MigrationSettings.Channels, Number(parsed.GetValue(_channels)));
        State(MigrationSettings.ZeroPages, parsed.GetValue(_zeroPages));
        State(MigrationSettings.Layout, parsed.GetValue(_wireLayout));
        State(MigrationSettings.Huffman, parsed.GetValue(_huffman));
        State(MigrationSettings.Streams, Number(parsed.GetValue(_streams)));
        State(MigrationSettings.CannedTable, parsed.GetValue(_cannedTable)?.ToLowerInvariant());
        State(MigrationSettings.Memory, Bytes(MigrationSettings.Memory, parsed.GetValue(_memory), problems));
        State(MigrationSettings.RamBlocks, Blocks(parsed.GetValue(_ramBlocks), problems));
        return problems.Count == 0 ? stated : throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    /// <summary>What could be in no run at all is wrong here already, before a source has come.</summary>
    private void Check(ParseResult parsed, List<string> problems)
    {
        RunSpec defaults = new();
        foreach ((LevelOption level, Option<int?> option) in _levels)
        {
            if (parsed.GetValue(option) is { } given && level.Problem(given) is { } problem) problems.Add(problem);
        }

        RunPlanner.Plan(
            defaults with
            {
                Method = new MethodChoice
                {
                    Method = parsed.GetValue(_method) ?? defaults.Method.Method,
                    Accel = parsed.GetValue(_accelerator) ?? (parsed.GetValue(_method) is null ? "none" : "auto"),
                    QplHuffman = parsed.GetValue(_huffman) ?? defaults.Method.QplHuffman,
                    Streams = parsed.GetValue(_streams),
                },
                Channels = parsed.GetValue(_channels) ?? defaults.Channels,
                ZeroPageDetection = parsed.GetValue(_zeroPages),
                WireLayout = parsed.GetValue(_wireLayout) ?? defaults.WireLayout,
            },
            problems);
    }

    private static string? Blocks(string? text, List<string> problems)
    {
        if (text is null) return null;
        List<RamBlockSpec> blocks = [];
        foreach (string part in text.Split(','))
        {
            int equals = part.LastIndexOf('=');
            if (equals > 0 && Units.TryParseSize(part[(equals + 1)..], out long bytes)) blocks.Add(new RamBlockSpec(part[..equals], bytes));
            else problems.Add($"--{MigrationSettings.RamBlocks} {text}: '{part}' is not NAME=SIZE, for example pc.ram=256MiB.");
        }

        return MigrationSettings.Describe(blocks);
    }

    private static string? Bytes(string name, string? text, List<string> problems)
    {
        if (text is null) return null;
        if (Units.TryParseSize(text, out long bytes)) return bytes.ToString(CultureInfo.InvariantCulture);
        problems.Add($"--{name} {text} is no memory size: use a number with KiB, MiB or GiB, for example 256MiB.");
        return null;
    }

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static Option<string?> Text(string name, string values, string description) => new($"--{name}") { HelpName = values, Description = description };
}
