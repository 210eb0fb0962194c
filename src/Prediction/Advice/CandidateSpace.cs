using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Prediction.Advice;

/// <summary>The methods among which advice chooses, on one host.</summary>
internal static class CandidateSpace
{
    /// <summary>The column of an option that chooses Huffman tables.</summary>
    public const string HuffmanColumn = "huffman";

    /// <summary>Channel counts that are tried.</summary>
    public static IReadOnlyList<int> Channels { get; } = [1, 2, 4, 8, 16];

    /// <summary>
    /// Every method without an accelerator, and on each accelerator whose device the host has, with each kind of Huffman tables where the
    /// method has a choice. Which of them the guest's costs are known of shows when they are planned.
    /// </summary>
    /// <param name="catalog">All methods.</param>
    /// <param name="host">The host.</param>
    public static IEnumerable<MethodChoice> Choices(MethodCatalog catalog, HostModel host) =>
        from method in catalog.All
        from asked in method.Accelerators.Select(rule => rule.Asked).Distinct()
        where asked != Accelerator.Auto && (asked == Accelerator.None || HasDevice(method, asked, host))
        from choice in Variants(method, asked)
        select choice;

    private static bool HasDevice(IMethodDefinition method, Accelerator asked, HostModel host) =>
        SimulatedPlace.OnDevice(method, asked) is { } place && host.CanRun(place.Form);

    private static IEnumerable<MethodChoice> Variants(IMethodDefinition method, Accelerator asked)
    {
        MethodChoice choice = new() { Method = method.Name, Accel = asked.Name };
        MethodOption? huffman = method.OptionsOn(asked).FirstOrDefault(option => option.Column == HuffmanColumn);
        return huffman is null ? [choice] : huffman.Completions.Select(value => choice.With(huffman.Name, value));
    }
}
