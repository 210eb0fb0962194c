using System.Globalization;
using MultifdBench.Guest;

namespace MultifdBench.Workloads.Scenarios;

/// <summary>The phases of a scenario: parameter <c>phases</c>, a list of <c>{ duration_s, rate_factor }</c>.</summary>
internal static class ScenarioPhases
{
    /// <summary>The parameter.</summary>
    public const string Key = "phases";

    /// <summary>What is needed in place of anything else.</summary>
    public const string Remedy = $"'{Key}' must be a list; write '{Key}: [{{ duration_s: 10, rate_factor: 1 }}, ...]'.";

    private const int MaxPhases = 1000;

    /// <summary>What the parameters of a phase begin with.</summary>
    /// <param name="index">From 0; names count from 1.</param>
    public static string Prefix(int index) => string.Create(CultureInfo.InvariantCulture, $"{Key}.{index + 1}.");

    /// <summary>Whether a parameter belongs to a phase.</summary>
    public static bool IsOne(string key) => key.StartsWith(Key + ".", StringComparison.Ordinal);

    /// <summary>Reads the phases.</summary>
    /// <param name="parameters">The scenario's.</param>
    /// <param name="operationsPerSecond">The rate that they change.</param>
    /// <returns>Null when the scenario has none.</returns>
    /// <exception cref="Core.UsageException">They cannot be.</exception>
    public static RatePhases? Read(ScenarioParameters parameters, double operationsPerSecond)
    {
        int count = parameters.Names(Key).Count;
        if (count == 0) return null;
        List<RatePhase> phases = [];
        for (int i = 0; i < Math.Min(count, MaxPhases); i++)
        {
            double seconds = parameters.Number(Prefix(i) + "duration_s", 0, RatePhase.MaxDurationS);
            phases.Add(new RatePhase(seconds, parameters.Number(Prefix(i) + "rate_factor", 0, RatePhase.MaxRateFactor)));
        }

        parameters.RejectUnread();
        parameters.ThrowProblems();
        if (RatePhases.Problem(phases) is { } problem)
            throw parameters.Wrong(Prefix(problem.Index) + "duration_s", $"{Prefix(problem.Index)}duration_s: {problem.Text}.");
        return double.IsFinite(operationsPerSecond) && operationsPerSecond > 0
            ? new RatePhases(phases)
            : throw parameters.Wrong(Prefix(0) + "rate_factor",
                $"{Key} multiply a rate, and this guest has none; give it a number of operations a second above 0.");
    }
}
