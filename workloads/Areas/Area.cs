using MultifdBench.Workloads.Pages;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Areas;

/// <summary>
/// A part of a guest's memory that one thing fills, such as the kernel's image or the files of one kind, with the kinds of pages in it.
/// All of it is
/// data of the scenario.
/// </summary>
/// <param name="Name">As in the scenario.</param>
/// <param name="Share">Its share of what all areas have together; any positive number.</param>
/// <param name="ExtentPages">Mean length of a run of one kind, in pages.</param>
/// <param name="Tails">Share of the runs whose last page is in use in part only, as that of a file is.</param>
/// <param name="Copies">Share of the runs that hold what an earlier one of that kind holds, as a file does that is in memory twice.</param>
/// <param name="Free">The share that is free memory, holding what it held last: what needs memory later takes it.</param>
/// <param name="GapBefore">Its weight among the places of long runs of zero pages; 0 for none.</param>
/// <param name="Kinds">Its kinds of pages and their weights.</param>
internal sealed record Area(
    string Name, double Share, double ExtentPages, double Tails, double Copies, double Free, double GapBefore,
    IReadOnlyList<(PageKind Kind, double Weight)> Kinds)
{
    private const string PagesKey = "pages";

    /// <summary>The areas below a key, in the order of the scenario, which is that of their addresses.</summary>
    public static IReadOnlyList<Area> ReadAll(ScenarioParameters parameters, string prefix)
    {
        Area[] areas = [.. parameters.Names(prefix).Select(name => Read(parameters, $"{prefix}.{name}", name))];
        // Asked for by its own name, it is named as what is missing.
        if (areas.Length == 0) parameters.Word(prefix);
        else if (areas.Sum(area => area.Share) <= 0)
            throw parameters.Wrong($"{prefix}.{areas[0].Name}.share", $"{prefix} have no share but 0; give at least one of them a share.");
        return areas;
    }

    private static Area Read(ScenarioParameters parameters, string key, string name)
    {
        List<(PageKind, double)> kinds = [];
        foreach (string kindName in parameters.Names($"{key}.{PagesKey}"))
        {
            string kindKey = $"{key}.{PagesKey}.{kindName}";
            double weight = parameters.Number(kindKey, 0, 1e6);
            if (PageKind.Find(kindName) is { } kind) kinds.Add((kind, weight));
            else throw parameters.Wrong(kindKey, $"'{kindName}' is no kind of page.{PageKind.Remedy(kindName)}");
        }

        var area = new Area(
            name,
            parameters.Number($"{key}.share", 0, 1e6),
            parameters.Number($"{key}.extent_pages", 1, 1 << 20),
            parameters.Share($"{key}.tails"),
            parameters.Share($"{key}.copies"),
            parameters.Share($"{key}.free"),
            parameters.Share($"{key}.gap_before"),
            kinds);
        if (kinds.Sum(kind => kind.Item2) <= 0)
            throw parameters.Wrong($"{key}.share", $"area '{name}' has no {PagesKey}; add {key}.{PagesKey}.code: 1, or another kind.");
        return area;
    }
}
