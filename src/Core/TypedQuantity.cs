using System.Buffers;
using System.Globalization;

namespace MultifdBench.Core;

/// <summary>A number and its unit as people type them: <c>64 MiB</c>, <c>25Gbit/s</c>, <c>300ms</c>. Immutable, thread-safe.</summary>
/// <param name="Digits">The number as typed.</param>
/// <param name="Number">The number, not negative.</param>
/// <param name="Unit">What follows it, without blanks around it; empty for a bare number.</param>
internal readonly record struct TypedQuantity(string Digits, decimal Number, string Unit)
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    /// <summary>Splits a text; null when it does not begin with a number.</summary>
    public static TypedQuantity? Split(string? text)
    {
        string trimmed = text?.Trim() ?? "";
        int end = trimmed.AsSpan().IndexOfAnyExcept(OfNumbers);
        string digits = end < 0 ? trimmed : trimmed[..end];
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? new TypedQuantity(digits, number, trimmed[digits.Length..].TrimStart())
            : null;
    }

    /// <summary>
    /// The number in a smaller unit, cut to whole ones; null when it does not fit 63 bits, and when nothing or not all is left of a number
    /// that is not 0.
    /// </summary>
    /// <param name="factor">Smaller units in one of the unit that was typed.</param>
    public long? Times(decimal factor)
    {
        if (Number > long.MaxValue / Math.Max(1, factor)) return null;
        long whole = (long)(Number * factor);
        // A part of a byte is a slip of the pen; were it taken for none, a bandwidth of next to nothing would be one without a limit.
        bool isLost = (factor == 1 && Number != whole) || (whole == 0 && Digits.AsSpan().ContainsAnyInRange('1', '9'));
        return isLost ? null : whole;
    }
}
