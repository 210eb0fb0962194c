using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Advice;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Validation;
using MultifdBench.Reporting.Answers;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Bench.Verbs.Advise;

/// <summary><c>bench advise</c>: which method and channels for this guest, host and link, whether it converges and what it costs.</summary>
/// <param name="methods">Among what it chooses.</param>
internal sealed class AdviseVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "advise";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Says which method, how many channels and which zero-page mode to use for a guest, a host and a link: will it converge, how long does
        it take, what does it cost. It measures this machine and the guest (under a minute, kept for the next time), simulates every
        configuration at the asked size, runs the best two for real at a size that fits here, and prints lines to paste.

        Examples:
          bench advise --workload redis-ycsb-b --memory 64GiB --link-gbps 10,25 --cores 4
          bench advise --workload image:guest.pages.zst --memory 16GiB --link-gbps 1 --slo 'downtime<=300ms,total<=120s'
          bench advise --workload redis-ycsb-b --memory 64GiB --link-gbps 25 --guests 40 --host spr-v4
          bench advise --workload redis-ycsb-b --memory 64GiB --link-gbps 1 --policy all --tls
          bench advise --workload silesia-64g --link-gbps 1,10,100 --host spr-v4 --json

        Exit code 1: no configuration converges, or none keeps --slo, over one of the links.
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description);
        AdviseOptions options = new(command);
        command.SetAction((parsed, cancellation) =>
            Task.Run(() => Run(options, parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(AdviseOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        AdviseRequest request = options.Read(parsed);
        HostFacts facts = HostFacts.Read(session.CommandLine);
        using ResultSetWriter results = Open(request, parsed.GetValue(options.Out), facts, session);
        (OwnMachine? machine, GuestKey measured) = Measure(request, facts, session, cancellation);
        AdviseAnswer answer = Simulate(request, machine, measured, session, cancellation);
        foreach (RunRow row in answer.Elsewhere.Prepend(answer.Asked).SelectMany(one => one.Rows)) results.Append(row, []);
        results.WriteLimits(answer.Asked.Limits);
        return Conclude(
            answer, simulated => Check(simulated, machine, measured, results, session, cancellation), results,
            parsed.GetValue(options.Json), parsed.GetValue(options.JUnit), session);
    }

    /// <summary>Checks an answer and prints it; the answer so far where that is interrupted.</summary>
    /// <param name="answer">Simulated.</param>
    /// <param name="check">Puts real runs beside it.</param>
    /// <param name="results">Holds what was simulated; the summary follows here.</param>
    /// <param name="isJson">Whether it is for scripts.</param>
    /// <param name="junit">File for a CI server; null for none.</param>
    /// <param name="session">Where to print.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    internal static int Conclude(
        AdviseAnswer answer, Func<AdviseAnswer, AdviseAnswer> check, ResultSetWriter results, bool isJson, string? junit,
        ConsoleSession session)
    {
        bool isInterrupted = false;
        try
        {
            answer = check(answer);
        }
        catch (OperationCanceledException)
        {
            isInterrupted = true;
            answer = answer with { NoCheck = "it was interrupted" };
        }

        results.WriteSummary();
        if (isJson) session.Output.WriteLine(AdviseJson.Of(answer));
        else AdviseText.Write(answer, session);
        if (junit is not null) Storage.Replace(junit, AdviseJUnit.Render(answer));
        session.Note($"Results: {RepositoryFolders.Display(results.Folder)}; 'bench report' draws them.");
        return isInterrupted ? ExitCodes.Interrupted : answer.Asked.IsGoodEnough ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private (OwnMachine? Machine, GuestKey Measured) Measure(
        AdviseRequest request, HostFacts facts, ConsoleSession session, CancellationToken cancellation)
    {
        // Published host and published guest: there is nothing to measure.
        if (request is { Scenario: not null, Host: not null }) return (null, request.Guest);
        GuestKey asked = request.Scenario is null ? request.Guest : request.Guest with { Workload = "idle" };
        GuestKey key = Workload.ToMeasure(asked);
        CachedSurvey survey = new(methods, Workload.Create, MeasurementCache.OfThisUser(), () => facts, session.Time, session.Note)
        {
            IsFresh = request.IsFresh,
        };
        return (new AdviceSurvey(survey).Measure(key, cancellation), key);
    }

    private AdviseAnswer Simulate(
        AdviseRequest request, OwnMachine? machine, GuestKey measured, ConsoleSession session, CancellationToken cancellation)
    {
        ParameterFile scenario = request.Scenario ?? machine!.ScenarioOf(measured, request.Question.MemoryBytes);
        AdviceHost host = request.Host is { } file
            ? AdviceHost.Of(file)
            : new AdviceHost(Environment.MachineName, IsHere: true, machine!.HostWith);
        Advisor advisor = new(request.Question, scenario, methods, session.Time.GetUtcNow());
        session.Note("Simulating every method, channel count and zero-page mode ...");
        HostAdvice asked = HostAdvice.Of(host, request.Question, advisor, ModelError.TotalTime, isWhole: true, cancellation);
        Dictionary<string, string> excluded = new(advisor.Excluded, StringComparer.Ordinal);
        HostAdvice[] elsewhere =
        [
            .. methods.Devices.SelectMany(device => device.Hosts).Distinct().Where(name => name != host.Name)
                .Select(name => AdviceHost.Of(ParameterFile.Read(ModelFolder.BesideProgram.FindHost(name))))
                .Select(other => HostAdvice.Of(other, request.Question, advisor, ModelError.TotalTime, isWhole: false, cancellation)),
        ];
        return new AdviseAnswer
        {
            Request = request,
            Asked = asked,
            Elsewhere = elsewhere,
            Excluded = excluded,
            Error = ModelError.TotalTime,
            NoCheck = WhyNoCheck(request, asked),
            Methods = methods,
        };
    }

    private static string? WhyNoCheck(AdviseRequest request, HostAdvice asked)
    {
        if (!request.Checks) return "--no-check";
        if (request.Host is { } host) return $"{host.Name} is not this machine";
        if (request.Scenario is not null) return "a scenario is a model: there is no guest to migrate";
        return asked.Decisions[0].Winner is null ? "nothing converges" : null;
    }

    /// <summary>Those that lead, see <see cref="Decision.Leading"/>, run for real.</summary>
    private AdviseAnswer Check(
        AdviseAnswer answer, OwnMachine? machine, GuestKey measured, ResultSetWriter results, ConsoleSession session,
        CancellationToken cancellation)
    {
        if (answer.NoCheck is not null) return answer;
        Decision first = answer.First;
        AdviceCheck check = new(machine!, measured, Workload.Create, methods, Workload.Here(), session.Time);
        session.Note("Running the best for real ...");
        IReadOnlyList<(Candidate, ValidationLine Line)> lines = check.Run(
            first.Leading, first.LinkGbps, answer.Request.Question, results, new ConsoleObserver(session), cancellation);
        if (lines.Count == 0) return answer with { NoCheck = "no run that was predicted completed here" };
        double error = lines.Max(one => Math.Abs(one.Line.Error));
        return answer with { Check = lines, Error = error, Asked = answer.Asked.WithError(error) };
    }

    private static ResultSetWriter Open(AdviseRequest request, string? folder, HostFacts facts, ConsoleSession session)
    {
        MatrixProfile profile = new()
        {
            Name = "advise",
            Description = "simulated configurations, and the best of them measured",
            Memory = [Units.FormatSize(request.Question.MemoryBytes).Replace(" ", "", StringComparison.Ordinal)],
            Workloads = [request.Guest.Workload],
            DowntimeLimitMs = [request.Question.DowntimeLimitMs],
            Policy = request.Question.Policies,
            AutoConverge = [request.Question.AutoConverge],
            Tls = [request.Question.Tls],
            Seed = request.Question.Seed,
        };
        return ResultsFolder.Create(folder, facts, profile, session);
    }
}
