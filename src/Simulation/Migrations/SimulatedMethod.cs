using MultifdBench.Core;

namespace MultifdBench.Simulation.Migrations;

/// <summary>A method as the simulator knows it.</summary>
/// <param name="Codec">Key of its costs in the scenario; null for <c>none</c>.</param>
/// <param name="WorkPlace">Where its work is done.</param>
/// <param name="SoftwareCodec">Key of the codec that takes over when the device is busy; null where nothing does.</param>
/// <param name="Streams">Independent streams of a packet, 1 to 128; more than one lets a stream method's pages overlap.</param>
/// <param name="IsDynamic">Whether device jobs have their own Huffman tables: two passes, or one of IAA 2.0.</param>
public sealed record SimulatedMethod(string? Codec, WorkPlace WorkPlace, string? SoftwareCodec = null, int Streams = 1,
    bool IsDynamic = false)
{
    /// <summary>The device that does the work, by the first part of its parameters' names; null where none does.</summary>
    public string? Device { get; init; }

    /// <summary>What to use on a host without it, as a clause after "or"; null where there is nothing but another method.</summary>
    public string? Instead { get; init; }

    /// <summary>Whether each page of a packet is a part of its own.</summary>
    public bool IsPageByPage { get; init; }

    /// <summary>Method <c>none</c>.</summary>
    public static SimulatedMethod None { get; } = new(null, WorkPlace.Nowhere) { IsPageByPage = true };
}
