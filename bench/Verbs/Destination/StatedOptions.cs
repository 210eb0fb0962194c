using System.CommandLine;
using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary>Settings that a destination may insist on. They have the names and values of the source's options, and no defaults.</summary>
/// <param name="methods">What can be received.</param>
internal sealed class StatedOptions(MethodCatalog methods)
{
    private readonly RunArguments _ofRun = new(RunOptions.Agreed, defaults: null);
    private readonly Option<string?> _method =
        Text(MethodCatalog.Option, string.Join('|', methods.All.Select(method => method.Name)), "method");
    private readonly Option<string?> _accelerator =
        Text(Accelerator.Option, string.Join('|', methods.Accelerators), "accelerator; auto takes the source's");
    private readonly Option<string?>[] _agreements =
    [
        .. methods.Agreements.Select(kind =>
            Text(kind.Setting, "ID", $"identity of the {kind.What}: 16 hexadecimal digits, as a destination prints it")),
    ];
    private readonly Option<string?> _memory = Text(MigrationSettings.Memory, "SIZE", "all of the guest's memory");
    private readonly Option<string?> _ramBlocks = Text(MigrationSettings.RamBlocks, "NAME=SIZE,...", "RAM blocks in order");
    private readonly MethodArguments _ofMethods =
        new(methods.Options.Where(option => !option.IsEachHostsOwn), option => option.Summary);

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options =>
    [
        _method, _accelerator, .. _ofMethods.OfCodecs, .. RunOptions.All.Intersect(RunOptions.Agreed).Select(option => _ofRun[option]),
        .. _ofMethods.Others, .. _agreements, _memory, _ramBlocks,
    ];

    /// <summary>The settings that the user gave.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="own">What the user gave of the options that are this side's own choice.</param>
    /// <exception cref="UsageException">One of them can never be any source's; every problem is a line of the message.</exception>
    public IReadOnlyList<Setting> Read(ParseResult parsed, MethodChoice own)
    {
        List<string> problems = [];
        List<Setting> stated = [];
        void State(string name, string? value)
        {
            if (value is not null) stated.Add(new Setting(name, value));
        }

        MethodChoice ofMethod = _ofMethods.AddTo(own, parsed);
        Check(parsed, ofMethod, problems);
        State(MethodCatalog.Option, Given(parsed, _method));
        if (Given(parsed, _accelerator) is { } accelerator && accelerator != Accelerator.Auto.Name)
            State(Accelerator.Option, accelerator);
        foreach ((string name, string value) in ofMethod.Options.RemoveRange(own.Options.Keys))
            State(name, methods.FindOption(name)!.Normalize(value));
        foreach (RunOption option in RunOptions.Agreed) State(option.Name, Written(parsed, option));
        foreach (Option<string?> agreement in _agreements)
            State(agreement.Name.TrimStart('-'), Given(parsed, agreement)?.ToLowerInvariant());
        State(MigrationSettings.Memory, Bytes(MigrationSettings.Memory, Given(parsed, _memory), problems));
        State(MigrationSettings.RamBlocks, Blocks(Given(parsed, _ramBlocks), problems));
        return problems.Count == 0 ? stated : throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    /// <summary>What could be in no run at all is wrong here already, before a source has come.</summary>
    private void Check(ParseResult parsed, MethodChoice ofMethod, List<string> problems)
    {
        RunSpec defaults = new();
        string? method = Given(parsed, _method);
        string? accelerator = Given(parsed, _accelerator);
        // Alone, an accelerator's name is all that can be wrong about it.
        if (method is null && methods.Accelerators.Any(known => known.Name == accelerator)) accelerator = null;
        bool takesTheSources = accelerator is null || accelerator == Accelerator.Auto.Name;
        // While it is open which method comes, every option may be its; then only those that it has.
        problems.AddRange(methods.ValueProblems(ofMethod));
        if (method is not null)
        {
            string?[] without =
                [.. ofMethod.Options.Keys.Select(option => methods.EffectProblem(option, method, takesTheSources ? null : accelerator))];
            problems.AddRange(without.OfType<string>());
        }

        MethodChoice choice = ofMethod with
        {
            Method = method ?? defaults.Method.Method,
            Accel = accelerator ?? Accelerator.Auto.Name,
        };
        new RunPlanner(methods).Plan(
            _ofRun.Read(parsed, defaults with { Method = methods.Effective(choice) }), problems);
    }

    private static string? Blocks(string? text, List<string> problems)
    {
        if (text is null) return null;
        List<RamBlockSpec> blocks = [];
        foreach (string part in text.Split(','))
        {
            int equals = part.LastIndexOf('=');
            string size = part[(equals + 1)..];
            if (equals > 0 && Units.TryParseSize(size, out long bytes)) blocks.Add(new RamBlockSpec(part[..equals], bytes));
            else
            {
                string remedy = equals > 0
                    ? $"{size} is no memory size: {QuantityHints.Size(size)}"
                    : $"'{part}' is not NAME=SIZE, for example pc.ram=256MiB.";
                problems.Add($"--{MigrationSettings.RamBlocks} {text}: {remedy}");
            }
        }

        return MigrationSettings.Describe(blocks);
    }

    private static string? Bytes(string name, string? text, List<string> problems)
    {
        if (text is null) return null;
        if (Units.TryParseSize(text, out long bytes)) return bytes.ToString(CultureInfo.InvariantCulture);
        problems.Add($"--{name} {text} is no memory size: {QuantityHints.Size(text)}");
        return null;
    }

    /// <summary>What the user gave, not what an option has by default.</summary>
    private static T? Given<T>(ParseResult parsed, Option<T> option) =>
        RunArguments.IsGiven(parsed, option.Name) ? parsed.GetValue<T>(option.Name) : default;

    /// <summary>A parameter as the source writes it; null where the user gave none.</summary>
    private string? Written(ParseResult parsed, RunOption option) =>
        RunArguments.IsGiven(parsed, $"--{option.Name}") ? option.TextOf(_ofRun.Read(parsed, new RunSpec())) : null;

    private static Option<string?> Text(string name, string values, string description) =>
        new($"--{name}") { HelpName = values, Description = description };
}
