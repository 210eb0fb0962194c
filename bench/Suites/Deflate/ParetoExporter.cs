using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using MultifdBench.Guest;
using MultifdBench.Reporting.Charts;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// Charts of <see cref="DeflateSuite"/>: throughput against ratio of every codec that ran, one chart per direction, PNG and SVG, beside
/// BenchmarkDotNet's own results.
/// </summary>
internal sealed class ParetoExporter : IExporter
{
    private static readonly string[] Directions = [nameof(DeflateSuite.Compress), nameof(DeflateSuite.Decompress)];

    /// <inheritdoc/>
    public string Name => nameof(ParetoExporter);

    /// <inheritdoc/>
    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        foreach (string direction in Directions)
        {
            CodecPoint[] points = [.. PointsOf(summary, direction)];
            if (points.Length == 0) continue;
            string title = $"{(direction == nameof(DeflateSuite.Compress) ? "Compressing" : "Restoring")} single pages — {PageSet.ChosenName}";
            Chart chart = CodecFront.Create($"page-codecs-{direction.ToLowerInvariant()}", title, Origin(summary), points);
            foreach ((string extension, byte[] bytes) in ((string, byte[])[])[(".png", chart.ToPng()), (".svg", chart.ToSvg())])
            {
                string path = Path.Combine(summary.ResultsDirectoryPath, chart.Name + extension);
                File.WriteAllBytes(path, bytes);
                yield return path;
            }
        }
    }

    /// <inheritdoc/>
    public void ExportToLog(Summary summary, ILogger logger)
    {
        // A chart is no text.
    }

    private static IEnumerable<CodecPoint> PointsOf(Summary summary, string direction) =>
        from report in summary.Reports
        let benchmark = report.BenchmarkCase
        where benchmark.Descriptor.Type == typeof(DeflateSuite) && benchmark.Descriptor.WorkloadMethod.Name == direction
            && report.ResultStatistics is not null
        let facts = SuiteFacts.Of(benchmark)
        let name = (string)benchmark.Parameters[nameof(DeflateSuite.Codec)]
        select new CodecPoint(name, OwnCodec.IsOwn(name), facts.Ratio!.Value, facts.Bytes!.Value * 1e3 / report.ResultStatistics!.Median);

    private static string Origin(Summary summary) =>
        $"Measured on {summary.HostEnvironmentInfo.Cpu.Value?.ProcessorName?.Trim() ?? "an unknown processor"}, one thread; "
        + $"medians; every page of {Page.SizeBytes} bytes is a stream of its own.";
}
