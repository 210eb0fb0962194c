using MultifdBench.Core;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Advice;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Twins;
using MultifdBench.Prediction.Validation;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Prediction.Answers;

/// <summary>
/// What the measured rows of a matrix cannot say: which method wins for its guests at the size of a fleet's, over the links that its
/// profile names, on this machine and on the hosts of an accelerator. How far the model is off is told by the matrix's own rows.
/// </summary>
/// <param name="methods">All methods.</param>
/// <param name="survey">Measures this machine and guests.</param>
/// <param name="publishedError">Relative error of the models of published hosts: 0.1 is 10 %.</param>
/// <param name="time">Time stamps.</param>
/// <param name="note">Told, one line each, what could not be decided and why.</param>
/// <param name="engineBytes">Memory of the plain guests that are migrated for the figures of this machine.</param>
public sealed class MatrixDecisions(
    MethodCatalog methods, CachedSurvey survey, double publishedError, TimeProvider time, Action<string> note,
    long engineBytes = EngineMeter.DefaultGuestBytes)
{
    // The transport that the model of this machine is of.
    private const string ModelledTransport = "tcp";

    // Three kinds of guests for each number of channels: a default run is to be over in minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Simulated too, so that the place where the answer changes is interpolated between near links.
    private static readonly double[] Between = [2.5, 5, 50];

    /// <summary>
    /// Measures this machine and the guests, predicts the matrix's own combinations, and decides: <c>validation.csv</c>,
    /// <c>decisions.csv</c>, and for charts <c>links.csv</c> and <c>limits.csv</c>. Nothing where the profile names no links.
    /// </summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="results">Its rows, and where the files go.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Write(MatrixPlan plan, ResultSetWriter results, CancellationToken cancellation)
    {
        if (plan.Profile.AnswerLinkGbps.Count == 0) return;
        try
        {
            OwnMachine machine = Measure(plan, cancellation);
            (double error, int? combinations) = ErrorHere(plan, machine, results, cancellation);
            Found found = new();
            AdviceHost[] elsewhere = [.. Elsewhere()];
            foreach (GuestKey guest in plan.Runs.Select(run => run.Guest).Distinct())
            {
                AdviceHost here = new(machine.HostWith(1).Name, IsHere: true, machine.HostWith);
                Decide(found, plan, machine, guest, here, error, combinations, cancellation);
                foreach (AdviceHost there in elsewhere)
                    Decide(found, plan, machine, guest, there, publishedError, combinations: null, cancellation);
            }

            results.WriteLinks(found.Links);
            results.WriteLimits(found.Limits);
            results.WriteDecisions(found.Decisions);
        }
        catch (UsageException e)
        {
            note($"No answer over links: {e.Message}");
        }
    }

    private OwnMachine Measure(MatrixPlan plan, CancellationToken cancellation)
    {
        // One channel is always measured, and named so that the cache's identity is the same.
        IEnumerable<int> channels = plan.Runs.Select(run => run.Parameters.Channels).Prepend(1);
        OwnMachine machine = survey.Machine(channels, Patience, cancellation, engineBytes);
        foreach (GuestKey guest in plan.Runs.Select(run => run.Guest).Distinct()) machine.Add(guest, survey.Guest(guest, [], cancellation));

        return machine;
    }

    /// <summary>
    /// Median |error| of the predicted total times of the matrix's combinations over TCP, and how many they are; the published error where
    /// there are none. Those over memory are predicted and written too, but no link is like it.
    /// </summary>
    private (double Error, int? Combinations) ErrorHere(
        MatrixPlan plan, OwnMachine machine, ResultSetWriter results, CancellationToken cancellation)
    {
        // The way to another process is no part of this machine's model.
        if (plan.Profile.Destination.Length > 0) return (publishedError, null);
        IReadOnlyList<RunRow> measured = results.ReadRuns();
        (string Transport, ValidationLine Line)[] lines =
        [
            .. from run in plan.Runs
               where run.Availability.IsAvailable
               let predicted = Predict(machine, run, cancellation)
               where predicted is not null
               let line = ValidationLine.Of(predicted, measured, isQuiet: null)
               where line is not null
               select (run.Combination.Transport, line),
        ];
        ValidationLine.Write([.. lines.Select(one => one.Line)], results.Folder);
        double[] errors = [.. lines.Where(one => one.Transport == ModelledTransport).Select(one => Math.Abs(one.Line.Error)).Order()];
        return errors.Length == 0 ? (publishedError, null) : (Median.OfSorted(errors), errors.Length);
    }

    /// <summary>Null for a method of which this machine's model does not know the costs.</summary>
    private PredictedRun? Predict(OwnMachine machine, PlannedRun run, CancellationToken cancellation)
    {
        try
        {
            (RunRow row, _, string busiest) = machine.Predict(run, link: null, time.GetUtcNow(), cancellation);
            return new PredictedRun(run, row, busiest);
        }
        catch (UsageException)
        {
            return null;
        }
    }

    /// <summary>The hosts of the first device that has some: others would take as long again.</summary>
    private IEnumerable<AdviceHost> Elsewhere() =>
        (methods.Devices.FirstOrDefault(device => device.Hosts.Any())?.Hosts ?? [])
            .Select(name => AdviceHost.Of(ParameterFile.Read(ModelFolder.BesideProgram.FindHost(name))));

    private bool IsPublished(AdviceHost host) => !methods.Devices.Any(device => device.NewerHosts.Contains(host.Name));

    private void Decide(
        Found found, MatrixPlan plan, OwnMachine machine, GuestKey guest, AdviceHost host, double error, int? combinations,
        CancellationToken cancellation)
    {
        double[] links = [.. plan.Profile.AnswerLinkGbps.Distinct().Order()];
        // At a small measured guest's own size the answer would be one of fixed costs.
        long bytes = SimulatedSizes.OfAnswers(plan, guest);
        AdviceQuestion question = new()
        {
            MemoryBytes = bytes,
            LinksGbps = links,
            DowntimeLimitMs = plan.Profile.DowntimeLimitMs[0],
            Seed = guest.Seed,
        };
        Advisor advisor = new(question, machine.ScenarioOf(guest, bytes), methods, time.GetUtcNow());
        Decision[] decisions =
        [
            .. links.Union(Between.Where(link => link > links[0] && link < links[^1])).Order()
                .Select(link => Decision.Of(link, advisor.UsualCandidates(host, link, cancellation), error)),
        ];
        found.Links.AddRange(decisions.SelectMany(one => one.Ranking).Select(one => one.Row));
        // Elsewhere they would take as long as all the rest.
        if (host.IsHere)
        {
            found.Limits.AddRange(decisions.Where(one => links.Contains(one.LinkGbps))
                .SelectMany(one => advisor.Limits(host, one, cancellation)));
        }

        found.Decisions.AddRange(Rows(decisions).Select(row => row with
        {
            Workload = guest.Workload,
            MemoryMib = bytes / (double)Units.MiB,
            Model = host.Name,
            IsHere = host.IsHere,
            IsAsked = links.Contains(row.LinkGbps),
            IsHostPublished = IsPublished(host),
            ModelErrorN = combinations,
        }));
    }

    /// <summary>A row per link, with who leads there and where the next one takes over.</summary>
    private static IEnumerable<DecisionRow> Rows(Decision[] decisions)
    {
        IReadOnlyList<string> leaders = Crossing.Leaders(decisions);
        Queue<double> changes = new(Crossing.Find([.. decisions.Select(one => (one.LinkGbps, one))]).Select(change => change.At));
        for (int i = 0; i < decisions.Length; i++)
        {
            bool stays = i + 1 == decisions.Length || leaders[i + 1] == leaders[i];
            yield return Row(decisions[i]) with
            {
                Leader = leaders[i],
                LeaderChannels = decisions[i].Ranking.FirstOrDefault(one => one.Method == leaders[i])?.Row.Channels,
                ChangesAtGbps = stays ? null : changes.Dequeue(),
            };
        }
    }

    private static DecisionRow Row(Decision decision) => new()
    {
        Workload = "",
        MemoryMib = 0,
        Model = "",
        LinkGbps = decision.LinkGbps,
        Method = decision.Winner?.Method ?? "",
        Channels = decision.Winner?.Row.Channels,
        TotalTimeMs = decision.Winner?.TotalMs,
        RunnerUp = decision.RunnerUp?.Method ?? "",
        RunnerUpChannels = decision.RunnerUp?.Row.Channels,
        RunnerUpTotalTimeMs = decision.RunnerUp?.TotalMs,
        IsTie = decision.IsTie,
        ModelError = decision.Error,
    };

    /// <summary>What goes into files.</summary>
    private sealed class Found
    {
        public List<DecisionRow> Decisions { get; } = [];

        public List<RunRow> Links { get; } = [];

        public List<LimitRow> Limits { get; } = [];
    }
}
