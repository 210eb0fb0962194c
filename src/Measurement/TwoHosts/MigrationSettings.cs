using System.Globalization;
using System.Security.Cryptography;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>
/// The settings of a migration between two hosts: the source sends all of them, the destination takes those that it has no opinion on and
/// insists on those that it was given.
/// </summary>
public static class MigrationSettings
{
    /// <summary>Version of the program.</summary>
    public const string Version = "version";

    /// <summary>Bytes of a page.</summary>
    public const string PageSize = "page-size";

    /// <summary>All of the guest's memory, bytes.</summary>
    public const string Memory = "memory";

    /// <summary>Names and lengths of the RAM blocks.</summary>
    public const string RamBlocks = "ram-blocks";

    private const int AgreementIdBytes = 8;

    /// <summary>What no option changes: version and page size. Both sides state these.</summary>
    public static IReadOnlyList<Setting> OfThisProgram { get; } =
    [
        new(Version, typeof(MigrationSettings).Assembly.GetName().Version!.ToString(3)),
        new(PageSize, Text(Page.SizeBytes)),
    ];

    /// <summary>All settings of a run.</summary>
    /// <param name="run">The run, on the source's host.</param>
    /// <param name="facts">How its method runs.</param>
    /// <param name="layout">The guest's RAM blocks.</param>
    /// <param name="agreement">What the method sends ahead of the first packet.</param>
    public static IReadOnlyList<Setting> Of(PlannedRun run, MethodFacts facts, IReadOnlyList<RamBlockSpec> layout,
        ReadOnlySpan<byte> agreement)
    {
        List<Setting> settings =
        [
            .. OfThisProgram,
            new(MethodCatalog.Option, run.Method.Method),
            new(Accelerator.Option, facts.Accelerator),
        ];
        foreach (MethodOption option in run.Definition.OptionsOn(run.Method.Accelerator).Where(option => !option.IsEachHostsOwn))
            settings.Add(new Setting(option.Name, run.Method.Options.TextOf(option)));
        if (run.Definition.AgreementOf(run.Method) is { } kind) settings.Add(new Setting(kind.Setting, AgreementId(agreement)));
        settings.AddRange(RunOptions.Agreed.Select(option => new Setting(option.Name, option.Agreed!(run.Parameters))));
        settings.Add(new Setting(Memory, Text(layout.Sum(block => block.LengthBytes))));
        settings.Add(new Setting(RamBlocks, Describe(layout)));
        return settings;
    }

    /// <summary>Identifies an agreement: sixteen hexadecimal digits.</summary>
    public static string AgreementId(ReadOnlySpan<byte> agreement) =>
        Convert.ToHexStringLower(SHA256.HashData(agreement).AsSpan(0, AgreementIdBytes));

    /// <summary>RAM blocks as a setting: <c>NAME=BYTES,...</c> in their order.</summary>
    public static string Describe(IReadOnlyList<RamBlockSpec> layout) =>
        string.Join(',', layout.Select(block => Invariant.Text($"{block.Name}={block.LengthBytes}")));

    /// <summary>
    /// Where the two sides disagree, one line each with both values. What only one of them states is no disagreement: a level of a method
    /// that does not run has no effect, as in QEMU.
    /// </summary>
    /// <param name="source">What the source sends.</param>
    /// <param name="stated">What the destination insists on.</param>
    public static IReadOnlyList<string> Mismatches(IReadOnlyList<Setting> source, IReadOnlyList<Setting> stated) =>
    [
        .. from theirs in source
           join ours in stated on theirs.Name equals ours.Name
           where theirs.Value != ours.Value
           select $"{theirs.Name} is {theirs.Value} at the source and {ours.Value} at the destination",
    ];

    /// <summary>The source's settings as a run of the destination's, to be planned there like any other.</summary>
    /// <param name="catalog">The destination's methods.</param>
    /// <param name="settings">What the source sent.</param>
    /// <param name="own">The destination's own values of options that are each host's own; either host decodes what the other made.</param>
    internal static RunSpec ToSpec(MethodCatalog catalog, IReadOnlyList<Setting> settings, IReadOnlyDictionary<string, string> own)
    {
        string? Find(string name) => settings.FirstOrDefault(setting => setting.Name == name)?.Value;
        MethodChoice method = new() { Method = Find(MethodCatalog.Option) ?? "", Accel = Find(Accelerator.Option) ?? "" };
        foreach (MethodOption option in catalog.Options)
        {
            string? value = option.IsEachHostsOwn ? own.GetValueOrDefault(option.Name) : Find(option.Name);
            if (value is not null) method = method.With(option.Name, value);
        }

        // An option of another method was for whichever comes.
        RunSpec spec = new() { Method = catalog.Effective(method), Memory = Find(Memory) ?? "", Transport = "tcp" };
        return RunOptions.Agreed.Aggregate(spec, (sofar, option) => option.Receive(sofar, Find(option.Name)));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
