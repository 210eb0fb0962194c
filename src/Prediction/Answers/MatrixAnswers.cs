using System.Diagnostics;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Twins;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Answers;

/// <summary>
/// All that is added to a matrix once its runs have ended: what its accelerators would do elsewhere, and which method wins over links. Each
/// guest is measured once for both. Not thread-safe.
/// </summary>
/// <param name="methods">All methods.</param>
/// <param name="survey">Measures this machine and guests.</param>
/// <param name="publishedError">Relative error of the models of published hosts: 0.1 is 10 %.</param>
/// <param name="time">Time stamps.</param>
/// <param name="note">Told, one line each, what is being done, and what could not be done and why.</param>
/// <param name="engineBytes">Memory of the plain guests that are migrated for the figures of this machine.</param>
public sealed class MatrixAnswers(
    MethodCatalog methods, CachedSurvey survey, double publishedError, TimeProvider time, Action<string> note,
    long engineBytes = EngineMeter.DefaultGuestBytes)
{
    private TimeSpan _elapsed;

    /// <summary>Wall time of measuring this machine and the guests.</summary>
    public TimeSpan Measuring => survey.Measuring;

    /// <summary>Wall time of everything else.</summary>
    public TimeSpan Simulating => _elapsed - survey.Measuring;

    /// <summary>Appends simulated rows and writes decisions, unless the profile does without.</summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="results">Its rows, and where the files go.</param>
    /// <param name="cancellation">Ends it; rows so far stay.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Append(MatrixPlan plan, ResultSetWriter results, CancellationToken cancellation)
    {
        if (!plan.Profile.Simulated) return;
        note("Simulating what cannot be measured here ...");
        long started = Stopwatch.GetTimestamp();
        new SimulatedRows(survey, time, note).Append(plan, results, cancellation);
        new MatrixDecisions(methods, survey, publishedError, time, note, engineBytes).Write(plan, results, cancellation);
        _elapsed += Stopwatch.GetElapsedTime(started);
    }
}
