using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Validation;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--measure</c>: this machine and two guests as model files.</summary>
/// <param name="methods">All methods.</param>
internal sealed class MeasureJob(MethodCatalog methods) : SimulateJob
{
    private const string GuestMemory = "256MiB";

    private readonly Option<string?> _measure = new("--measure")
    {
        HelpName = "DIR",
        Description = "measure this host and the guests idle and redis-ycsb-b of 256 MiB; write host and scenario files there",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [_measure];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(_measure) is not null;

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        string folder = parsed.GetValue(_measure)!;
        return cancellation => Run(folder, ValidationProfile.Local(methods).Channels, methods, session, cancellation);
    }

    /// <summary>Measures and writes, and says how far it came.</summary>
    /// <param name="folder">Where to write.</param>
    /// <param name="channels">The numbers of channels to measure.</param>
    /// <param name="methods">All methods.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="cancellation">Ends it; files that are written stay.</param>
    /// <param name="guestBytes">Memory of the plain guests that are migrated for the engine's figures.</param>
    internal static int Run(
        string folder,
        IReadOnlyList<int> channels,
        MethodCatalog methods,
        ConsoleSession session,
        CancellationToken cancellation,
        long guestBytes = EngineMeter.DefaultGuestBytes)
    {
        MatrixPlan plan = MatrixPlan.Create(ValidationProfile.Local(methods) with { Memory = [GuestMemory] }, methods);
        GuestKey[] guests = [.. plan.Runs.Select(run => run.Guest).Distinct()];
        MachineSurvey survey = new(folder, channels, guests);
        try
        {
            void Written(string path) => session.Output.WriteLine(RepositoryFolders.Display(path));
            survey.Run(methods, Workload.Create, session.Note, Written, cancellation, guestBytes);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            session.Warn($"Interrupted: {survey.Written} of {survey.Files} files are written and whole; what was being measured is lost.");
            return ExitCodes.Interrupted;
        }
    }
}
