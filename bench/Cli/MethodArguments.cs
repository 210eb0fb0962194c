using System.CommandLine;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;

namespace MultifdBench.Bench.Cli;

/// <summary>Options of methods on a command line, made from their data. Values are text: what they mean, the catalog says.</summary>
internal sealed class MethodArguments
{
    private readonly (MethodOption Data, Option<string?> Option)[] _all;

    /// <param name="options">The options.</param>
    /// <param name="describe">The line of the help text.</param>
    public MethodArguments(IEnumerable<MethodOption> options, Func<MethodOption, string> describe)
    {
        _all = [.. options.Select(option => (option, Create(option, describe(option))))];
    }

    /// <summary>Those that most codecs have: the level, and which implementation.</summary>
    public IEnumerable<Option> OfCodecs => _all.Where(IsOfCodecs).Select(one => one.Option);

    /// <summary>All others.</summary>
    public IEnumerable<Option> Others => _all.Where(one => !IsOfCodecs(one)).Select(one => one.Option);

    /// <summary>A choice with the values that the user gave; a default is none.</summary>
    public MethodChoice AddTo(MethodChoice choice, ParseResult parsed) => _all
        .Where(one => parsed.GetResult(one.Option) is { Implicit: false })
        .Aggregate(choice, (sum, one) => sum.With(one.Data.Name, parsed.GetValue(one.Option)!));

    private static bool IsOfCodecs((MethodOption Data, Option<string?> Option) one) =>
        one.Data.Column == IntegerOption.LevelColumn || one.Data == CodecOptions.Library;

    private static Option<string?> Create(MethodOption data, string description)
    {
        Option<string?> option = new($"--{data.Name}") { HelpName = data.Placeholder, Description = description };
        if (data.Completions.Count > 0) option.CompletionSources.Add([.. data.Completions]);
        return option;
    }
}
