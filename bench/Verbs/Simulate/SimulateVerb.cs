using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Simulation.Fitting;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>bench simulate</c>: migrations in virtual time.</summary>
internal sealed class SimulateVerb : IVerb
{
    private const string Description =
        """
        Migrates in virtual time on a model of hosts, accelerators and guests: what this machine cannot run, or what a table says.

        Examples:
          bench simulate --reproduce seed
        """;

    private readonly Option<string?> _reproduce = new("--reproduce") { HelpName = "seed|all|TABLE", Description = "simulate published tables and print published | simulated | error" };
    private readonly Option<string?> _fit = new("--fit") { HelpName = "all|HOST", Description = "fit the parameters of kind 'fitted' to a testbed's tables and write them into src/Simulation/Models" };
    private readonly Option<bool> _json = new("--json") { Description = "JSON alone on standard output" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("simulate", Description) { _reproduce, _fit, _json };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        if (parsed.GetValue(_fit) is { } fit)
        {
            ModelFolder folder = new(Path.Combine(session.Folders.Root, "src", "Simulation", "Models"));
            foreach (FitGroup group in FitGroup.Select(fit))
            {
                ErrorSummary errors = new Fitter(new Reproducer(folder, Path.Combine(session.Folders.Results, "reference")), folder).Fit(group, loss => session.Note($"{group.Host} {loss}"), cancellation);
                session.Note(errors.ToString());
            }

            return ExitCodes.Done;
        }

        Reproducer reproducer = new(ModelFolder.BesideProgram, Path.Combine(session.Folders.Results, "reference"));
        IReadOnlyList<ReproducedRow> rows = reproducer.Run(PublishedTables.Select(parsed.GetValue(_reproduce) ?? "seed"), 1, cancellation);
        if (parsed.GetValue(_json)) session.Output.WriteLine(JsonText.Of(rows));
        else ReproductionText.Write(rows, session.Output);
        return ExitCodes.Done;
    }
}
