namespace MultifdBench.Core;

/// <summary>
/// What to write in place of a quantity that was refused: the same number in a form that has one meaning, where it can be guessed, else how
/// such quantities are written. Each is the end of a message, a clause without a capital. Stateless, thread-safe.
/// </summary>
public static class QuantityHints
{
    /// <summary>For a text that <see cref="Units.TryParseSize"/> refuses, or a size that is too small for its purpose.</summary>
    /// <param name="text">What the user wrote.</param>
    public static string Size(string? text)
    {
        if (TypedQuantity.Split(text) is { } typed)
        {
            if (Prefix(typed.Unit, "B") is { } prefix)
                return $"{typed.Unit} may mean powers of 1000 or of 1024; write {typed.Digits}{prefix}iB (powers of 1024).";
            if (typed.Unit.Length == 0 && typed.Number > 0) return $"a bare number is bytes; write {typed.Digits}MiB for MiB.";
        }

        return "use a number with KiB, MiB or GiB, for example 256MiB.";
    }

    /// <summary>For a text that <see cref="Units.TryParseBandwidth"/> refuses.</summary>
    /// <param name="text">What the user wrote.</param>
    public static string Bandwidth(string? text)
    {
        if (TypedQuantity.Split(text) is { } typed && Prefix(typed.Unit, "B/s", "Bps", "B", "/s") is { } prefix)
        {
            string form = typed.Digits + prefix;
            return $"{typed.Unit} may mean bits or bytes; write {form}bit/s (bits, powers of 1000) or {form} (bytes per second, "
                + "powers of 1024, as QEMU).";
        }

        return "use a number with K, M or G (bytes per second, as QEMU) or with Mbit/s or Gbit/s, or 0 for no limit.";
    }

    /// <summary>K, M, G or T of a unit that is one of them and one of the given endings; null for any other. Case is ignored.</summary>
    private static string? Prefix(string unit, params ReadOnlySpan<string> endings)
    {
        foreach (string ending in endings)
        {
            if (unit.Length == ending.Length + 1 && unit.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
                && char.ToUpperInvariant(unit[0]) is 'K' or 'M' or 'G' or 'T')
                return char.ToUpperInvariant(unit[0]).ToString();
        }

        return null;
    }
}
