using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Simulation.Fitting;

/// <summary>
/// How wrong a set of rows is: squared logarithms of simulated ÷ published, weighted by what the tables are read for. Total time counts
/// most; downtime and CPU only decide between parameters that total time and throughput leave open; pages per second, a figure of one
/// window, does not count. A page job's ways out and in count as a total time each.
/// </summary>
internal static class FitLoss
{
    private const double TotalWeight = 1;
    private const double ThroughputWeight = 0.3;
    private const double DowntimeWeight = 0.02;
    private const double CpuWeight = 0.01;

    // About e: a row that ends the wrong way is as bad as a total time that is wrong by that factor.
    private const double WrongOutcome = 1;

    public static double Of(IEnumerable<ReproducedRow> rows) => rows.Where(row => row.IsModelled).Average(Of);

    private static double Of(ReproducedRow row)
    {
        double pageJobs = Square(row.Error.CompressNsPerPage) + Square(row.Error.DecompressNsPerPage);
        double loss = TotalWeight * (Square(row.Error.TotalTimeMs) + pageJobs) + ThroughputWeight * Square(row.Error.ThroughputMbps)
            + DowntimeWeight * Square(row.Error.DowntimeMs) + CpuWeight * Square(row.Error.SourceCpuPercent);
        double published = row.Published.FailureShare;
        double simulated = row.Simulated.FailureShare;
        return loss + (row.OutcomeMatches ? 0 : WrongOutcome) + (published - simulated) * (published - simulated);
    }

    private static double Square(double? error)
    {
        double log = error is { } relative ? Math.Log(1 + relative) : 0;
        return log * log;
    }
}
