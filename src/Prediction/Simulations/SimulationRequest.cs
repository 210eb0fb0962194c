using System.Globalization;
using System.Numerics;
using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Prediction.Simulations;

/// <summary>What the user wants simulated: a migration's options, a host and a scenario, and what a sweep makes of them.</summary>
/// <param name="Spec">Options as <c>migrate</c> has them.</param>
/// <param name="Host">The host file.</param>
/// <param name="Scenario">The scenario file.</param>
public sealed record SimulationRequest(RunSpec Spec, ParameterFile Host, ParameterFile Scenario)
{
    private static readonly Dictionary<string, Func<RunSpec, string, RunSpec>> OfEveryRun = new()
    {
        ["memory"] = static (spec, value) => spec with { Memory = value },
        ["multifd-channels"] = static (spec, value) => spec with { Channels = Whole<int>("multifd-channels", value) },
        ["multifd-compression"] = static (spec, value) => spec with { Method = spec.Method with { Method = value } },
        ["multifd-compression-accel"] = static (spec, value) => spec with { Method = spec.Method with { Accel = value } },
        ["zero-page-detection"] = static (spec, value) => spec with { ZeroPageDetection = value },
        ["max-bandwidth"] = static (spec, value) => spec with { MaxBandwidth = value },
        ["downtime-limit"] = static (spec, value) => spec with { DowntimeLimitMs = Whole<int>("downtime-limit", value) },
        ["timeout"] = static (spec, value) => spec with { TimeoutS = Whole<int>("timeout", value) },
        ["seed"] = static (spec, value) => spec with { Seed = Whole<long>("seed", value) },
    };

    /// <summary>The methods among which the request's is.</summary>
    public required MethodCatalog Catalog { get; init; }

    /// <summary>The host's name, with its changed parameters: column <c>model</c>.</summary>
    public string Model { get; init; } = Host.Name;

    /// <summary>The request with one option or parameter changed.</summary>
    /// <exception cref="UsageException">There is none of that name, or the value is of the wrong kind.</exception>
    public SimulationRequest With(SweepChange change)
    {
        if (OfEveryRun.TryGetValue(change.Key, out Func<RunSpec, string, RunSpec>? set))
            return this with { Spec = set(Spec, change.Value) };
        if (Catalog.FindOption(change.Key) is not null)
            return this with { Spec = Spec with { Method = Spec.Method.With(change.Key, change.Value) } };
        string model = $"{Model} {change}";
        if (Host.Parameters.Contains(change.Key))
            return this with { Host = Host with { Parameters = Host.Parameters.With(change.Key, Number(change)) }, Model = model };
        if (Scenario.Parameters.Contains(change.Key))
            return this with
            {
                Scenario = Scenario with { Parameters = Scenario.Parameters.With(change.Key, Number(change)) },
                Model = model,
            };
        string[] options = [.. OfEveryRun.Keys, .. Catalog.Options.Select(option => option.Name)];
        IEnumerable<string> known = [.. options, .. Host.Parameters.All.Select(one => one.Key),
            .. Scenario.Parameters.All.Select(one => one.Key)];
        throw new UsageException(
            $"--sweep {change.Key} is neither an option nor a parameter of host {Host.Name} or scenario "
            + $"{Scenario.Name}.{NearestName.Suggest(change.Key, known)} " +
            $"Use {string.Join(", ", options)}, or a parameter's key as the files have it.");
    }

    /// <summary>The unit of an option or a parameter; empty when it has none.</summary>
    public string UnitOf(string key) => key switch
    {
        "downtime-limit" => "ms",
        "timeout" => "s",
        _ => Host.Parameters.Find(key)?.Unit ?? Scenario.Parameters.Find(key)?.Unit ?? "",
    };

    private static double Number(SweepChange change) =>
        double.TryParse(change.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
        ? number
        : throw new UsageException($"--sweep {change} is no number; give numbers for a parameter.");

    private static T Whole<T>(string key, string value)
        where T : struct, IBinaryInteger<T> => T.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number)
        ? number
        : throw new UsageException($"--sweep {key}={value} is no whole number; give whole numbers.");
}
