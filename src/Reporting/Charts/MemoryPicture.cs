using MultifdBench.Core;
using ScottPlot;
using ScottPlot.Plottables;

namespace MultifdBench.Reporting.Charts;

/// <summary>A memory as a picture: line after line from the lowest address, the darker the less a part of it compresses.</summary>
public static class MemoryPicture
{
    private const int CellsPerLine = 256;

    /// <summary>The picture.</summary>
    /// <param name="title">What memory.</param>
    /// <param name="footer">What compressed it.</param>
    /// <param name="shares">Compressed ÷ uncompressed bytes of each cell, 0 to 1, in order of addresses; at least one.</param>
    /// <param name="bytesPerCell">Memory of a cell.</param>
    public static Chart Create(string title, string footer, IReadOnlyList<double> shares, long bytesPerCell)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shares.Count);
        int lines = (shares.Count + CellsPerLine - 1) / CellsPerLine;
        double[,] cells = new double[lines, CellsPerLine];
        for (int line = 0; line < lines; line++)
        {
            for (int cell = 0; cell < CellsPerLine; cell++)
            {
                int index = (line * CellsPerLine) + cell;
                cells[line, cell] = index < shares.Count ? shares[index] : double.NaN;
            }
        }

        double mibPerLine = CellsPerLine * bytesPerCell / (double)Units.MiB;
        string legend = $"A line is {Units.Significant(mibPerLine)} MiB; white is zero pages, black does not compress.";
        Plot plot = ChartStyle.Create(title, $"{footer}\n{legend}");
        Heatmap map = plot.Add.Heatmap(cells);
        map.Colormap = new ScottPlot.Colormaps.Grayscale().Reversed();
        map.ManualRange = new ScottPlot.Range(0, 1);
        map.Position = new CoordinateRect(0, mibPerLine, lines * mibPerLine, 0);
        plot.Axes.SetLimits(0, mibPerLine, lines * mibPerLine, 0);
        plot.YLabel("address (MiB)", size: ChartStyle.TextSize + 1);
        plot.XLabel("within a line (MiB)", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        return new Chart("memory", title, plot);
    }
}
