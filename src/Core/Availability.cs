namespace MultifdBench.Core;

/// <summary>
/// Whether this host can run something. "This host cannot" is a value, never an exception: it becomes a row
/// (<c>outcome=unavailable</c>) or a line for the user, with the reason and what would change it.
/// </summary>
/// <param name="IsAvailable">True when it can run here and now.</param>
/// <param name="Reason">What is missing and what it would add; null when available.</param>
/// <param name="Remedy">How to get it (package, command); null when available or when there is none.</param>
public sealed record Availability(bool IsAvailable, string? Reason, string? Remedy)
{
    /// <summary>It can run.</summary>
    public static Availability Yes { get; } = new(true, null, null);

    /// <summary>It cannot run, because of <paramref name="reason"/>.</summary>
    public static Availability No(string reason, string? remedy = null) => new(false, reason, remedy);

    /// <summary>"available", or the reason followed by the remedy.</summary>
    public override string ToString() => IsAvailable ? "available" : Remedy is null ? Reason! : $"{Reason} ({Remedy})";
}
