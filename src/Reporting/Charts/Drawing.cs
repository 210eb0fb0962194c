using MultifdBench.Reporting.Answers;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>A chart as drawn, and the same in words and figures. Not thread-safe: ScottPlot's plots are not.</summary>
/// <param name="Plot">The picture.</param>
/// <param name="Summary">What it shows, in a few sentences: the text in the picture's place.</param>
/// <param name="Figures">Its figures as a table.</param>
/// <param name="Marks">Its points.</param>
internal sealed record Drawing(Plot Plot, string Summary, ChartFigures Figures, IReadOnlyList<ChartMark> Marks)
{
    /// <summary>What it decides by itself; null for most.</summary>
    public Answer? Answer { get; init; }
}
