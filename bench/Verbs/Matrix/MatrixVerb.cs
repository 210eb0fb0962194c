using System.CommandLine;
using System.CommandLine.Completions;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Profiles;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Prediction.Answers;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary><c>bench matrix</c>: every combination of a profile into a results folder, then tables and charts.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class MatrixVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "matrix";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Runs every combination of a profile, writes a results folder (runs.csv, rounds.csv, summary.csv, host.json, profile.yaml) and
        charts, and prints the comparison tables. A run that fails is a row; Ctrl-C leaves valid files, and --resume goes on.

        Examples:
          bench matrix --profile quick
          bench matrix --profile full --filter 'redis*/z*/4ch' --repetitions 10
          bench matrix --memory 1GiB,4GiB --channels 2,8 --max-bandwidth 10Gbit/s --methods none,zstd-1
          bench matrix --until-ci 2% --max-repetitions 50
          bench matrix --profile nightly --shard 1/4 --out results/night-1
          bench matrix --resume results/20260101-120000-host-quick
          bench matrix --profile quick --destination 192.168.1.2:4444        (a 'bench destination --keep' waits there)
        """;

    private readonly Option<string?> _profile =
        new("--profile") { HelpName = "NAME|FILE", Description = "quick, fleet, full, nightly, or a YAML file [default: quick]" };
    private readonly AxisArguments _axes = new(methods);
    private readonly Option<string?> _filter =
        new("--filter") { HelpName = "GLOB", Description = "only combinations whose label matches, as --list shows them" };
    private readonly Option<int?> _repetitions =
        new("--repetitions") { HelpName = "N", Description = "measured runs per combination [default: the profile's]" };
    private readonly Option<string?> _untilCi = new("--until-ci")
    {
        HelpName = "PERCENT",
        Description = "repeat a combination until the 95 % interval of its total time is this narrow, for example 2%",
    };
    private readonly Option<double?> _minTime =
        new Option<double?>("--min-time")
        {
            HelpName = "SECONDS",
            Description = "repeat a combination until its measured migrations add up to this",
        }.TakingSeconds();
    private readonly Option<int?> _maxRepetitions = new("--max-repetitions")
    {
        HelpName = "N",
        Description = "with --until-ci or --min-time: never more than this [default: the profile's, 100]",
    };
    private readonly Option<string?> _out =
        new("--out") { HelpName = "DIR", Description = "results folder [default: results/<time>-<host>-<profile>]" };
    private readonly Option<string?> _resume =
        new("--resume") { HelpName = "DIR", Description = "go on with an interrupted results folder, as it was asked for" };
    private readonly Option<string?> _shard =
        new("--shard") { HelpName = "K/N", Description = "only every N-th combination, from the K-th on" };
    private readonly Option<long?> _seed =
        new("--seed") { HelpName = "N", Description = "seed of guests and order [default: the profile's]" };
    private readonly Option<string?> _destination = new("--destination")
    {
        HelpName = "HOST:PORT",
        Description = "migrate to a waiting 'bench destination --keep', over TCP [default: the profile's, else this process]",
    };
    private readonly Option<bool> _noReport = new("--no-report") { Description = "draw no charts: for jobs that compare many sessions" };
    private readonly Option<bool> _allRows =
        new("--all-rows") { Description = "tables with every row [default: the best channel count of each method]" };
    private readonly Option<bool> _noSimulated =
        new("--no-simulated") { Description = "no simulated rows for accelerators that this host does not have" };
    private readonly Option<bool> _list =
        new("--list") { Description = "list the combinations and whether they can run here; run nothing" };
    private readonly Option<bool> _check = new("--check")
    {
        Description = "judge the profile, guess the time and memory that it takes, and name what cannot run here; run nothing",
    };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        _profile.CompletionSources.Add(_ => ProfileFile.Names.Select(name => new CompletionItem(name)));
        Command command = new(Name, Description)
            {
                _profile,
            };
        foreach (Option option in _axes.Options) command.Add(option);
        foreach (Option option in (Option[])
            [
                _filter,
                _repetitions,
                _untilCi,
                _minTime,
                _maxRepetitions,
                _out,
                _resume,
                _shard,
                _seed,
                _destination,
                _noSimulated,
                _noReport,
                _allRows,
                _list,
                _check,
            ])
            command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        MatrixPlan plan = MatrixPlan.Create(ReadProfile(parsed), methods, Workload.Here());
        if (parsed.GetValue(_list)) return List(plan, session);
        if (parsed.GetValue(_check)) return MatrixCheck.Print(plan, session, cancellation);
        foreach (string note in plan.Runs.SelectMany(run => run.Notes).Distinct()) session.Note(note);
        MatrixDestination? destination = MatrixDestination.Reach(plan.Profile);
        GuestRefill refill = DecideRefill(parsed, plan, destination);
        using ResultSetWriter results = Open(parsed, plan, destination, refill, session);
        foreach (string warning in results.Warnings) session.Note(warning);
        string? resumeHint = $"Continue with: bench matrix --resume {RepositoryFolders.Display(results.Folder)}";
        try
        {
            ConsoleObserver observer = new(session);
            MatrixCosts guesses = MatrixCosts.Measure(plan, refill, Workload.Sample, cancellation);
            MatrixRunner runner = new(plan, results, Workload.Create, observer, session.Time, destination?.Remote, refill, guesses);
            MatrixOutcome outcome = runner.Run(cancellation);
            MatrixAnswers answers = MatrixAnswering.Create(methods, session);
            answers.Append(plan, results, cancellation);
            MatrixTimes times = new(outcome, answers.Measuring, answers.Simulating);
            results.WriteSummary();
            ReportWishes wishes = new(Charts: !parsed.GetValue(_noReport), AllRows: parsed.GetValue(_allRows));
            return MatrixReport.Print(results.Folder, times, wishes, methods.Looks, session);
        }
        catch (OperationCanceledException)
        {
            results.WriteSummary();
            session.Warn($"Interrupted; what was measured is in {RepositoryFolders.Display(results.Folder)}.");
            session.Warn(resumeHint);
            return ExitCodes.Interrupted;
        }
        catch (ConnectionException e)
        {
            results.WriteSummary();
            session.Warn($"The destination is gone: {e.Message}. What was measured is in {RepositoryFolders.Display(results.Folder)}.");
            session.Warn(resumeHint);
            return ExitCodes.CannotDecide;
        }
        catch (ResultsException e)
        {
            session.Warn(e.Message);
            if (File.Exists(Path.Combine(results.Folder, ResultSetFiles.Runs))) session.Warn(resumeHint);
            return ExitCodes.CannotDecide;
        }
    }

    private MatrixProfile ReadProfile(ParseResult parsed)
    {
        string? resume = parsed.GetValue(_resume);
        if (resume is not null)
        {
            RejectWithResume(parsed);
            string path = Path.Combine(resume, ResultSetFiles.Profile);
            if (!File.Exists(path))
                throw new UsageException(
                    $"--resume {resume}: there is no {ResultSetFiles.Profile}; only a results folder of 'bench matrix' can be continued.");
            return OwnPolicies.From(new ProfileFile(methods, resume).Read(path), resume);
        }

        MatrixProfile profile = _axes.Apply(new ProfileFile(methods).Load(parsed.GetValue(_profile) ?? "quick"), parsed);
        MatrixProfile asked = profile with
        {
            Filter = parsed.GetValue(_filter) ?? profile.Filter,
            Repetitions = parsed.GetValue(_repetitions) ?? profile.Repetitions,
            UntilCi = parsed.GetValue(_untilCi) ?? profile.UntilCi,
            MinTimeS = parsed.GetValue(_minTime) ?? profile.MinTimeS,
            MaxRepetitions = parsed.GetValue(_maxRepetitions) ?? profile.MaxRepetitions,
            Shard = parsed.GetValue(_shard) ?? profile.Shard,
            Seed = parsed.GetValue(_seed) ?? profile.Seed,
            Destination = parsed.GetValue(_destination) ?? profile.Destination,
            Simulated = profile.Simulated && !parsed.GetValue(_noSimulated),
        };
        if (parsed.GetValue(_maxRepetitions) is not null && asked is { UntilCi.Length: 0, MinTimeS: 0 })
            throw new UsageException(
                "--max-repetitions bounds --until-ci and --min-time, and neither is given: add --until-ci 2%, or use --repetitions.");
        return asked;
    }

    /// <summary>A resumed matrix runs exactly what was asked for at first: anything else would mix two matrices in one folder.</summary>
    private void RejectWithResume(ParseResult parsed)
    {
        Option[] fixedByFolder =
        [
            _profile, .. _axes.Options, _filter, _repetitions, _untilCi, _minTime, _maxRepetitions, _out, _shard, _seed, _destination,
            _noSimulated,
        ];
        Option? given = Array.Find(fixedByFolder, option => parsed.GetResult(option) is { Implicit: false });
        if (given is not null)
            throw new UsageException(
                $"{given.Name} cannot be given with --resume: the folder's {ResultSetFiles.Profile} says what to run. Leave it out.");
    }

    /// <summary>As the folder says that is gone on with, so that all of a matrix's runs find their guests in the same way.</summary>
    private GuestRefill DecideRefill(ParseResult parsed, MatrixPlan plan, MatrixDestination? destination)
    {
        string? host = parsed.GetValue(_resume) is { } resume ? HostFiles.Text(resume, ResultSetFiles.Host) : null;
        return GuestRefills.Recorded(host)
            ?? GuestRefills.Decide(plan, isDestinationHere: destination is null, MemoryBudget.AvailableBytes());
    }

    private ResultSetWriter Open(
        ParseResult parsed, MatrixPlan plan, MatrixDestination? destination, GuestRefill refill, ConsoleSession session)
    {
        if (parsed.GetValue(_resume) is { } resume) return ResultSetWriter.Resume(resume);
        HostFacts host = HostFacts.Read(session.CommandLine) with { Destination = destination?.Facts, GuestRefill = refill.Name() };
        return ResultsFolder.Create(parsed.GetValue(_out), host, plan.Profile, session);
    }

    private static int List(MatrixPlan plan, ConsoleSession session)
    {
        foreach (PlannedRun run in plan.Runs)
            session.Output.WriteLine(run.Availability.IsAvailable ? run.Label : $"{run.Label}  unavailable: {run.Availability}");
        return ExitCodes.Done;
    }
}
