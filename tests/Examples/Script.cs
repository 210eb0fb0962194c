using System.Diagnostics;

namespace MultifdBench.Tests.Examples;

/// <summary>Runs a shell script of <c>examples/</c>, or a part of one, with the program that was built with these tests.</summary>
internal static class Script
{
    /// <summary>The command that runs the program.</summary>
    public static string Bench => $"dotnet {Path.Combine(AppContext.BaseDirectory, "bench.dll")}";

    /// <summary>A file below <c>examples/</c>.</summary>
    public static string Example(string name) => Path.Combine(SampleData.RepositoryRoot(), "examples", name);

    /// <summary>Runs bash and waits; output and errors together.</summary>
    /// <param name="args">Of bash.</param>
    /// <param name="variables">Added to the environment.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> args,
        params (string Name, string Value)[] variables)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "no /bin/bash for the examples' scripts");
        ProcessStartInfo start = new("/bin/bash", args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
