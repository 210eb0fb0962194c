using System.CommandLine;
using MultifdBench.Core;

namespace MultifdBench.Bench.Cli;

/// <summary>An option that takes a percentage.</summary>
internal static class PercentOption
{
    /// <summary>Its value as a fraction.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static double Read(ParseResult parsed, Option<string> option)
    {
        string? text = parsed.GetValue(option);
        if (Units.TryParsePercent(text, out double fraction)) return fraction;
        throw new UsageException(
            $"{option.Name} {text} is no percentage above 0% and up to 100%: write for example 5% or 2.5%, with a decimal point.");
    }
}
