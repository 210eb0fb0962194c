namespace MultifdBench.Methods.Options;

/// <summary>
/// Options with the values that were given for them; all others have their defaults. Immutable, thread-safe, compared by content.
/// </summary>
public sealed class MethodOptionSet : IEquatable<MethodOptionSet>
{
    private readonly (MethodOption Option, object Value)[] _given;

    private MethodOptionSet((MethodOption Option, object Value)[] given) => _given = given;

    /// <summary>Every option at its default.</summary>
    public static MethodOptionSet Empty { get; } = new([]);

    /// <summary>The value given, else the default.</summary>
    public T Get<T>(MethodOption<T> option)
        where T : struct => Find(option) is T value ? value : option.Default;

    /// <summary>The value given, else the default, as the user would write it.</summary>
    public string TextOf(MethodOption option) => Find(option) is { } value ? option.TextOf(value) : option.DefaultText;

    /// <summary>This set with one more value, which replaces an earlier one of the same option. It is not checked.</summary>
    public MethodOptionSet With<T>(MethodOption<T> option, T value)
        where T : struct => With(option, (object)value);

    /// <summary>This set, and the values of another for options of which it has none.</summary>
    public MethodOptionSet Over(MethodOptionSet others) =>
        others._given.Length == 0 ? this : new([.. _given, .. others._given.Where(entry => Find(entry.Option) is null)]);

    /// <inheritdoc/>
    public bool Equals(MethodOptionSet? other) =>
        other is not null && _given.Length == other._given.Length
        && Array.TrueForAll(_given, entry => entry.Value.Equals(other.Find(entry.Option)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MethodOptionSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _given.Aggregate(0, (hash, entry) => hash ^ HashCode.Combine(entry.Option, entry.Value));

    /// <summary>What is wrong with the values, one line each.</summary>
    internal IEnumerable<string> Problems => _given.Select(entry => entry.Option.ProblemOf(entry.Value)).OfType<string>();

    /// <summary>This set with a value that <see cref="MethodOption.TryRead"/> gave.</summary>
    internal MethodOptionSet With(MethodOption option, object value) =>
        new([.. _given.Where(entry => entry.Option != option), (option, value)]);

    private object? Find(MethodOption option) => Array.Find(_given, entry => entry.Option == option).Value;
}
