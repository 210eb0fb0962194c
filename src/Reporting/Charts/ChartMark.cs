namespace MultifdBench.Reporting.Charts;

/// <summary>A point of a chart that says what it is when a reader's pointer rests on it.</summary>
/// <param name="X">In axis units.</param>
/// <param name="Y">In axis units.</param>
/// <param name="Text">Method and figures with their units.</param>
internal readonly record struct ChartMark(double X, double Y, string Text);
