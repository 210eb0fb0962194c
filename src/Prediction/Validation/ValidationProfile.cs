using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Prediction.Simulations;

namespace MultifdBench.Prediction.Validation;

/// <summary>
/// Which runs are predicted and then made: the quick guests, every method in software that the model of this machine knows, over TCP.
/// </summary>
public static class ValidationProfile
{
    /// <summary>Runs within this machine.</summary>
    /// <param name="methods">All methods.</param>
    public static MatrixProfile Local(MethodCatalog methods) => new()
    {
        Name = "validate",
        Description = "Runs that the simulator has predicted",
        // Of 256 MiB, runs of none take 25 to 50 ms: where the kernel first puts the threads is then a third of them.
        Memory = ["1GiB"],
        Workloads = ["idle", "redis-ycsb-b"],
        Methods = [.. methods.All.Where(IsPredictable).Select(Choose)],
        Channels = [1, 2, 4],
        Transport = ["tcp"],
        Repetitions = 5,
        Simulated = false,
    };

    /// <summary>Runs over a link, where the kernel has the time to place its threads: smaller guests, fewer repetitions.</summary>
    /// <param name="methods">All methods.</param>
    public static MatrixProfile OverLink(MethodCatalog methods) =>
        Local(methods) with { Name = "validate-link", Memory = ["256MiB"], Repetitions = 3 };

    /// <summary>Whether its work is done by the CPU alone, and a micro-benchmark tells what it costs.</summary>
    private static bool IsPredictable(IMethodDefinition method)
    {
        SimulatedForm? form = method.SimulatedForms.FirstOrDefault(
            static form => form.IsFor(Accelerator.None.Name, SimulatedPlace.Software));
        return form is { IsDevice: false } && (form.Codec is null || method.SoftwareCodecs.Any(codec => codec.Key == form.Codec));
    }

    /// <summary>At its defaults, but on no device.</summary>
    private static MethodChoice Choose(IMethodDefinition method)
    {
        MethodChoice choice = new() { Method = method.Name };
        foreach (MethodOption option in method.OptionsOn(Accelerator.None))
        {
            if (option.Column == IntegerOption.LevelColumn) choice = choice.With(option.Key, option.DefaultText);
            else if (option.Column == "path") choice = choice.With(option.Key, SimulatedPlace.Software);
        }

        return choice;
    }
}
