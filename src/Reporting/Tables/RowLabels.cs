using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// Labels in the series' words ("2 chl, zlib-1"), with those settings added in which the rows of a table differ, so that no two rows
/// have the same label. A setting that all rows share belongs in the caption.
/// </summary>
internal sealed class RowLabels
{
    private readonly MethodLooks _looks;
    private readonly LabelPart[] _environment;
    private readonly ILookup<(string Source, string Method), LabelPart> _ofMethod;
    private readonly HashSet<(string Source, string Method)> _withTables;

    /// <param name="rows">All rows of the table, of one workload.</param>
    /// <param name="looks">How methods are named.</param>
    public RowLabels(IEnumerable<Combination> rows, MethodLooks looks)
    {
        _looks = looks;
        Combination[] all = [.. rows];
        _environment = [.. LabelPart.All.Where(part => !part.OfMethod && Differs(part, all))];
        _ofMethod = all.GroupBy(row => (row.Source, MethodName(row)))
            .SelectMany(group => OfMethod([.. group]).Select(part => (group.Key, part)))
            .ToLookup(pair => pair.Key, pair => pair.part);
        _withTables = [.. all.GroupBy(row => (row.Source, MethodName(row)))
            .Where(group => group.Select(row => row.Huffman).Distinct().Skip(1).Any()).Select(group => group.Key)];
    }

    /// <summary>Method, level and accelerator: <c>zlib-1</c>, <c>zlib-1+qat</c>.</summary>
    public string MethodName(Combination row) => _looks.LabelOf(row.Variant() with { Huffman = "" });

    /// <summary>The whole label of a row; unique in the table.</summary>
    /// <param name="row">The row.</param>
    /// <param name="withSource">Whether a source other than measured is said; false where a title says it of all rows.</param>
    public string Row(Combination row, bool withSource = true) =>
        string.Join(", ", [Channels(row), Series(row), .. Environment(row)])
            + (row.Source == RunSource.Measured || !withSource ? "" : $" ({row.Source})");

    /// <summary>The method with those of its own settings in which its rows differ: a series of a chart.</summary>
    public string Series(Combination row) =>
        string.Join(", ", [NameWithTables(row), .. _ofMethod[(row.Source, MethodName(row))].Select(part => part.Describe(row))]);

    /// <summary>The settings of the environment in which the rows differ, one text each.</summary>
    public IEnumerable<string> Environment(Combination row) => Texts(_environment, row);

    /// <summary>What the link is, where the rows differ in it.</summary>
    public IEnumerable<string> Link(Combination row) => Texts(_environment.Where(part => part.IsLink), row);

    /// <summary>The modelled link; empty for a measured row.</summary>
    public static string ModelledLink(Combination row) => LabelPart.ModelledLink.Describe(row);

    /// <summary>The settings of the environment that all rows share, for the caption.</summary>
    public IEnumerable<string> Shared(Combination any) =>
        Texts(LabelPart.All.Where(part => !part.OfMethod).Except(_environment), any);

    /// <summary><c>1 channel</c>, <c>4 channels</c>.</summary>
    public static string ChannelsInWords(int channels) => Invariant.Text($"{channels} channel{(channels == 1 ? "" : "s")}");

    private string NameWithTables(Combination row) => _withTables.Contains((row.Source, MethodName(row)))
        ? _looks.LabelOf(row.Variant())
        : _looks.BriefLabelOf(row.Variant());

    private static IEnumerable<string> Texts(IEnumerable<LabelPart> parts, Combination row) =>
        parts.Select(part => part.Describe(row)).Where(text => text.Length > 0);

    private static string Channels(Combination row) => Invariant.Text($"{row.Channels} chl");

    private static IEnumerable<LabelPart> OfMethod(Combination[] rows)
    {
        int models = rows.Select(row => row.Model).Distinct().Count();
        bool isHostEnough = rows.Select(row => (Captions.HostModel(row), row.LinkGbps)).Distinct().Count() == models;
        LabelPart other = isHostEnough ? LabelPart.Model : LabelPart.ModelHost;
        return LabelPart.All.Where(part => part.OfMethod && part != other && Differs(part, rows));
    }

    private static bool Differs(LabelPart part, IEnumerable<Combination> rows) => rows.Select(part.Describe).Distinct().Skip(1).Any();
}
