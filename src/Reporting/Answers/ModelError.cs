namespace MultifdBench.Reporting.Answers;

/// <summary>How far simulated figures are off: what two of them must differ by before one is called better.</summary>
public static class ModelError
{
    /// <summary>
    /// Median |error| of the total time over the published rows that were held out of every fit, as <c>simulate --reproduce all</c> prints
    /// it (docs/model.md). The rows that a model was fitted to agree better, which proves little.
    /// </summary>
    public const double TotalTime = 0.097;
}
