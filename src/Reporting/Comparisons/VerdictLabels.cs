using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>Short labels for combinations, unique in a whole comparison: guest, then what the tables of reports say.</summary>
public sealed class VerdictLabels
{
    private readonly MethodLooks _looks;
    private readonly Dictionary<(string Workload, double MemoryMib), RowLabels> _labels;

    /// <param name="combinations">All that will be labelled.</param>
    /// <param name="looks">How methods are named.</param>
    public VerdictLabels(IEnumerable<Combination> combinations, MethodLooks looks)
    {
        _looks = looks;
        _labels = combinations.GroupBy(Guest).ToDictionary(group => group.Key, group => new RowLabels(group, looks));
    }

    /// <summary>Method, level and accelerator.</summary>
    public string MethodOf(Combination combination) => _looks.LabelOf(combination.Variant() with { Huffman = "" });

    /// <summary>Guest, channels, method, and the settings in which its combinations differ.</summary>
    public string Of(Combination combination) => $"{Title(combination)}: {_labels[Guest(combination)].Row(combination)}";

    /// <summary>Guest and method of a group, and how many combinations it has.</summary>
    public string Of(GroupComparison group)
    {
        string source = group.Key.Source == RunSource.Measured ? "" : $" ({group.Key.Source})";
        return Invariant.Text($"{Title(group.Key)}: {_labels[Guest(group.Key)].Series(group.Key)}{source} × {group.Size}");
    }

    private static string Title(Combination combination) => ComparisonTable.TitleOf(combination.Workload, combination.MemoryMib);

    private static (string Workload, double MemoryMib) Guest(Combination combination) => (combination.Workload, combination.MemoryMib);
}
