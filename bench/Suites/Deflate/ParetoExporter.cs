using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// Puts <see cref="PageCodecCharts"/> of the codecs that ran in <see cref="DeflateSuite"/> beside BenchmarkDotNet's own results.
/// </summary>
internal sealed class ParetoExporter : IExporter
{
    /// <inheritdoc/>
    public string Name => nameof(ParetoExporter);

    /// <inheritdoc/>
    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        PageCodecFigure[] figures = [.. FiguresOf(summary)];
        string host = summary.HostEnvironmentInfo.Cpu.Value?.ProcessorName?.Trim() ?? "an unknown processor";
        return figures.Length == 0
            ? []
            : PageCodecCharts.Write(summary.ResultsDirectoryPath, PageSet.ChosenName, $"Measured on {host}; medians.", figures);
    }

    /// <inheritdoc/>
    public void ExportToLog(Summary summary, ILogger logger)
    {
        // A chart is no text.
    }

    /// <summary>The codecs of which both directions ran.</summary>
    private static IEnumerable<PageCodecFigure> FiguresOf(Summary summary) =>
        from report in summary.Reports
        where report.BenchmarkCase.Descriptor.Type == typeof(DeflateSuite) && report.ResultStatistics is not null
        group report by (string)report.BenchmarkCase.Parameters[nameof(DeflateSuite.Codec)] into reports
        let compress = NsPerPage(reports, nameof(DeflateSuite.Compress))
        let decompress = NsPerPage(reports, nameof(DeflateSuite.Decompress))
        where compress is not null && decompress is not null
        select new PageCodecFigure(reports.Key, compress.Value, decompress.Value,
            SuiteFacts.Of(reports.First().BenchmarkCase).Ratio!.Value);

    private static double? NsPerPage(IEnumerable<BenchmarkReport> reports, string benchmark) => reports
        .Where(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == benchmark)
        .Select(report => report.ResultStatistics!.Median * Page.SizeBytes / SuiteFacts.Of(report.BenchmarkCase).Bytes)
        .FirstOrDefault();
}
