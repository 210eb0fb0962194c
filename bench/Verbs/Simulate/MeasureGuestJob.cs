using System.CommandLine;
using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Machines;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--measure-guest</c>: a guest of any workload, a capture among them, as a scenario of any size.</summary>
/// <param name="options">The guest: workload, memory, seed.</param>
/// <param name="methods">All methods.</param>
internal sealed class MeasureGuestJob(SimulateOptions options, MethodCatalog methods) : SimulateJob
{
    private readonly Option<string?> _file = new("--measure-guest")
    {
        HelpName = "FILE",
        Description = "measure the guest of --workload here (image:FILE for a capture) and write it as a scenario of --memory",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [_file];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(_file) is not null;

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        RunSpec spec = options.Spec(parsed);
        if (!Units.TryParseSize(spec.Memory, out long bytes) || bytes < Page.SizeBytes)
            throw new UsageException($"--memory {spec.Memory} is not a size of memory: write for example --memory 64GiB.");
        GuestKey measured = Workload.ToMeasure(new GuestKey(spec.Workload, bytes, spec.Seed));
        string path = parsed.GetValue(_file)!;
        Storage.DemandReplaceable(path);
        return cancellation => Run(measured, bytes, path, session, cancellation);
    }

    private int Run(GuestKey measured, long bytes, string path, ConsoleSession session, CancellationToken cancellation)
    {
        CachedSurvey survey = new(methods, Workload.Create, cache: null, () => HostFacts.Read(session.CommandLine), session.Time,
            session.Note);
        GuestProfile profile = survey.Guest(measured, others: [], cancellation);
        ParameterFile scenario = OwnMachine.Scenario(profile, bytes, methods, withDeciles: true);
        Storage.Replace(path, Encoding.UTF8.GetBytes(scenario.ToYaml()));
        session.Output.WriteLine($"{RepositoryFolders.Display(path)}: {scenario.Summary}");
        return ExitCodes.Done;
    }
}
