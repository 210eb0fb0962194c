using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Multifd;

namespace MultifdBench.Measurement.Planning;

/// <summary>
/// One parameter of a run as data: the command line, its help and completion, profiles, sweeps, the settings of two hosts and the pages of
/// documentation derive from it. Options of methods are their definitions'. Immutable, thread-safe.
/// </summary>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="placeholder">What the help text says in place of a value; values that are listed with bars are all there are.</param>
/// <param name="summary">One line for the help text, without the default.</param>
public abstract class RunOption(string name, string placeholder, string summary)
{
    /// <summary>As on the command line, without dashes.</summary>
    public string Name => name;

    /// <summary>What the help text says in place of a value: <c>N</c>, <c>memory|tcp</c>.</summary>
    public string Placeholder => placeholder;

    /// <summary>One line for the help text, without the default.</summary>
    public string Summary => summary;

    /// <summary>Values that a shell completes, where the placeholder does not list them.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What the help text says of a default that depends on something else; null where it is simply a value.</summary>
    public string? DefaultNote { get; init; }

    /// <summary>Key of a profile; the name with underscores unless said otherwise.</summary>
    public string Key { get => field ?? name.Replace('-', '_'); init; }

    /// <summary>The column of <c>runs.csv</c> that tells runs apart which differ in this option; null where none does.</summary>
    public string? Column { get; init; }

    /// <summary>The unit of its values; empty where they have none or bring their own.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether a sweep can vary it.</summary>
    public bool CanBeSwept { get; init; } = true;

    /// <summary>The value in force as two hosts must agree on it; null for an option that only the source needs.</summary>
    public Func<MigrationParameters, string>? Agreed { get; init; }

    /// <summary>Whether a profile's value is a list, which is multiplied with the other lists.</summary>
    public abstract bool IsAxis { get; }

    /// <summary>A run's value as the user would write it; empty where it depends on something else.</summary>
    public abstract string TextOf(RunSpec spec);

    /// <summary>The default as the user would write it; empty where it depends on something else.</summary>
    public string DefaultText => TextOf(new RunSpec());

    /// <summary>The run with the value that another host sent; a text that is no value gives a run that the planner refuses.</summary>
    public abstract RunSpec Receive(RunSpec spec, string? text);

    /// <summary>The run with a value of a sweep.</summary>
    /// <exception cref="UsageException">The text is no value.</exception>
    public abstract RunSpec Sweep(RunSpec spec, string text);

    /// <summary>
    /// What is wrong with a run's value, in one line; null when nothing is, and for what the planner finds when it reads it.
    /// </summary>
    internal abstract string? ProblemOf(RunSpec spec);

    /// <summary>The profile with other values in place of its list.</summary>
    /// <param name="profile">A profile.</param>
    /// <param name="texts">The values as the user wrote them; an option whose key is no list takes none.</param>
    /// <exception cref="UsageException">A text is no value.</exception>
    public abstract MatrixProfile Replace(MatrixProfile profile, IReadOnlyList<string> texts);

    /// <summary>A run for each of a profile's values.</summary>
    internal abstract IEnumerable<RunSpec> Multiply(RunSpec spec, MatrixProfile profile);

    /// <summary>What is wrong with a profile's list; null when nothing is, and for a key with one value.</summary>
    internal abstract string? ListProblem(MatrixProfile profile);

    /// <summary>What is wrong with the list of a key: one that is empty multiplies everything away. Null when nothing is.</summary>
    internal static string? ListProblem<TEntry>(IReadOnlyList<TEntry> list, string key)
    {
        if (list.Count == 0) return $"The profile has no {key}: give at least one, or leave the key out for its default.";
        // A null is what YAML makes of an entry without a value.
        return list.Any(entry => entry is null) ? $"The profile's {key} have an entry without a value; remove it." : null;
    }
}

/// <summary>A parameter with values of one type.</summary>
/// <typeparam name="T">The type: text, int, long or bool.</typeparam>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="placeholder">What the help text says in place of a value.</param>
/// <param name="summary">One line for the help text, without the default.</param>
/// <param name="get">The value of a run.</param>
/// <param name="set">A run with another value.</param>
/// <param name="parse">A value from its text; null when it is none.</param>
public sealed class RunOption<T>(
    string name, string placeholder, string summary, Func<RunSpec, T> get, Func<RunSpec, T, RunSpec> set, Func<string?, (bool, T)> parse)
    : RunOption(name, placeholder, summary)
{
    /// <summary>The value of a run.</summary>
    public Func<RunSpec, T> Get => get;

    /// <summary>A run with another value.</summary>
    public Func<RunSpec, T, RunSpec> Set => set;

    /// <summary>The values of a profile whose key is a list; null for a key with one value.</summary>
    public ProfileAxis<T>? Axis { get; init; }

    /// <summary>The value of a profile whose key has one; null for a key that is a list.</summary>
    public Func<MatrixProfile, T>? Alone { get; init; }

    /// <summary>The lowest and the highest value that is allowed; null where nothing is too low or too high.</summary>
    public (T Min, T Max)? Range { get; init; }

    /// <summary>What its values are, for messages about a text that is none.</summary>
    public string Kind { get; init; } = "whole number";

    /// <summary>The value that a text is; with false for a text that is none.</summary>
    public Func<string?, (bool IsValue, T Value)> Parse => parse;

    /// <inheritdoc/>
    public override bool IsAxis => Axis is not null;

    /// <inheritdoc/>
    public override string TextOf(RunSpec spec) => get(spec) switch
    {
        bool value => value ? "on" : "off",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <inheritdoc/>
    public override RunSpec Receive(RunSpec spec, string? text) => set(spec, parse(text).Item2);

    /// <inheritdoc/>
    public override RunSpec Sweep(RunSpec spec, string text) => parse(text) is (true, { } value)
        ? set(spec, value)
        : throw new UsageException(
            Kind == RunOptions.OnOff
                ? $"--sweep {Name}={text}: give on, off or both."
                : $"--sweep {Name}={text} is no {Kind}; give {Kind}s.");

    /// <summary>What is wrong with a text that is no value, in one line with the option and the remedy.</summary>
    public string Unknown(string text)
    {
        if (Kind == RunOptions.OnOff) return $"--{Name} {text} is neither on nor off: use on, off, or --{Name} alone for on.";
        string range = Range is var (min, max) ? Invariant.Text($"{min} to {max}") : $"a {Kind}";
        string example = Kind == RunOptions.Time ? ", or a time with its unit, such as 90s or 2m" : "";
        return $"--{Name} {text} is no {Kind}: use {range}{SpacedUnit}{example} (default {DefaultText}).";
    }

    internal override string? ProblemOf(RunSpec spec)
    {
        if (Range is not var (min, max)) return null;
        T value = get(spec);
        if (Comparer<T>.Default.Compare(value, min) >= 0 && Comparer<T>.Default.Compare(value, max) <= 0) return null;
        return Invariant.Text($"--{Name} {value} is out of range: use {min} to {max}{SpacedUnit} (default {DefaultText}).");
    }

    /// <inheritdoc/>
    public override MatrixProfile Replace(MatrixProfile profile, IReadOnlyList<string> texts)
    {
        if (Axis is null) throw new InvalidOperationException($"A profile has one {Key}.");
        string? wrong = texts.FirstOrDefault(text => !parse(text).Item1);
        return wrong is null ? Axis.Set(profile, [.. texts.Select(text => parse(text).Item2)]) : throw new UsageException(Unknown(wrong));
    }

    internal override IEnumerable<RunSpec> Multiply(RunSpec spec, MatrixProfile profile) =>
        Axis is null ? [set(spec, Alone!(profile))] : Axis.Get(profile).Where(value => value is not null).Select(value => set(spec, value));

    internal override string? ListProblem(MatrixProfile profile) => Axis is null ? null : ListProblem(Axis.Get(profile), Key);

    private string SpacedUnit => Unit switch
    {
        "" => "",
        "ms" => " milliseconds",
        "s" => " seconds",
        _ => " " + Unit,
    };
}

/// <summary>A list of a profile.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
/// <param name="Get">The values that are run.</param>
/// <param name="Set">The profile with other values.</param>
public sealed record ProfileAxis<T>(
    Func<MatrixProfile, IReadOnlyList<T>> Get, Func<MatrixProfile, IReadOnlyList<T>, MatrixProfile> Set);
