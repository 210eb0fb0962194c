using MultifdBench.Core;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>How far a group of rows is off.</summary>
/// <param name="Rows">Rows that the model simulates.</param>
/// <param name="OutcomesRight">Rows that ended as published.</param>
/// <param name="OtherShares">Rows of those whose share of failed runs is another than the published one: 30 % is not 100 %.</param>
/// <param name="MedianTotal">
/// Median of the absolute relative error of <see cref="RowErrors.Main"/>, the total time where there is one; null without a row that has
/// both.
/// </param>
/// <param name="WorstTotal">The largest.</param>
public sealed record ErrorSummary(int Rows, int OutcomesRight, int OtherShares, double? MedianTotal, double? WorstTotal)
{
    /// <summary>What the errors are of, in words.</summary>
    public string Figure { get; init; } = "total time";

    /// <summary>The summary of rows.</summary>
    public static ErrorSummary Of(IEnumerable<ReproducedRow> rows)
    {
        ReproducedRow[] modelled = [.. rows.Where(row => row.IsModelled)];
        (string Figure, double Error)[] main = [.. modelled.SelectMany(row => row.Error.Main)];
        double[] errors = [.. main.Select(one => Math.Abs(one.Error)).Order()];
        return new ErrorSummary(
            modelled.Length,
            modelled.Count(row => row.OutcomeMatches),
            modelled.Count(row => row is { OutcomeMatches: true, FailureShareMatches: false }),
            errors.Length > 0 ? Median.OfSorted(errors) : null,
            errors.Length > 0 ? errors[^1] : null)
        {
            Figure = main.Length == 0 ? "total time" : string.Join(" or ", main.Select(one => one.Figure).Distinct()),
        };
    }
}
