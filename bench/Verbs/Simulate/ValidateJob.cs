using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Prediction.Validation;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--validate</c>: predictions for this machine, or for a link to another one, beside the runs that were predicted.</summary>
/// <param name="options"><c>--out</c>.</param>
/// <param name="methods">All methods.</param>
internal sealed class ValidateJob(SimulateOptions options, MethodCatalog methods) : SimulateJob
{
    private const double MinGbps = 0.01;
    private const double MaxGbps = 1000;

    private readonly Option<bool> _validate = new("--validate")
    {
        Description = "measure this host, predict 24 migrations on it, run them, and print predicted, measured and error",
    };

    private readonly Option<string?> _destination = new("--destination")
    {
        HelpName = "HOST:PORT",
        Description = "with --validate: predict and run migrations to a waiting 'bench destination --keep'",
    };

    private readonly Option<double?> _linkGbps = new Option<double?>("--link-gbps")
    {
        HelpName = "G",
        Description = "with --destination: rate of the link between the hosts, Gbit/s; the round trip is measured",
    }.TakingLinkRates();

    private readonly Option<string?> _filter = new("--filter")
    {
        HelpName = "GLOB",
        Description = "with --validate: only runs whose label matches, for example 'idle/z*/2ch*'",
    };

    private readonly Option<int?> _repetitions = new("--repetitions")
    {
        HelpName = "N",
        Description = "with --validate: measured runs per combination [default: 5, over a link 3]",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [_validate, _destination, _linkGbps, _filter, _repetitions];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(_validate);

    /// <inheritdoc/>
    public override void RejectOptions(ParseResult parsed)
    {
        if (Given(parsed, _destination, _linkGbps, _filter, _repetitions) is { } alone)
        {
            throw new UsageException(
                $"{alone.Name} is an option of {_validate.Name}: add that, or use 'bench matrix', which runs without a prediction.");
        }
    }

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        string? folder = parsed.GetValue(options.Out);
        if (ReadLink(parsed) is not var (destination, gbps))
        {
            MatrixProfile here = Narrow(parsed, ValidationProfile.Local(methods));
            return cancellation => Run(here, folder, link: null, methods, session, cancellation);
        }

        MatrixProfile profile = Narrow(parsed, ValidationProfile.OverLink(methods)) with { Destination = destination };
        _ = MatrixPlan.Create(profile, methods); // what is asked is judged before the destination is looked for
        ValidationLink link = ValidationLink.Explore(MatrixDestination.Reach(profile)!, gbps);
        return cancellation => Run(profile, folder, link, methods, session, cancellation);
    }

    /// <summary>Measures, predicts, runs and prints.</summary>
    /// <param name="profile">The runs; over a link, its destination is the link's.</param>
    /// <param name="folder">Results folder; null for a new one.</param>
    /// <param name="link">The way to a destination in another process; null for this one over the loopback interface.</param>
    /// <param name="methods">All methods.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="engineBytes">Memory of the plain guests that are migrated for the engine's figures.</param>
    /// <param name="patience">As <see cref="EngineMeter.Measure"/> has it.</param>
    internal static int Run(
        MatrixProfile profile,
        string? folder,
        ValidationLink? link,
        MethodCatalog methods,
        ConsoleSession session,
        CancellationToken cancellation,
        long engineBytes = EngineMeter.DefaultGuestBytes,
        TimeSpan? patience = null)
    {
        MatrixPlan plan = MatrixPlan.Create(profile, methods);
        HostFacts facts = HostFacts.Read(session.CommandLine) with { Destination = link?.Facts };
        using ResultSetWriter results = ResultsFolder.Create(folder, facts, profile, session);
        if (link is not null) session.Output.WriteLine(link);
        try
        {
            ValidationRun run = new(plan, link, Workload.Create, session.Time, session.Note, engineBytes, patience);
            ValidationOutcome outcome = run.Run(results, new ConsoleObserver(session), methods, cancellation);
            ValidationText.Write(outcome, session);
            session.Note($"Results: {RepositoryFolders.Display(results.Folder)}");
            return outcome.Runs.AnyFailed ? ExitCodes.CheckFailed : ExitCodes.Done;
        }
        catch (ConnectionException e) when (link is not null)
        {
            results.WriteSummary();
            string where = RepositoryFolders.Display(results.Folder);
            session.Warn($"The destination is gone: {e.Message}. What was predicted and measured is in {where}.");
            return ExitCodes.CannotDecide;
        }
    }

    /// <summary>The runs to validate, as narrowed by the user.</summary>
    private MatrixProfile Narrow(ParseResult parsed, MatrixProfile profile) => profile with
    {
        Filter = parsed.GetValue(_filter) ?? profile.Filter,
        Repetitions = parsed.GetValue(_repetitions) ?? profile.Repetitions,
    };

    /// <summary>Where to validate over a link, and its rate in Gbit/s; null when neither was given.</summary>
    /// <exception cref="UsageException">One is there without the other, or the rate is out of range.</exception>
    private (string Destination, double Gbps)? ReadLink(ParseResult parsed)
    {
        (string? destination, double? gbps) = (parsed.GetValue(_destination), parsed.GetValue(_linkGbps));
        if (destination is null && gbps is null) return null;
        if (destination is null)
            throw new UsageException($"{_linkGbps.Name} is the rate of the link to a destination: add {_destination.Name} HOST:PORT.");
        if (gbps is not { } rate)
            throw new UsageException($"{_destination.Name} needs {_linkGbps.Name} G: a prediction has to know the link's rate.");
        return rate is >= MinGbps and <= MaxGbps
            ? (destination, rate)
            : throw new UsageException(Text($"{_linkGbps.Name} {rate} is out of range: use {MinGbps} to {MaxGbps} Gbit/s."));
    }
}
