using System.Globalization;
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
    private static readonly RunOption[] Swept = [.. RunOptions.All.Where(option => option.CanBeSwept)];

    /// <summary>The methods among which the request's is.</summary>
    public required MethodCatalog Catalog { get; init; }

    /// <summary>The host's name, with its changed parameters: column <c>model</c>.</summary>
    public string Model { get; init; } = Host.Name;

    /// <summary>Whether a reading is kept every 100 ms.</summary>
    public bool KeepsTimeline { get; init; }

    /// <summary>The request with one option or parameter changed.</summary>
    /// <exception cref="UsageException">There is none of that name, or the value is of the wrong kind.</exception>
    public SimulationRequest With(SweepChange change)
    {
        if (Array.Find(Swept, option => option.Name == change.Key) is { } known)
            return this with { Spec = known.Sweep(Spec, change.Value) };
        if (change.Key == MethodCatalog.Option)
            return this with { Spec = Spec with { Method = Spec.Method with { Method = change.Value } } };
        if (change.Key == Accelerator.Option) return this with { Spec = Spec with { Method = Spec.Method with { Accel = change.Value } } };
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
        string[] options =
        [
            .. Swept.Select(option => option.Name), MethodCatalog.Option, Accelerator.Option,
            .. Catalog.Options.Select(option => option.Name),
        ];
        IEnumerable<string> names = [.. options, .. Host.Parameters.All.Select(one => one.Key),
            .. Scenario.Parameters.All.Select(one => one.Key)];
        throw new UsageException(
            $"--sweep {change.Key} is neither an option nor a parameter of host {Host.Name} or scenario "
            + $"{Scenario.Name}.{NearestName.Suggest(change.Key, names)} " +
            $"Use {string.Join(", ", options)}, or a parameter's key as the files have it.");
    }

    /// <summary>The unit of an option or a parameter; empty when it has none.</summary>
    public string UnitOf(string key) => Array.Find(Swept, option => option.Name == key)?.Unit
        ?? Host.Parameters.Find(key)?.Unit ?? Scenario.Parameters.Find(key)?.Unit ?? "";

    private static double Number(SweepChange change) =>
        double.TryParse(change.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
        ? number
        : throw new UsageException($"--sweep {change} is no number; give numbers for a parameter.");
}
