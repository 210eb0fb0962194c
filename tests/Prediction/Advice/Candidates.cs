using MultifdBench.Methods;
using MultifdBench.Prediction.Advice;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Prediction.Advice;

/// <summary>Candidates with figures of a test's own.</summary>
internal static class Candidates
{
    /// <summary>One that took so long; null for one that did not converge.</summary>
    public static Candidate Of(string method, int channels, double? totalMs, double cpuS = 10, params string[] misses)
    {
        RunRow row = Rows.Cell(method, channels, RunSource.Simulated).NewRow(1, Rows.Noon) with
        {
            Outcome = totalMs is null ? RunOutcome.Timeout : RunOutcome.Completed,
            TotalTimeMs = totalMs,
            DowntimeMs = 100,
            SourceCpuS = cpuS / 2,
            DestinationCpuS = cpuS / 2,
            WireBytes = 2_000_000_000,
            DirtyPagesPerSecond = 1000,
        };
        string name = BuiltIn.Methods.Looks.LabelOf(row.Variant());
        return new Candidate(new MethodChoice { Method = method }, name, row, "network", totalMs is null ? ["converges"] : misses,
            NotInQemu: null);
    }
}
