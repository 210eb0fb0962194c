using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary>
/// The lists of a profile as options: <c>--memory 1GiB,4GiB</c>. Each has the name that the option has for one migration and, where that
/// differs, the profile's key.
/// </summary>
internal sealed class AxisArguments
{
    private readonly MethodCatalog _methods;
    private readonly Option<string?> _ofMethods;
    private readonly (RunOption Data, Option<string?> Option)[] _axes;

    /// <param name="methods">What can be run.</param>
    public AxisArguments(MethodCatalog methods)
    {
        _methods = methods;
        _axes = [.. RunOptions.All.Where(option => option.IsAxis).Select(option => (option, Create(option)))];
        _ofMethods = new Option<string?>("--methods", $"--{MethodCatalog.Option}")
        {
            HelpName = "METHOD,...",
            Description = "methods in place of the profile's, each METHOD[-LEVEL][+ACCELERATOR], as labels have them",
        };
        _ofMethods.CompletionSources.Add(
            context => ValueCompletion.Listed(context, methods.All.Select(method => method.Name)));
    }

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => _axes.Select(axis => axis.Option).Append(_ofMethods);

    /// <summary>
    /// The profile with the lists that the user gave in place of its own. With any of them its further blocks are left out: what is asked
    /// for is the product of the lists.
    /// </summary>
    /// <exception cref="UsageException">A text is no value; the message has every problem on a line of its own.</exception>
    public MatrixProfile Apply(MatrixProfile profile, ParseResult parsed)
    {
        List<string> problems = [];
        foreach ((RunOption data, Option<string?> option) in _axes)
        {
            if (parsed.GetValue(option) is not { } text) continue;
            try
            {
                profile = data.Replace(profile, Split(text));
            }
            catch (UsageException e)
            {
                problems.Add(e.Message);
            }
        }

        // Who switches encryption off for once does not want the profile's certificates either.
        if (parsed.GetValue(_axes.Single(axis => axis.Data == RunOptions.Tls).Option) is not null && !profile.Tls.Contains(true))
            profile = profile with { TlsCreds = "", TlsHostname = "" };
        if (parsed.GetValue(_ofMethods) is { } listed)
            profile = profile with { Methods = [.. Split(listed).Select(text => _methods.ReadShort("methods", text, problems))] };
        if (Options.Any(option => parsed.GetResult(option) is { Implicit: false })) profile = profile with { Also = [] };
        return problems.Count == 0 ? profile : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static Option<string?> Create(RunOption data)
    {
        string key = data.Key.Replace('_', '-');
        Option<string?> option = new($"--{data.Name}", key == data.Name ? [] : [$"--{key}"])
        {
            HelpName = $"{data.Placeholder},...",
            Description = $"{data.Summary}, in place of the profile's",
        };
        option.CompletionSources.Add(context => ValueCompletion.Listed(context, data == RunOptions.Workload
            ? WorkloadCatalog.Names
            : [.. ValueCompletion.Values(data.Placeholder), .. data.Names]));
        return option;
    }
}
