using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Machine;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>The results folder of a simulation.</summary>
internal static class SimulatedFolder
{
    /// <summary>Opens it before anything is simulated: what cannot be written there is not worth the wait.</summary>
    /// <param name="request">What is simulated.</param>
    /// <param name="folder">The folder; null for a new one.</param>
    /// <param name="session">Time, place and command line.</param>
    /// <exception cref="ResultsException">It holds results already, or cannot be written.</exception>
    public static ResultSetWriter Open(SimulationRequest request, string? folder, ConsoleSession session) =>
        Open([request], folder, session);

    /// <summary>The same for hosts of several kinds.</summary>
    /// <param name="requests">One for each kind; the guest is the same.</param>
    /// <param name="folder">As above.</param>
    /// <param name="session">Likewise.</param>
    /// <exception cref="ResultsException">It holds results already, or cannot be written.</exception>
    public static ResultSetWriter Open(IReadOnlyList<SimulationRequest> requests, string? folder, ConsoleSession session)
    {
        HostFacts host = HostFacts.Read(session.CommandLine);
        ResultSetWriter results = folder is not null
            ? ResultSetWriter.CreateAt(folder)
            : ResultSetWriter.Create(session.Folders.Results, host.HostName, "simulate", session.Time.GetUtcNow());
        results.WriteHost(JsonText.Of(host));
        results.WriteProfile(string.Concat(requests.Select(request => request.Host.ToYaml())) + requests[0].Scenario.ToYaml());
        return results;
    }

    /// <summary>Simulates points and writes what has ended.</summary>
    /// <returns>In order; after a cancellation, which is noted, only those that had ended.</returns>
    public static IReadOnlyList<SimulatedRun> Fill(
        ResultSetWriter results, IReadOnlyList<SimulationPoint> points, ConsoleSession session, CancellationToken cancellation)
    {
        IReadOnlyList<SimulatedRun> runs = SimulatedRun.All(points, session.Time.GetUtcNow(), cancellation);
        foreach (SimulatedRun run in runs.DistinctBy(run => run.Row.RunId)) results.Append(run.Row, run.Rounds, timeline: run.Timeline);
        Close(results, session);
        if (runs.Count < points.Count)
            session.Warn($"Interrupted: {runs.Count} of {points.Count} simulations had ended; they are in the results.");
        return runs;
    }

    /// <summary>Writes the summary and says where the results are.</summary>
    public static void Close(ResultSetWriter results, ConsoleSession session)
    {
        results.WriteSummary();
        session.Note($"Results: {RepositoryFolders.Display(results.Folder)}");
    }
}
