using MultifdBench.Reporting.Answers;

namespace MultifdBench.Reporting.Html;

/// <summary>What the template <c>report.liquid</c> shows; it sees names in snake case and encodes every text.</summary>
internal sealed record HtmlModel(IReadOnlyList<HtmlSet> Sets, string Note, IReadOnlyList<string> Notes, HtmlAssets Assets);

/// <summary>Code that goes into the page as it is, and the policy that lets the browser run this code and nothing else.</summary>
/// <param name="Policy">Content-Security-Policy: no request leaves the page, no script runs whose hash is not listed.</param>
/// <param name="Style">CSS.</param>
/// <param name="Scripts">JavaScript, in order.</param>
internal sealed record HtmlAssets(string Policy, string Style, IReadOnlyList<string> Scripts);

/// <summary>
/// One result set: the question, the answers of one guest and its chart come first, the rest folds: <paramref name="AllAnswers"/> too.
/// </summary>
internal sealed record HtmlSet(
    string Id,
    string Name,
    string Question,
    string Overview,
    string HostLabel,
    string Period,
    IReadOnlyList<Answer> Answers,
    IReadOnlyList<Answer> AllAnswers,
    IReadOnlyList<HtmlGuest> Guests,
    IReadOnlyList<HtmlFact> Host,
    string Profile,
    IReadOnlyList<string> Warnings)
{
    /// <summary>What ids of its sections begin with; empty for the only set, so that links to it are the same in every report.</summary>
    public required string Prefix { get; init; }

    /// <summary>The chart beside the answers; none where nothing completed.</summary>
    public required IReadOnlyList<HtmlChart> Lead { get; init; }
}

/// <summary>One guest: its tables and charts, and in a few words how many.</summary>
internal sealed record HtmlGuest(
    string Id, string Title, string Contents, IReadOnlyList<HtmlTable> Tables, IReadOnlyList<HtmlChart> Charts);

/// <summary>One table of a guest.</summary>
internal sealed record HtmlTable(
    string Id,
    string Title,
    string FileName,
    string Caption,
    IReadOnlyList<HtmlColumn> Columns,
    IReadOnlyList<HtmlRowGroup> Groups,
    IReadOnlyList<string> Footnotes,
    string LibraryNote);

/// <summary>A chart: the same picture as its file, and its figures.</summary>
/// <param name="Id">Of the page's element; unique on the page.</param>
/// <param name="Name">File name without extension.</param>
/// <param name="Title">What it shows, in one line.</param>
/// <param name="Svg">Markup, its texts encoded.</param>
/// <param name="Columns">Of its figures.</param>
/// <param name="Rows">Its figures.</param>
internal sealed record HtmlChart(
    string Id, string Name, string Title, string Svg, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

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
