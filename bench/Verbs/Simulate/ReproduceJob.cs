using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Management;
using MultifdBench.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--reproduce</c>: the published tables, simulated.</summary>
/// <param name="options">Seed and <c>--json</c>.</param>
/// <param name="methods">All methods.</param>
internal sealed class ReproduceJob(SimulateOptions options, MethodCatalog methods) : SimulateJob
{
    private readonly Option<string?> _reproduce = new("--reproduce")
    {
        HelpName = "seed|all|TABLE",
        Description = "simulate published tables: published, simulated and error of every row",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [_reproduce];

    /// <summary>Where the published tables are.</summary>
    public static string ReferenceFolder(ConsoleSession session) => Path.Combine(session.Folders.Results, "reference");

    /// <summary>What manages the migrations of a published row.</summary>
    public static Func<IManagementPolicy> Policy(string name) => PolicyCatalog.Get(name).Create;

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(_reproduce) is not null;

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        IReadOnlyList<PublishedTable> tables = PublishedTables.Select(parsed.GetValue(_reproduce)!);
        long seed = options.Seed(parsed);
        return cancellation => Run(tables, seed, parsed.GetValue(options.Json), session, cancellation);
    }

    private int Run(
        IReadOnlyList<PublishedTable> tables, long seed, bool isJson, ConsoleSession session, CancellationToken cancellation)
    {
        Reproducer reproducer = new(ModelFolder.BesideProgram, ReferenceFolder(session), methods.SimulatedForms, Policy);
        IReadOnlyList<ReproducedRow> rows = reproducer.Run(tables, seed, cancellation);
        if (isJson) session.Output.WriteLine(JsonText.Of(rows));
        else ReproductionText.Write(rows, session.Output);
        return ExitCodes.Done;
    }
}
