using MultifdBench.Bench.Cli;
using MultifdBench.Methods;

namespace MultifdBench.Tests.Bench;

/// <summary>One command line, run inside the test: its exit code and what it wrote.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static Task<CliRun> Of(params string[] args) => Of(CancellationToken.None, args);

    /// <param name="methods">What the program can run.</param>
    /// <param name="args">The command line.</param>
    public static Task<CliRun> Of(MethodCatalog methods, params string[] args) => Run(methods, args, CancellationToken.None);

    /// <param name="cancellation">Ctrl-C.</param>
    /// <param name="args">The command line.</param>
    public static Task<CliRun> Of(CancellationToken cancellation, params string[] args) =>
        Run(BuiltIn.Methods, args, cancellation);

    private static async Task<CliRun> Run(MethodCatalog methods, string[] args, CancellationToken cancellation)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        int exitCode = await new BenchCommand(() => methods).RunAsync(args, session, cancellation);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }
}
