using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Profiles;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Prediction.Answers;
using MultifdBench.Results;
using MultifdBench.Results.Bundles;

namespace MultifdBench.Bench.Verbs.Rerun;

/// <summary><c>bench rerun</c>: runs what a bundle ran, here and now.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class RerunVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "rerun";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Runs the profile of a bundle again, with its seed, and unpacks the bundled results beside the new ones, to compare both. Verifies
        every hash first, and says what differs here: host, libraries, scenarios, program.

        Examples:
          bench rerun quick.zip
          bench rerun quick.zip --check                      verify it and say what differs; run nothing
          bench rerun quick.zip --out results/again
        """;

    private readonly Argument<string> _bundle = new("FILE") { Description = "a file that 'bench bundle' wrote" };
    private readonly Option<string?> _out =
        new("--out") { HelpName = "DIR", Description = "results folder [default: results/<time>-<host>-<profile>]" };
    private readonly Option<bool> _check = new("--check") { Description = "verify the bundle and say what differs here; run nothing" };

    /// <summary>Makes what adds simulated rows and decisions in the end.</summary>
    internal Func<MethodCatalog, ConsoleSession, MatrixAnswers> CreateAnswers { get; init; } = MatrixAnswering.Create;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _bundle, _out, _check };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        string path = parsed.GetValue(_bundle)!;
        ResultBundle bundle = ResultBundle.Read(path);
        DirectoryInfo policies = Directory.CreateTempSubdirectory("bench-policies-");
        try
        {
            // By the policies that the bundle holds, whatever has the names of their files here.
            bundle.UnpackPolicies(policies.FullName);
            return Run(parsed, path, bundle, policies.FullName, session, cancellation);
        }
        finally
        {
            policies.Delete(recursive: true);
        }
    }

    private int Run(
        ParseResult parsed, string path, ResultBundle bundle, string policies, ConsoleSession session, CancellationToken cancellation)
    {
        MatrixProfile profile = new ProfileFile(methods, policies).Parse(bundle.ProfileYaml, $"{path}: {ResultSetFiles.Profile}");
        // Guests are refilled as then, so that both runs find them in the same way.
        GuestRefill? refill = GuestRefills.Recorded(bundle.HostJson);
        HostFacts here = HostFacts.Read(session.CommandLine) with { GuestRefill = refill?.Name() };
        BundleDifferences differences = BundleDifferences.Of(bundle, here);
        foreach (string difference in differences.All) session.Note("Differs here: " + difference);
        if (parsed.GetValue(_check))
        {
            session.Output.WriteLine(
                Invariant.Text($"{path}: whole, {bundle.Manifest.Files.Count} files, profile {profile.Name}, seed {profile.Seed}; ")
                    + Invariant.Text($"{differences.All.Count} differences here"));
            return ExitCodes.Done;
        }

        DemandScenarios(path, bundle);
        return Run(bundle, profile, policies, refill, here, parsed.GetValue(_out), differences, session, cancellation);
    }

    /// <summary>A scenario that is the reader's own is looked for where the profile has it, as by a matrix.</summary>
    private static void DemandScenarios(string path, ResultBundle bundle)
    {
        string[] problems =
        [
            .. bundle.Manifest.Scenarios.Where(scenario => BundleDifferences.FilesHere(scenario) is null).Select(scenario =>
                $"The scenario {scenario.Workload} is not here. {path} holds it as {string.Join(", ", scenario.Files)}: "
                    + $"unzip it, and put it where the profile looks for it, {scenario.Workload}."),
        ];
        if (problems.Length > 0) throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    private int Run(ResultBundle bundle, MatrixProfile profile, string policies, GuestRefill? recorded, HostFacts here, string? folder,
        BundleDifferences differences, ConsoleSession session, CancellationToken cancellation)
    {
        MatrixProfile asked = OwnPolicies.From(profile, policies);
        MatrixPlan plan = MatrixPlan.Create(asked, methods, Workload.Here());
        MatrixDestination? destination = MatrixDestination.Reach(profile);
        GuestRefill refill = recorded
            ?? GuestRefills.Decide(plan, isDestinationHere: destination is null, MemoryBudget.AvailableBytes());
        HostFacts host = here with { Destination = destination?.Facts, GuestRefill = refill.Name() };
        using ResultSetWriter results = ResultsFolder.Create(folder, host, profile, session, OwnPolicies.Of(asked));
        string bundled = results.Folder + "-bundled";
        bundle.UnpackResults(bundled);
        try
        {
            MatrixCosts guesses = MatrixCosts.Measure(plan, refill, Workload.Sample, cancellation);
            MatrixRunner runner =
                new(plan, results, Workload.Create, new ConsoleObserver(session), session.Time, destination?.Remote, refill, guesses);
            runner.Run(cancellation);
            CreateAnswers(methods, session).Append(plan, results, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionException)
        {
            results.WriteSummary();
            session.Warn($"{(e is ConnectionException ? $"The destination is gone: {e.Message}." : "Interrupted.")} "
                + $"Continue with: bench matrix --resume {RepositoryFolders.Display(results.Folder)}");
            return e is ConnectionException ? ExitCodes.CannotDecide : ExitCodes.Interrupted;
        }

        results.WriteSummary();
        return Conclude(results.ReadRuns(), RepositoryFolders.Display(results.Folder), RepositoryFolders.Display(bundled), differences,
            session);
    }

    private static int Conclude(
        IReadOnlyList<RunRow> runs, string folder, string bundled, BundleDifferences differences, ConsoleSession session)
    {
        int failed = runs.Count(run => run.Outcome == RunOutcome.Failed);
        session.Output.WriteLine(
            Invariant.Text($"{runs.Count} runs in {folder}, {failed} of them failed; the bundled results are in {bundled}."));
        session.Output.WriteLine($"Compare them with: bench compare {bundled} {folder}{differences.AllowOption}");
        if (differences.AllowOption.Length > 0)
            session.Output.WriteLine("The hosts differ, so that a verdict says as much about them as about the program.");
        return failed > 0 ? ExitCodes.CheckFailed : ExitCodes.Done;
    }
}
