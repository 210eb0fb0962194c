using System.Runtime.CompilerServices;

namespace MultifdBench.Tests;

/// <summary>
/// Has the processes that tests start compile quickly. The program compiles all of its code with every optimisation, so that nothing
/// changes inside a measurement; a run of milliseconds takes half its CPU time for that, and no test asserts how fast one is.
/// </summary>
internal static class QuickPrograms
{
    [ModuleInitializer]
    internal static void Prepare()
    {
        foreach ((string name, string value) in ((string, string)[])[("DOTNET_TC_QuickJit", "1"), ("DOTNET_TieredPGO", "0")])
        {
            // What somebody has set is meant: CI runs tests of kernels without quick compilation.
            if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
        }
    }
}
