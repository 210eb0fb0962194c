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

    /// <summary>Nanoseconds in a microsecond.</summary>
    public const long NsPerUs = 1000;

    /// <summary>Nanoseconds in one second.</summary>
    public const long NsPerSecond = 1_000_000_000;

    private static readonly Dictionary<string, long> SizeUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["B"] = 1,
        ["K"] = KiB,
        ["Ki"] = KiB,
        ["KiB"] = KiB,
        ["M"] = MiB,
        ["Mi"] = MiB,
        ["MiB"] = MiB,
        ["G"] = GiB,
        ["Gi"] = GiB,
        ["GiB"] = GiB,
        ["T"] = GiB << 10,
        ["Ti"] = GiB << 10,
        ["TiB"] = GiB << 10,
    };

    private static readonly Dictionary<string, decimal> BitRateUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bit/s"] = 1,
        ["bps"] = 1,
        ["Kbit"] = 1e3m,
        ["Kbit/s"] = 1e3m,
        ["Kbps"] = 1e3m,
        ["Mbit"] = 1e6m,
        ["Mbit/s"] = 1e6m,
        ["Mbps"] = 1e6m,
        ["Gbit"] = 1e9m,
        ["Gbit/s"] = 1e9m,
        ["Gbps"] = 1e9m,
        ["Tbit"] = 1e12m,
        ["Tbit/s"] = 1e12m,
        ["Tbps"] = 1e12m,
    };

    private static readonly Dictionary<string, decimal> TimeUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ns"] = 1,
        ["us"] = 1e3m,
        ["µs"] = 1e3m,
        ["ms"] = 1e6m,
        ["s"] = 1e9m,
        ["sec"] = 1e9m,
        ["m"] = 60e9m,
        ["min"] = 60e9m,
        ["h"] = 3600e9m,
    };

    /// <summary>
    /// Decimal megabits per second of <paramref name="bytes"/> in <paramref name="ns"/> nanoseconds; 0 when no time passed.
    /// </summary>
    public static double MegabitsPerSecond(long bytes, long ns) => ns <= 0 ? 0 : bytes * 8e3 / ns;

    /// <summary>Events per second; 0 when no time passed.</summary>
    public static double PerSecond(long count, long ns) => ns <= 0 ? 0 : count * 1e9 / ns;

    /// <summary>Nanoseconds as milliseconds.</summary>
    public static double Ms(long ns) => ns / 1e6;

    /// <summary>
    /// Parses a memory size: a whole or decimal number with KiB, MiB, GiB, TiB (or Ki, K …, or B; case ignored), powers of 1024. A bare
    /// number is bytes. <c>MB</c> is refused, because it means one thing to some and another to others: <see cref="QuantityHints.Size"/>.
    /// </summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="bytes">The size in bytes.</param>
    /// <returns>False for anything that is not a non-negative size that fits 63 bits.</returns>
    public static bool TryParseSize(string? text, out long bytes)
    {
        TypedQuantity? typed = TypedQuantity.Split(text);
        long? parsed = typed?.Unit is { } unit && SizeFactor(unit, 1) is { } factor ? typed.Value.Times(factor) : null;
        bytes = parsed ?? 0;
        return parsed is not null;
    }

    /// <summary>
    /// Parses a bandwidth as QEMU's monitor does: suffixes K, M, G, T are powers of 1024 of bytes per second and a bare number is MiB/s
    /// (HMP's <c>migrate_set_parameter max-bandwidth</c>). Mbit/s, Mbps and their like are decimal bits per second, MiB/s is what it says.
    /// 0 means no limit. <c>MB/s</c> and <c>Mb/s</c> are refused: <see cref="QuantityHints.Bandwidth"/>.
    /// </summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="bytesPerSecond">The limit in bytes per second.</param>
    /// <returns>False for anything that is not a non-negative bandwidth.</returns>
    public static bool TryParseBandwidth(string? text, out long bytesPerSecond)
    {
        TypedQuantity? typed = TypedQuantity.Split(text);
        long? parsed = typed?.Unit is { } unit && BandwidthFactor(unit) is { } factor ? typed.Value.Times(factor) : null;
        bytesPerSecond = parsed ?? 0;
        return parsed is not null;
    }

    /// <summary>Parses the rate of a link: a number of Gbit/s, or one with its unit (bit/s, Mbit/s, Gbps), powers of 1000.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="gbitPerSecond">The rate in Gbit/s.</param>
    /// <returns>False for anything that is not a non-negative rate of bits.</returns>
    public static bool TryParseLinkRate(string? text, out double gbitPerSecond)
    {
        TypedQuantity? typed = TypedQuantity.Split(text);
        decimal? bits = typed?.Unit is { } unit ? unit.Length == 0 ? 1e9m : BitRateFactor(unit) : null;
        gbitPerSecond = bits is null ? 0 : (double)typed!.Value.Number * ((double)bits.Value / 1e9);
        return bits is not null;
    }

    /// <summary>Parses a time: a number in the unit that the option has, or one with its unit (ms, s, m or min, h …).</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="bareNs">Nanoseconds in the unit of a bare number.</param>
    /// <param name="ns">The time in nanoseconds.</param>
    /// <returns>False for anything that is not a non-negative time that fits 63 bits.</returns>
    public static bool TryParseTime(string? text, long bareNs, out long ns)
    {
        TypedQuantity? typed = TypedQuantity.Split(text);
        decimal? factor =
            typed?.Unit is { } unit ? unit.Length == 0 ? bareNs : TimeUnits.TryGetValue(unit, out decimal known) ? known : null : null;
        long? parsed = factor is null ? null : typed!.Value.Times(factor.Value);
        ns = parsed ?? 0;
        return parsed is not null;
    }

    /// <summary>Parses a time that is a whole number of a unit: a bare number, which may be negative, or a time with its unit.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="unitNs">Nanoseconds in the unit.</param>
    /// <param name="count">The time in the unit.</param>
    /// <returns>False for anything else.</returns>
    public static bool TryParseWholeTime(string? text, long unitNs, out int count)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count)) return true;
        bool isWhole = TryParseTime(text, unitNs, out long ns) && ns % unitNs == 0 && ns / unitNs <= int.MaxValue;
        count = isWhole ? (int)(ns / unitNs) : 0;
        return isWhole;
    }

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

    /// <summary>A size as <see cref="TryParseSize"/> reads it back, to the byte: 1 GiB → "1GiB", 1.5 GiB → "1536MiB".</summary>
    public static string ExactSize(long bytes)
    {
        (string Name, long Bytes)[] units = [("TiB", GiB << 10), ("GiB", GiB), ("MiB", MiB), ("KiB", KiB), ("B", 1)];
        (string name, long factor) = bytes == 0 ? units[^1] : Array.Find(units, unit => bytes % unit.Bytes == 0);
        return Invariant.Text($"{bytes / factor}{name}");
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

    private static decimal? SizeFactor(string unit, long bareFactor) =>
        unit.Length == 0 ? bareFactor : SizeUnits.TryGetValue(unit, out long factor) ? factor : null;

    private static decimal? BandwidthFactor(string unit)
    {
        if (BitRateFactor(unit) is { } bits) return bits / 8;
        // A size a second says what QEMU's suffixes mean; with a plain letter it might be bits.
        bool isPerSecond = unit.EndsWith("iB/s", StringComparison.OrdinalIgnoreCase);
        return SizeFactor(isPerSecond ? unit[..^2] : unit, MiB);
    }

    /// <summary>Bits per second in a unit; null for what is no unit of bits, as <c>MBps</c>, whose capital says bytes.</summary>
    private static decimal? BitRateFactor(string unit) =>
        !unit.Contains('B', StringComparison.Ordinal) && BitRateUnits.TryGetValue(unit, out decimal factor) ? factor : null;
}
