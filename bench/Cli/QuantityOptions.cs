using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Bench.Cli;

/// <summary>
/// Options that take a bare number in their own unit, or a quantity with its unit as people type it. Ranges are the verbs' to check.
/// </summary>
internal static class QuantityOptions
{
    /// <summary>A whole number of milliseconds: <c>300</c>, <c>300ms</c>, <c>2s</c>.</summary>
    public static Option<int> TakingMilliseconds(this Option<int> option) => option.TakingTimes(Units.NsPerMs, "milliseconds");

    /// <summary>A whole number of seconds: <c>120</c>, <c>120s</c>, <c>2m</c>.</summary>
    public static Option<int> TakingSeconds(this Option<int> option) => option.TakingTimes(Units.NsPerSecond, "seconds");

    /// <summary>Seconds, and parts of one: <c>0.5</c>, <c>500ms</c>, <c>2m</c>.</summary>
    public static Option<double?> TakingSeconds(this Option<double?> option)
    {
        option.CustomParser = result => Read(result, "seconds, or a time with its unit, such as 500ms or 2m", text =>
            Number(text) ?? (Units.TryParseTime(text, Units.NsPerSecond, out long ns) ? (double)ns / Units.NsPerSecond : null));
        return option;
    }

    /// <summary>Gbit/s: <c>25</c>, <c>25Gbit/s</c>, <c>2500Mbps</c>.</summary>
    public static Option<double?> TakingLinkRates(this Option<double?> option)
    {
        option.CustomParser = result => Read(result, "Gbit/s, or a rate with its unit, such as 25Gbit/s", text =>
            Number(text) ?? (Units.TryParseLinkRate(text, out double gbps) ? gbps : null));
        return option;
    }

    private static Option<int> TakingTimes(this Option<int> option, long unitNs, string unit)
    {
        option.CustomParser = result => Read(result, $"whole {unit}, or a time with its unit, such as 90s or 2m", text =>
            Units.TryParseWholeTime(text, unitNs, out int count) ? count : (int?)null) ?? 0;
        return option;
    }

    private static T? Read<T>(ArgumentResult result, string remedy, Func<string, T?> parse)
        where T : struct
    {
        string text = result.Tokens[0].Value;
        T? value = parse(text);
        if (value is null) result.AddError($"{((OptionResult)result.Parent!).Option.Name} {text} cannot be read: use {remedy}.");
        return value;
    }

    /// <summary>Any number: one that is out of range is the verb's to name.</summary>
    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
