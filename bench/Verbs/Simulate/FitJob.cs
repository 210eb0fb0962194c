using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Methods;
using MultifdBench.Simulation.Fitting;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--fit</c>: chooses the parameters of kind <c>fitted</c> and writes them into the repository's model files.</summary>
/// <param name="methods">All methods.</param>
internal sealed class FitJob(MethodCatalog methods) : SimulateJob
{
    private readonly Option<string?> _fit = new("--fit")
    {
        HelpName = "all|HOST",
        Description =
            "fit the parameters of kind 'fitted' to a host's tables and write them, with what remains, into src/Simulation/Models",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [_fit];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(_fit) is not null;

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        IReadOnlyList<FitGroup> groups = FitGroup.Select(parsed.GetValue(_fit)!);
        // The files in the repository, not the copies beside the program: a fit is to be looked at and committed.
        ModelFolder models = new(Path.Combine(session.Folders.Root, "src", "Simulation", "Models"));
        Fitter fitter = new(new Reproducer(models, ReproduceJob.ReferenceFolder(session), methods.SimulatedForms,
            ReproduceJob.Policy), models);
        // A fit takes minutes: what could not be written after it is refused now.
        foreach (FitGroup group in groups) fitter.DemandOutputs(group);
        return cancellation => Run(fitter, groups, session, cancellation);
    }

    private static int Run(Fitter fitter, IReadOnlyList<FitGroup> groups, ConsoleSession session, CancellationToken cancellation)
    {
        foreach (FitGroup group in groups)
        {
            ErrorSummary errors = fitter.Fit(group, loss => session.Note(Text($"{group.Host}: loss {loss:0.00000}")), cancellation);
            session.Output.WriteLine($"{group.Host}: {ReproductionText.Describe(errors)}");
        }

        session.Note("Build again to use the new values.");
        return ExitCodes.Done;
    }
}
