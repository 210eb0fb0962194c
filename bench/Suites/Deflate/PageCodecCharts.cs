using MultifdBench.Guest;
using MultifdBench.Reporting.Charts;
using MultifdBench.Results;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>Charts of page codecs: throughput against ratio, one for each direction.</summary>
internal static class PageCodecCharts
{
    private const string Origin = "Every page of 4096 bytes is a stream of its own; one thread. ";

    /// <summary>Writes <c>page-codecs-compress</c> and <c>page-codecs-decompress</c> as PNG and SVG.</summary>
    /// <param name="folder">Where to; made when absent.</param>
    /// <param name="pages">What was compressed, for the title.</param>
    /// <param name="method">Host, and how it was measured.</param>
    /// <param name="figures">At least one codec.</param>
    /// <returns>The paths.</returns>
    public static IReadOnlyList<string> Write(string folder, string pages, string method, IReadOnlyList<PageCodecFigure> figures)
    {
        Storage.CreateFolder(folder, "--charts");
        return
        [
            .. Write(folder, CodecFront.Create(
                "page-codecs-compress", $"Compressing single pages — {pages}", Origin + method,
                Points(figures, figure => figure.CompressNsPerPage))),
            .. Write(folder, CodecFront.Create(
                "page-codecs-decompress", $"Restoring single pages — {pages}", Origin + method,
                Points(figures, figure => figure.DecompressNsPerPage))),
        ];
    }

    private static CodecPoint[] Points(IReadOnlyList<PageCodecFigure> figures, Func<PageCodecFigure, double> nsPerPage) =>
        [.. figures.Select(
            figure => new CodecPoint(figure.Name, OwnCodec.IsOwn(figure.Name), figure.Ratio, Page.SizeBytes * 1e3 / nsPerPage(figure)))];

    private static IEnumerable<string> Write(string folder, Chart chart)
    {
        foreach ((string extension, byte[] bytes) in ((string, byte[])[])[(".png", chart.ToPng()), (".svg", chart.ToSvg())])
        {
            string path = Path.Combine(folder, chart.Name + extension);
            Storage.Replace(path, bytes);
            yield return path;
        }
    }
}
