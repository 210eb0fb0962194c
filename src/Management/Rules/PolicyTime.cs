using System.Globalization;
using System.Text.RegularExpressions;
using MultifdBench.Core;

namespace MultifdBench.Management.Rules;

/// <summary>A time as a policy file has it: fixed, or so much for each unit of the guest's memory.</summary>
/// <param name="Ns">The time, or the time for a unit, ns.</param>
/// <param name="UnitBytes">The unit of memory; 0 where the time is fixed.</param>
/// <param name="IsStarted">Whether a unit that is begun counts as whole.</param>
/// <param name="LeastBytes">A smaller guest counts as one of so much memory.</param>
internal readonly partial record struct PolicyTime(long Ns, long UnitBytes = 0, bool IsStarted = false, long LeastBytes = 0)
{
    /// <summary>What may be written, for messages.</summary>
    public const string Forms = "a time with its unit, fixed or by memory: 10s, '150s per started GB', '75s per GiB, at least 2GiB'";

    /// <summary>What a plain time may be, for messages.</summary>
    public const string PlainForms = "a time with its unit: 400ms, 10s, 2min";

    // Far above any migration, and far below where nanoseconds end.
    private const long MostNs = 1_000_000 * Units.NsPerSecond;

    // A billion bytes: what Kubernetes calls G.
    private const long GigaByte = 1_000_000_000;

    /// <summary>The time for a guest, ns.</summary>
    public long For(long totalBytes)
    {
        if (UnitBytes == 0) return Ns;
        decimal units = (decimal)Math.Max(totalBytes, LeastBytes) / UnitBytes;
        return (long)((IsStarted ? decimal.Ceiling(units) : units) * Ns);
    }

    /// <summary>Reads a fixed time with its unit. A bare number is refused: seconds and milliseconds would both be guesses.</summary>
    public static bool TryParse(string text, out long ns)
    {
        ns = 0;
        return text.Length > 0 && char.IsLetter(text[^1]) && Units.TryParseTime(text, 1, out ns) && ns <= MostNs;
    }

    /// <summary>Reads a time that may be one for each unit of memory.</summary>
    public static bool TryParse(string text, out PolicyTime time)
    {
        time = default;
        Match parts = Form().Match(text);
        if (!parts.Success || !TryParse(parts.Groups["time"].Value, out long ns)) return false;
        if (!Units.TryParseSize(parts.Groups["least"] is { Success: true } least ? least.Value : "0", out long leastBytes)) return false;
        long unit = parts.Groups["unit"].Value switch { "GiB" => Units.GiB, "GB" => GigaByte, _ => 0 };
        time = new PolicyTime(ns, unit, parts.Groups["started"].Success, leastBytes);
        return true;
    }

    /// <summary>A time for people: 400 ms, 12.4 s, 150 s.</summary>
    public static string Text(long ns)
    {
        if (ns < Units.NsPerSecond) return Invariant.Text($"{Units.Ms(ns):0.#} ms");
        return string.Create(CultureInfo.InvariantCulture, $"{ns / (double)Units.NsPerSecond:0.#} s");
    }

    [GeneratedRegex(@"^(?<time>[0-9.]+ ?[a-zµ]+)( per (?<started>started )?(?<unit>GiB|GB)(, at least (?<least>[0-9.]+ ?[A-Za-z]+))?)?$")]
    private static partial Regex Form();
}
