using MultifdBench.Reporting.Answers;

namespace MultifdBench.Reporting.Html;

/// <summary>What the template <c>report.liquid</c> shows; it sees names in snake case and encodes every text.</summary>
internal sealed record HtmlModel(IReadOnlyList<HtmlSet> Sets, string Note, IReadOnlyList<string> Notes, HtmlAssets Assets);

/// <summary>Code that goes into the page as it is, and the policy that lets the browser run this code and nothing else.</summary>
/// <param name="Policy">Content-Security-Policy: no request leaves the page, no script runs whose hash is not listed.</param>
/// <param name="Style">CSS.</param>
/// <param name="Scripts">JavaScript, in order.</param>
/// <param name="Data">JSON of the charts, safe inside a script element.</param>
/// <param name="Licenses">Of the charting library, as text.</param>
internal sealed record HtmlAssets(string Policy, string Style, IReadOnlyList<string> Scripts, string Data, string Licenses);

/// <summary>One result set.</summary>
internal sealed record HtmlSet(
    string Id,
    string Name,
    string Overview,
    string HostLabel,
    string Period,
    IReadOnlyList<Answer> Answers,
    IReadOnlyList<HtmlGuest> Guests,
    IReadOnlyList<HtmlFact> Host,
    string Profile,
    IReadOnlyList<string> Warnings);

/// <summary>One guest: its table and the ids of its charts' elements.</summary>
internal sealed record HtmlGuest(
    string Id,
    string Title,
    string Caption,
    IReadOnlyList<HtmlColumn> Columns,
    IReadOnlyList<HtmlRowGroup> Groups,
    IReadOnlyList<string> Footnotes,
    string LibraryNote,
    IReadOnlyList<HtmlCharts> Charts);

/// <summary>The charts of one guest in one environment.</summary>
internal sealed record HtmlCharts(string Id, string Title, bool HasTimelines, bool HasSizes, bool HasScaling);

/// <summary>A column of a table; the unit is empty for texts and plain numbers.</summary>
internal sealed record HtmlColumn(string Name, string Unit, bool IsNumber);

/// <summary>Rows of one source: they are sorted among themselves only.</summary>
internal sealed record HtmlRowGroup(string Source, IReadOnlyList<HtmlRow> Rows);

/// <summary>
/// A row; <paramref name="Share"/> is its total time as per cent of the longest in its group, for the bar behind the figure.
/// </summary>
internal sealed record HtmlRow(string Outcome, string Share, IReadOnlyList<HtmlCell> Cells);

/// <summary>A cell; <paramref name="Value"/> is what it sorts by, empty for a text or a figure that is missing.</summary>
internal sealed record HtmlCell(string Text, string Value, bool IsNumber, string Hint);

/// <summary>A fact about the host.</summary>
internal sealed record HtmlFact(string Name, string Value);
