using System.Diagnostics.CodeAnalysis;

namespace MultifdBench.Methods.Options;

/// <summary>
/// An option as data: command line, completion, help, profiles, the settings of two hosts and labels derive from it. Which methods have it,
/// and on which accelerators it has an effect, is their definitions' to say. Immutable, thread-safe; two options are the same when they are
/// one object.
/// </summary>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="summary">One line for the help text, without the values and the default.</param>
public abstract class MethodOption(string name, string summary)
{
    /// <summary>As on the command line, without dashes; unique in a catalog.</summary>
    public string Name => name;

    /// <summary>One line for the help text, without the values and the default.</summary>
    public string Summary => summary;

    /// <summary>
    /// The key of a method's entry in a profile; options of different methods may share one. The name with underscores unless said
    /// otherwise.
    /// </summary>
    public string Key { get => field ?? name.Replace('-', '_'); init; }

    /// <summary>
    /// The column of <c>runs.csv</c> in which the value in force is seen: runs that differ in this option alone are told apart by it. Null
    /// for an option that changes no figure.
    /// </summary>
    public string? Column { get; init; }

    /// <summary>True when either host of a migration chooses for itself; false when both must have the same value.</summary>
    public bool IsEachHostsOwn { get; init; }

    /// <summary>What labels append to the value: <c>st</c> for streams.</summary>
    public string LabelSuffix { get; init; } = "";

    /// <summary>What the help text says in place of a value: <c>0-9</c>, <c>auto|native|managed</c>.</summary>
    public abstract string Placeholder { get; }

    /// <summary>Values that a shell can complete; empty where there are too many.</summary>
    public virtual IReadOnlyList<string> Completions => [];

    /// <summary>Whether values are whole numbers: a parser says so of anything else.</summary>
    public abstract bool IsNumber { get; }

    /// <summary>The value when none is given, as the user would write it.</summary>
    public abstract string DefaultText { get; }

    /// <summary>Reads a value.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="value">The value; null when there is a problem.</param>
    /// <param name="problem">What is wrong with it, in one line with option, value and remedy; null when nothing is.</param>
    public abstract bool TryRead(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? problem);

    /// <summary>A text as every host writes the value: <c>016</c> is <c>16</c>; one that is no value stays as it is.</summary>
    public string Normalize(string text) => TryRead(text, out object? value, out _) ? TextOf(value) : text;

    /// <summary>What is wrong with a value of this option, in one line; null when nothing is.</summary>
    internal abstract string? ProblemOf(object value);

    /// <summary>A value as the user would write it.</summary>
    internal abstract string TextOf(object value);
}

/// <summary>An option with values of one type.</summary>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="summary">One line for the help text.</param>
/// <param name="defaultValue">The value when none is given.</param>
/// <typeparam name="T">The values' type.</typeparam>
public abstract class MethodOption<T>(string name, string summary, T defaultValue) : MethodOption(name, summary)
    where T : struct
{
    /// <summary>The value when none is given.</summary>
    public T Default => defaultValue;

    /// <inheritdoc/>
    public override string DefaultText => TextOf(defaultValue);

    /// <inheritdoc/>
    public override bool TryRead(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? problem)
    {
        T? parsed = Parse(text);
        problem = parsed is { } known ? Problem(known) : Unknown(text);
        value = problem is null ? parsed : null;
        return problem is null;
    }

    /// <summary>A value as the user would write it.</summary>
    public abstract string TextOf(T value);

    /// <summary>What is wrong with a value, in one line; null when nothing is.</summary>
    public virtual string? Problem(T value) => null;

    internal sealed override string? ProblemOf(object value) => Problem((T)value);

    internal sealed override string TextOf(object value) => TextOf((T)value);

    /// <summary>The value that a text is; null when it is none.</summary>
    private protected abstract T? Parse(string text);

    /// <summary>What is wrong with a text that is no value, in one line.</summary>
    private protected abstract string Unknown(string text);
}
