using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Charts;

/// <summary>What one set of charts over links is about: one guest on one host model, by method and link.</summary>
/// <param name="Runs">Simulated runs over links, those that <paramref name="Rows"/> are of.</param>
/// <param name="Workload">Name as on the command line.</param>
/// <param name="MemoryMib">Guest memory, MiB.</param>
/// <param name="Model">The host model.</param>
/// <param name="Rows">Simulated rows over links.</param>
/// <param name="Limits">Largest survivable dirty rates.</param>
/// <param name="Looks">Place and colour of methods.</param>
internal sealed record LinkScope(IReadOnlyList<RunRow> Runs, string Workload, double MemoryMib, string Model,
    IReadOnlyList<SummaryRow> Rows, IReadOnlyList<LimitRow> Limits, MethodLooks Looks)
{
    /// <summary>What a model has that has no link: the fastest that the parameter takes. No point of a chart over links.</summary>
    private const double NoLinkGbps = 10_000;

    /// <summary>Workload and memory: the title of its table.</summary>
    public string Guest => ComparisonTable.TitleOf(Workload, MemoryMib);

    /// <summary>For titles.</summary>
    public string Title => $"{Guest}, {(IsHere ? $"this host ({Model})" : $"host model {Model}")}";

    /// <summary>What was decided of the guest on the model; null where nobody decided.</summary>
    public DecisionText? Decision { get; init; }

    /// <summary>Relative error of the model's total time, per cent.</summary>
    public string Error => Decision is { } decision
        ? $"{Units.Significant(100 * decision.Error)} %"
        : Invariant.Text($"{100 * ModelError.TotalTime:0.#} %");

    /// <summary>Whether the model is of the host that measured.</summary>
    public bool IsHere => Decision?.IsHere == true;

    /// <summary>All scopes of a result set, by guest; of each the host that measured first, then by model.</summary>
    public static IReadOnlyList<LinkScope> Of(ResultSet results, MethodLooks looks)
    {
        // A matrix that decides has simulated every link for it. Its simulated runs stand in for one accelerator on one link.
        RunRow[] runs = [.. (results.Links.Count > 0 ? results.Links : results.Runs)
            .Where(run => run is { Source: RunSource.Simulated, LinkGbps: > 0 and < NoLinkGbps })];
        IReadOnlyList<SummaryRow> rows = Summary.Of(runs);
        IReadOnlyList<DecisionText> decisions = DecisionText.Of(results);
        // What a throttled guest still wrote is no rate that a guest has by itself.
        LimitRow[] limits = [.. results.Limits.Where(row => row is { AutoConverge: not true, LinkGbps: > 0 and < NoLinkGbps,
            DirtyPagesPerSecondLimit: >= 0 })];
        return
        [
            .. rows.Select(row => Key(row.Combination)).Concat(limits.Select(Key)).Distinct()
                .Select(key => new LinkScope(
                    [.. runs.Where(run => Key(Combination.Of(run)) == key)], key.Workload, key.MemoryMib,
                    key.Model, [.. rows.Where(row => Key(row.Combination) == key)], [.. limits.Where(row => Key(row) == key)], looks)
                {
                    Decision = decisions.FirstOrDefault(one => (one.Workload, one.MemoryMib, one.Model) == key),
                })
                .OrderBy(scope => scope.Workload, StringComparer.Ordinal).ThenBy(scope => scope.MemoryMib)
                .ThenBy(scope => !scope.IsHere).ThenBy(scope => scope.Model, StringComparer.Ordinal),
        ];
    }

    /// <summary>A line per method: its figures at each link, the best of its channel counts and zero-page modes.</summary>
    /// <param name="figures">What a line's points are chosen from.</param>
    /// <param name="best">The better of two figures at one link comes first.</param>
    public IReadOnlyList<ParameterLine> Lines(IEnumerable<LinkFigure> figures, Func<IEnumerable<LinkFigure>, LinkFigure> best)
    {
        Dictionary<string, int> shades = [];
        LinkFigure[] all = [.. figures];
        bool hasHuffman = all.GroupBy(Label).Any(method => method.Select(figure => figure.Huffman).Distinct().Skip(1).Any());
        return
        [
            .. all.GroupBy(figure => (Label: Label(figure), Huffman: hasHuffman ? figure.Huffman : ""))
                .OrderBy(line => Looks.RankOf(line.First().Method))
                .ThenBy(line => Looks.RankOfAccelerator(line.First().Accel))
                .ThenBy(line => line.First().Level)
                .ThenBy(line => line.Key.Huffman, StringComparer.Ordinal)
                .Select(line => Line(Name(line.First(), hasHuffman), [.. line], best, shades)),
        ];
    }

    private string Name(LinkFigure figure, bool hasHuffman) => hasHuffman
        ? Looks.LabelOf(figure.Variant())
        : Looks.BriefLabelOf(figure.Variant());

    private ParameterLine Line(string name, LinkFigure[] figures, Func<IEnumerable<LinkFigure>, LinkFigure> best,
        Dictionary<string, int> shades)
    {
        LinkFigure first = figures[0];
        string method = $"{first.Method}/{first.Accel}";
        int shade = shades[method] = shades.GetValueOrDefault(method, -1) + 1;
        SeriesMark mark = Palette.MarkOf(first.Method, first.Accel, isMeasured: false, shade, Looks);
        string marked = Looks.Marked(name, first.Variant());
        return new ParameterLine(marked, mark,
        [
            .. figures.GroupBy(figure => figure.LinkGbps).OrderBy(link => link.Key).Select(best)
                .Select(figure => new ParameterPoint(figure.LinkGbps, figure.Value, figure.IsBound, $"{marked}, {figure.Hint}")),
        ])
        {
            IsInQemu = marked == name,
        };
    }

    private string Label(LinkFigure figure) => Looks.LabelOf(figure.Variant() with { Huffman = "" });

    private static (string Workload, double MemoryMib, string Model) Key(Combination row) =>
        (row.Workload, row.MemoryMib, Captions.HostModel(row));

    private static (string Workload, double MemoryMib, string Model) Key(LimitRow row) =>
        (row.Workload, row.MemoryMib, row.Model.Split(' ')[0]);
}

/// <summary>A figure of one configuration over one link.</summary>
/// <param name="Method">QEMU's name.</param>
/// <param name="Accel">The accelerator.</param>
/// <param name="Level">Compression level; null for a method without.</param>
/// <param name="Huffman">Empty for a method without the choice.</param>
/// <param name="LinkGbps">The link, Gbit/s.</param>
/// <param name="Value">The figure, or the bound that it exceeds.</param>
/// <param name="IsBound">Whether it is that bound.</param>
/// <param name="Hint">Channels, link and figure in words.</param>
internal sealed record LinkFigure(
    string Method, string Accel, int? Level, string Huffman, double LinkGbps, double Value, bool IsBound, string Hint)
{
    /// <summary>The method as labels say it.</summary>
    public MethodVariant Variant() => new(Method, Level, Accel, Huffman);
}
