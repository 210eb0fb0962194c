using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites;

/// <summary>A column from a case's median time and what its suite says of itself.</summary>
/// <param name="name">Column name.</param>
/// <param name="format">Format of its numbers.</param>
/// <param name="legend">What it means, for the table's legend.</param>
/// <param name="isFor">Which suites have it.</param>
/// <param name="value">The cell's value from median nanoseconds per operation and the suite's facts; null leaves the cell empty.</param>
internal sealed class SuiteColumn(string name, string format, string legend, Func<Type, bool> isFor,
    Func<double, SuiteFacts, double?> value) : IColumn
{
    /// <summary>10^6 bytes per second, for suites that say how many bytes an operation works on.</summary>
    public static SuiteColumn MegabytesPerSecond { get; } = new(
        "MB/s", "0", "10^6 uncompressed bytes per second, from the median", SuiteFacts.HasBytes,
        (median, facts) => facts.Bytes * 1e3 / median);

    /// <summary>Time per page, for suites of compressed pages.</summary>
    public static SuiteColumn NanosecondsPerPage { get; } = new(
        "ns/page", "0", "median nanoseconds per page of 4096 bytes", SuiteFacts.HasRatio,
        (median, facts) => median * Page.SizeBytes / facts.Bytes);

    /// <summary>Compression ratio, for suites that have one.</summary>
    public static SuiteColumn Ratio { get; } =
        new("Bytes ratio", "0.000", "uncompressed ÷ compressed bytes", SuiteFacts.HasRatio, (_, facts) => facts.Ratio);

    /// <inheritdoc/>
    public string Id => nameof(SuiteColumn) + name;

    /// <inheritdoc/>
    public string ColumnName => name;

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Custom;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public string Legend => legend;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        isFor(benchmarkCase.Descriptor.Type) && summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? value(statistics.Median, SuiteFacts.Of(benchmarkCase))?.ToString(format, CultureInfo.InvariantCulture) ?? "-"
            : "-";

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => isFor(benchmark.Descriptor.Type));
}
