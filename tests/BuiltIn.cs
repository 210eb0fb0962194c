using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests;

/// <summary>What comes with the program, for tests that are about no catalog of their own.</summary>
internal static class BuiltIn
{
    public static MethodCatalog Methods => MethodCatalog.BuiltIn;

    public static WireMethods OnTheWire => Methods.OnTheWire;

    /// <summary>The accelerator of that name.</summary>
    public static Accelerator Accelerator(string name) => Methods.Accelerators.Single(known => known.Name == name);

    /// <summary>The level option of a method; null for a method without levels.</summary>
    public static IntegerOption? LevelOf(string method) =>
        Methods.Get(method).Options.OfType<IntegerOption>().SingleOrDefault(option => option.Column == IntegerOption.LevelColumn);

    /// <summary>A request with the level of its method.</summary>
    public static MethodRequest WithLevel(this MethodRequest request, int level) => request.With(LevelOf(request.Method)!, level);
}
