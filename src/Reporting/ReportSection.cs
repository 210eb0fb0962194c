using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting;

/// <summary>What a report says about one result set.</summary>
/// <param name="Results">The result set.</param>
/// <param name="Answers">What it says in words.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Looks">Place and colour of methods.</param>
/// <param name="Pictures">Its charts as PNG files beside the page; empty where none were asked for.</param>
internal sealed record ReportSection(
    ResultSet Results,
    IReadOnlyList<Answer> Answers,
    IReadOnlyList<ComparisonTable> Tables,
    MethodLooks Looks,
    IReadOnlyList<(string Title, string File)> Pictures);
