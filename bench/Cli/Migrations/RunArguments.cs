using System.CommandLine;
using System.CommandLine.Parsing;
using MultifdBench.Measurement.Planning;

namespace MultifdBench.Bench.Cli.Migrations;

/// <summary>The parameters of a run as options of a command.</summary>
internal sealed class RunArguments
{
    private readonly Dictionary<RunOption, Argument> _arguments;

    /// <summary>Makes the options; adding them to a command is for the verb, in the order of its help.</summary>
    /// <param name="options">Which parameters.</param>
    /// <param name="defaults">Values where none is given; null for options that are not set unless they are given.</param>
    public RunArguments(IEnumerable<RunOption> options, RunSpec? defaults) =>
        _arguments = options.ToDictionary(option => option, option => Argument.Of(option, defaults));

    /// <summary>The option of a parameter.</summary>
    public Option this[RunOption option] => _arguments[option].Option;

    /// <summary>A run with what the user gave, and the defaults.</summary>
    public RunSpec Read(ParseResult parsed, RunSpec spec) =>
        _arguments.Values.Aggregate(spec, (sofar, argument) => argument.Read(parsed, sofar));

    /// <summary>
    /// Whether the user gave it; by name, because an option may be another verb's too, with a default that says nothing here.
    /// </summary>
    public static bool IsGiven(ParseResult parsed, string name) => parsed.GetResult(name) is OptionResult { Implicit: false };

    private abstract class Argument
    {
        public abstract Option Option { get; }

        public static Argument Of(RunOption option, RunSpec? defaults) => option switch
        {
            RunOption<string> text => new Argument<string>(text, defaults),
            RunOption<int> number => new Argument<int>(number, defaults),
            RunOption<long> number => new Argument<long>(number, defaults),
            RunOption<bool> capability => new Argument<bool>(capability, defaults),
            _ => throw new NotSupportedException($"--{option.Name} has values that the command line cannot read yet."),
        };

        public abstract RunSpec Read(ParseResult parsed, RunSpec spec);
    }

    private sealed class Argument<T> : Argument
    {
        private readonly RunOption<T> _option;
        private readonly Option<T?> _argument;

        public Argument(RunOption<T> option, RunSpec? defaults)
        {
            _option = option;
            string note = defaults is not null && option.DefaultNote is { } words ? $" [default: {words}]" : "";
            _argument = new Option<T?>($"--{option.Name}")
            {
                HelpName = option.Placeholder,
                Description = option.Summary + note,
                DefaultValueFactory = defaults is null || note.Length > 0 ? null! : _ => option.Get(defaults),
            };
            if (typeof(T) != typeof(string)) _argument.CustomParser = Parse;
            // The bare name of a capability switches it on.
            if (typeof(T) == typeof(bool)) _argument.Arity = ArgumentArity.ZeroOrOne;
            // Values that are listed with bars between them are what a shell completes.
            _argument.CompletionSources.Add([.. ValueCompletion.Values(option.Placeholder), .. option.Names]);
        }

        public override Option Option => _argument;

        /// <summary>In place of the library's own parser, which knows neither the range nor a time with a unit.</summary>
        private T? Parse(ArgumentResult result)
        {
            string text = result.Tokens is [var token, ..] ? token.Value : "on";
            (bool isValue, T value) = _option.Parse(text);
            if (!isValue) result.AddError(_option.Unknown(text));
            return value;
        }

        public override RunSpec Read(ParseResult parsed, RunSpec spec) =>
            _argument.DefaultValueFactory is not null || IsGiven(parsed, _argument.Name)
                ? _option.Set(spec, parsed.GetValue<T>(_argument.Name)!)
                : spec;
    }
}
