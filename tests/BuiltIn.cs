using MultifdBench.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests;

/// <summary>What comes with the program, for tests that are about no catalog of their own.</summary>
internal static class BuiltIn
{
    public static MethodCatalog Methods => MethodCatalog.BuiltIn;

    public static WireMethods OnTheWire => Methods.OnTheWire;
}
