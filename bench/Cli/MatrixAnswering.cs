using MultifdBench.Measurement.Machine;
using MultifdBench.Methods;
using MultifdBench.Prediction.Answers;
using MultifdBench.Prediction.Machines;
using MultifdBench.Reporting.Answers;

namespace MultifdBench.Bench.Cli;

/// <summary>What every verb that runs a matrix adds to it in the end.</summary>
internal static class MatrixAnswering
{
    /// <summary>Answers from this user's cache, told on standard error.</summary>
    public static MatrixAnswers Create(MethodCatalog methods, ConsoleSession session)
    {
        MeasurementCache cache = MeasurementCache.OfThisUser();
        CachedSurvey survey =
            new(methods, Workload.Create, cache, () => HostFacts.Read(session.CommandLine), session.Time, session.Note)
            {
                Remedy = $"kept in {cache.Folder}",
            };
        return new MatrixAnswers(methods, survey, ModelError.TotalTime, session.Time, session.Note);
    }
}
