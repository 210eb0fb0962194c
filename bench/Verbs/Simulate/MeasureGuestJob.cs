using System.CommandLine;
using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Folders;
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

    private readonly Option<string?> _results = new("--from-results")
    {
        HelpName = "DIR",
        Description = "with --measure-guest: take the guest from the measured runs of a results folder, and run nothing",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [_file, _results];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(_file) is not null;

    /// <inheritdoc/>
    public override void RejectOptions(ParseResult parsed)
    {
        if (Given(parsed, _results) is not null)
            throw new UsageException($"{_results.Name} belongs to {_file.Name} FILE: add it, the scenario to write.");
    }

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        RunSpec spec = options.Spec(parsed);
        if (!Units.TryParseSize(spec.Memory, out long bytes) || bytes < Page.SizeBytes)
            throw new UsageException($"--memory {spec.Memory} is not a size of memory: write for example --memory 64GiB.");
        string path = parsed.GetValue(_file)!;
        if (parsed.GetValue(_results) is { } folder)
        {
            FolderScenario guest = FolderScenario.Of(ResultSet.Load(folder), options.NamedWorkload(parsed), methods);
            Storage.DemandReplaceable(path);
            return _ => FromResults(guest, bytes, path, session);
        }

        GuestKey measured = Workload.ToMeasure(new GuestKey(spec.Workload, bytes, spec.Seed));
        Storage.DemandReplaceable(path);
        return cancellation => Run(measured, bytes, path, session, cancellation);
    }

    private int Run(GuestKey measured, long bytes, string path, ConsoleSession session, CancellationToken cancellation)
    {
        CachedSurvey survey = new(methods, Workload.Create, cache: null, () => HostFacts.Read(session.CommandLine), session.Time,
            session.Note);
        GuestProfile profile = survey.Guest(measured, others: [], cancellation);
        return Write(OwnMachine.Scenario(profile, bytes, methods, withDeciles: true), path, session);
    }

    private static int FromResults(FolderScenario guest, long bytes, string path, ConsoleSession session)
    {
        foreach (string note in guest.Notes) session.Note(note);
        return Write(guest.Sized(bytes), path, session);
    }

    private static int Write(ParameterFile scenario, string path, ConsoleSession session)
    {
        Storage.Replace(path, Encoding.UTF8.GetBytes(scenario.ToYaml()));
        session.Output.WriteLine($"{RepositoryFolders.Display(path)}: {scenario.Summary}");
        return ExitCodes.Done;
    }
}
