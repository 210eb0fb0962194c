using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace MultifdBench.Bench.Suites;

/// <summary>A column that asks the suite itself: it is set up once with the case's parameters, in this process, and read.</summary>
/// <param name="name">Column name.</param>
/// <param name="legend">What it means, for the table's legend.</param>
/// <param name="value">The cell's value; null leaves the cell empty.</param>
internal sealed class SuiteColumn(string name, string legend, Func<object, Summary, BenchmarkCase, double?> value) : IColumn
{
    /// <summary>10^6 bytes per second, for suites that say how many bytes an operation works on.</summary>
    public static SuiteColumn MegabytesPerSecond { get; } = new("MB/s", "10^6 uncompressed bytes per second, from the mean", (suite, summary, benchmark) =>
        summary[benchmark]?.ResultStatistics is { } statistics && Read<long>(suite, "Bytes") is { } bytes ? bytes * 1e3 / statistics.Mean : null);

    /// <summary>Compression ratio, for suites that have one.</summary>
    public static SuiteColumn Ratio { get; } = new("Bytes ratio", "uncompressed ÷ compressed bytes", (suite, _, _) =>
        suite.GetType().GetMethod("Ratio")?.Invoke(suite, null) as double?);

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
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        object suite = Activator.CreateInstance(benchmarkCase.Descriptor.Type)!;
        foreach (var parameter in benchmarkCase.Parameters.Items) benchmarkCase.Descriptor.Type.GetProperty(parameter.Name)?.SetValue(suite, parameter.Value);
        benchmarkCase.Descriptor.GlobalSetupMethod?.Invoke(suite, null);
        try
        {
            return value(suite, summary, benchmarkCase)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
        }
        finally
        {
            benchmarkCase.Descriptor.GlobalCleanupMethod?.Invoke(suite, null);
        }
    }

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark =>
        benchmark.Descriptor.Type.GetProperty("Bytes") is not null && (name == "MB/s" || benchmark.Descriptor.Type.GetMethod("Ratio") is not null));

    private static T? Read<T>(object suite, string property)
        where T : struct =>
        suite.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)?.GetValue(suite) as T?;
}
