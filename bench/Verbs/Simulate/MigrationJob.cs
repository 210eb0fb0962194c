using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>A single migration: what <c>simulate</c> does when nothing else is asked for.</summary>
/// <param name="options">The migration, its host and guest.</param>
internal sealed class MigrationJob(SimulateOptions options) : SimulateJob
{
    private const string UsualMemory = "64GiB";
    private const long UsualPages = 64 * Units.GiB / Page.SizeBytes;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => true;

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        SimulationRequest request = options.Read(parsed, axes: []);
        IReadOnlyList<SimulationPoint> point = SimulationPoint.All(request, axes: []);
        return cancellation => Run(request, point, parsed, session, cancellation);
    }

    private int Run(
        SimulationRequest request,
        IReadOnlyList<SimulationPoint> point,
        ParseResult parsed,
        ConsoleSession session,
        CancellationToken cancellation)
    {
        using ResultSetWriter results = SimulatedFolder.Open(request, parsed.GetValue(options.Out), session);
        if (SimulatedFolder.Fill(results, point, session, cancellation) is not [{ } run]) return ExitCodes.Interrupted;
        if (parsed.GetValue(options.Json))
        {
            session.Output.WriteLine(JsonText.Of(run.Row));
            return run.IsCompleted ? ExitCodes.Done : ExitCodes.CheckFailed;
        }

        SimulationPlan plan = run.Point.Plan;
        RunInterval? interval = RunInterval.Of(plan.Host, plan.Guest, plan.Setup, cancellation);
        session.Output.WriteLine(SimulateText.Describe(run, interval, Larger(request, run, session, cancellation)));
        return run.IsCompleted ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    /// <summary>The same guest at the size that people migrate, where this one's time is mostly constants; else null.</summary>
    private static SimulatedRun? Larger(
        SimulationRequest request, SimulatedRun run, ConsoleSession session, CancellationToken cancellation)
    {
        if (!run.IsMostlyFixed || run.Point.Plan.Guest.Pages >= UsualPages) return null;
        SweepAxis size = new("memory", [UsualMemory]);
        IReadOnlyList<SimulatedRun> runs = SimulatedRun.All(SimulationPoint.All(request, [size]), session.Time.GetUtcNow(), cancellation);
        return runs is [var larger] ? larger : null;
    }
}
