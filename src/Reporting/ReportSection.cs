using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting;

/// <summary>What a report says about one result set.</summary>
/// <param name="Results">The result set.</param>
/// <param name="Answers">What it says in words.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Looks">Place and colour of methods.</param>
/// <param name="Charts">Its charts; empty where no format shows any.</param>
/// <param name="Pictures">Those that are PNG files beside the page, with the text in their place; empty where none were asked for.</param>
internal sealed record ReportSection(
    ResultSet Results,
    IReadOnlyList<Answer> Answers,
    IReadOnlyList<ComparisonTable> Tables,
    MethodLooks Looks,
    IReadOnlyList<Chart> Charts,
    IReadOnlyList<(string Text, string File)> Pictures);
