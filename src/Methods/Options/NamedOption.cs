using MultifdBench.Core;

namespace MultifdBench.Methods.Options;

/// <summary>An option whose values are the names of an enumeration, in lower case.</summary>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="defaultValue">The value when none is given.</param>
/// <param name="summary">One line for the help text.</param>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class NamedOption<T>(string name, T defaultValue, string summary) : MethodOption<T>(name, summary, defaultValue)
    where T : struct, Enum
{
    private static readonly string[] Names = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
    private static readonly T[] Values = Enum.GetValues<T>();

    /// <inheritdoc/>
    public override string Placeholder => string.Join('|', Names);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Completions => Names;

    /// <inheritdoc/>
    public override bool IsNumber => false;

    /// <inheritdoc/>
    public override string TextOf(T value) => Names[Array.IndexOf(Values, value)];

    private protected override T? Parse(string text) => Array.IndexOf(Names, text) is >= 0 and int index ? Values[index] : null;

    private protected override string Unknown(string text) =>
        $"--{Name} {text} is unknown: use {string.Join(", ", Names)}.{NearestName.Suggest(text, Names)}";
}
