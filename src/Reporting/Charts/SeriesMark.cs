using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>How a series is told from others: by its colour, and without colours by its marker.</summary>
/// <param name="Color">From <see cref="Palette"/>.</param>
/// <param name="Shape">A filled one, or one of lines only.</param>
/// <param name="IsMeasured">Measured series are solid and filled, all others dashed and hollow.</param>
internal readonly record struct SeriesMark(Color Color, MarkerShape Shape, bool IsMeasured);
