using System.Collections.Immutable;

namespace MultifdBench.Methods;

/// <summary>
/// A method with its options as the user wrote them: every value is text, and nothing is checked before <see
/// cref="MethodCatalog.Read(MethodChoice)"/>.
/// </summary>
public sealed record MethodChoice
{
    /// <summary><c>multifd-compression</c>.</summary>
    public string Method { get; init; } = "";

    /// <summary><c>multifd-compression-accel</c>.</summary>
    public string Accel { get; init; } = "none";

    /// <summary>Values by the option's name, or by its key in a profile: those that were given.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>This choice with one more value.</summary>
    /// <param name="option">The option's name without dashes, or its key in a profile.</param>
    /// <param name="value">As the user wrote it.</param>
    public MethodChoice With(string option, string value) => this with { Options = Options.SetItem(option, value) };

    /// <inheritdoc/>
    public bool Equals(MethodChoice? other) =>
        other is not null && Method == other.Method && Accel == other.Accel && Options.SequenceEqual(other.Options);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Accel, Options.Count);
}
