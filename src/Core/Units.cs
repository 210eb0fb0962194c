using System.Globalization;

namespace MultifdBench.Core;

/// <summary>
/// The one place where quantities change unit. Sizes are powers of two (KiB, MiB, GiB), network rates are decimal
/// (1 Mbit/s = 10^6 bit/s), bandwidth limits take QEMU's suffixes, which are powers of two of bytes per second.
/// </summary>
public static class Units
{
    /// <summary>Bytes in one KiB.</summary>
    public const long KiB = 1L << 10;

    /// <summary>Bytes in one MiB.</summary>
    public const long MiB = 1L << 20;

    /// <summary>Bytes in one GiB.</summary>
    public const long GiB = 1L << 30;

    /// <summary>Nanoseconds in one millisecond.</summary>
    public const long NsPerMs = 1_000_000;

    /// <summary>Nanoseconds in one second.</summary>
    public const long NsPerSecond = 1_000_000_000;

    private static readonly (string Suffix, long Factor)[] SizeSuffixes =
    [
        ("TiB", GiB << 10), ("GiB", GiB), ("MiB", MiB), ("KiB", KiB),
        ("T", GiB << 10), ("G", GiB), ("M", MiB), ("K", KiB), ("B", 1),
    ];

    /// <summary>
    /// Decimal megabits per second of <paramref name="bytes"/> in <paramref name="ns"/> nanoseconds; 0 when no time passed.
    /// </summary>
    public static double MegabitsPerSecond(long bytes, long ns) => ns <= 0 ? 0 : bytes * 8e3 / ns;

    /// <summary>Events per second; 0 when no time passed.</summary>
    public static double PerSecond(long count, long ns) => ns <= 0 ? 0 : count * 1e9 / ns;

    /// <summary>Nanoseconds as milliseconds.</summary>
    public static double Ms(long ns) => ns / 1e6;

    /// <summary>
    /// Parses a memory size: a whole or decimal number with KiB, MiB, GiB, TiB (or K, M, G, T, B; case ignored). A bare number is bytes.
    /// </summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="bytes">The size in bytes.</param>
    /// <returns>False for anything that is not a non-negative size that fits 63 bits.</returns>
    public static bool TryParseSize(string? text, out long bytes) => TryParse(text, 1, out bytes);

    /// <summary>
    /// Parses a bandwidth as QEMU's monitor does: suffixes K, M, G, T are powers of two of bytes per second and a bare number is MiB/s
    /// (HMP's <c>migrate_set_parameter max-bandwidth</c>). 0 means no limit.
    /// </summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="bytesPerSecond">The limit in bytes per second.</param>
    /// <returns>False for anything that is not a non-negative bandwidth.</returns>
    public static bool TryParseBandwidth(string? text, out long bytesPerSecond) => TryParse(text, MiB, out bytesPerSecond);

    /// <summary>
    /// Parses a percentage above 0 and up to 100, for example <c>5%</c> or <c>2.5%</c>. A bare number is refused: 0.05 and 5 would both be
    /// guesses.
    /// </summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="fraction">The value as a fraction: 0.05.</param>
    /// <returns>False for anything else.</returns>
    public static bool TryParsePercent(string? text, out double fraction)
    {
        fraction = 0;
        string trimmed = text?.Trim() ?? "";
        if (!trimmed.EndsWith('%')) return false;
        string number = trimmed[..^1].TrimEnd();
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)) return false;
        fraction = percent / 100;
        return fraction is > 0 and <= 1;
    }

    /// <summary>A size for people: the largest binary unit that leaves a number of at least one, three significant digits.</summary>
    public static string FormatSize(double bytes)
    {
        string[] names = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        while (Math.Abs(bytes) >= 1024 && unit < names.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return Invariant.Text($"{Significant(bytes)} {names[unit]}");
    }

    /// <summary>Three significant digits, never an exponent: 1234567 → "1234567", 12.345 → "12.3", 0.00012345 → "0.000123".</summary>
    public static string Significant(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value == 0 ? "0" : value.ToString(CultureInfo.InvariantCulture);
        // The exponent of what three digits leave of it: 9.996 has that of 10.0.
        string rounded = value.ToString("E2", CultureInfo.InvariantCulture);
        ReadOnlySpan<char> exponent = rounded.AsSpan(rounded.IndexOf('E', StringComparison.Ordinal) + 1);
        int decimals = Math.Max(0, 2 - int.Parse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        // Unlike "F0", a format of zeros rounds 500.5 up.
        return value.ToString(decimals == 0 ? "0" : "0." + new string('0', decimals), CultureInfo.InvariantCulture);
    }

    private static bool TryParse(string? text, long bareFactor, out long result)
    {
        result = 0;
        string trimmed = text?.Trim() ?? "";
        long factor = bareFactor;
        foreach ((string suffix, long suffixFactor) in SizeSuffixes)
        {
            if (trimmed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                trimmed = trimmed[..^suffix.Length].TrimEnd();
                factor = suffixFactor;
                break;
            }
        }

        if (!decimal.TryParse(trimmed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || number > (decimal)long.MaxValue / factor)
            return false;
        long units = (long)(number * factor);
        // A part of a byte is a slip of the pen; were it taken for none, a bandwidth of next to nothing would be one without a limit.
        bool isLost = (factor == 1 && number != units) || (units == 0 && trimmed.AsSpan().ContainsAnyInRange('1', '9'));
        if (!isLost) result = units;
        return !isLost;
    }
}
