using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Workloads.Stress;

/// <summary>A dirtying rate as typed after <c>stress:</c>.</summary>
internal static class PageRate
{
    private const double MaxPagesPerSecond = 1e9;

    /// <summary>
    /// Pages per second of <c>20000</c>, <c>20K</c>, <c>1.5M</c> (decimal thousands and millions of page writes) or of <c>40MiB/s</c>
    /// (a size per second, divided by the page size).
    /// </summary>
    /// <exception cref="UsageException">Not such a rate, or not above zero.</exception>
    public static double Parse(string text)
    {
        bool isSize = text.EndsWith("/s", StringComparison.OrdinalIgnoreCase);
        double? pages = isSize ? FromBytes(text[..^2]) : FromPages(text);
        if (pages is > 0 and <= MaxPagesPerSecond) return pages.Value;
        string hint = isSize && pages is null ? $" As a size, {QuantityHints.Size(text[..^2])}" : "";
        throw new UsageException(
            $"--workload stress:{text}: the rate must be page writes per second such as 20000, 20K or 1.5M, or a size per second such "
                + $"as 40MiB/s, above zero.{hint}");
    }

    private static double? FromBytes(string size) => Units.TryParseSize(size, out long bytes) ? (double)bytes / Page.SizeBytes : null;

    private static double? FromPages(string text)
    {
        double factor = text.Length == 0 ? 1 : char.ToUpperInvariant(text[^1]) switch { 'K' => 1e3, 'M' => 1e6, _ => 1 };
        string number = factor > 1 ? text[..^1] : text;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value * factor
            : null;
    }
}
