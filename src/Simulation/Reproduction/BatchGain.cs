namespace MultifdBench.Simulation.Reproduction;

/// <summary>What batches gain over a page at a time, published and simulated, both as quotients of throughputs.</summary>
/// <param name="Path">The kernel's way that both rows have in common.</param>
/// <param name="Published">1 is nothing.</param>
/// <param name="Simulated">Likewise.</param>
public sealed record BatchGain(string Path, double Published, double Simulated)
{
    /// <summary>Simulated ÷ published − 1.</summary>
    public double Error => Simulated / Published - 1;

    /// <summary>The gains of those rows of page jobs that a table has both ways.</summary>
    public static IReadOnlyList<BatchGain> Of(IEnumerable<ReproducedRow> rows) =>
    [
        .. from way in rows.Where(row => row.IsModelled && row.PagesOut is not null).GroupBy(row => (row.Table, row.KernelPath))
           let single = way.FirstOrDefault(row => row.PagesOut == 1)
           let batched = way.FirstOrDefault(row => row.PagesOut > 1)
           where single?.Published.ThroughputMbps is not null && batched?.Published.ThroughputMbps is not null
           select new BatchGain(way.Key.KernelPath, Ratio(batched.Published, single.Published), Ratio(batched.Simulated, single.Simulated)),
    ];

    private static double Ratio(RowFigures batched, RowFigures single) => batched.ThroughputMbps!.Value / single.ThroughputMbps!.Value;
}
