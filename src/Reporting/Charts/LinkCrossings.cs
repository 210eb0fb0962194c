using MultifdBench.Core;

namespace MultifdBench.Reporting.Charts;

/// <summary>Where one method begins to be faster than another along the link's speed.</summary>
/// <param name="From">Gbit/s; the crossing is not below it.</param>
/// <param name="To">Gbit/s; nor above it. The same as <paramref name="From"/> where it was interpolated.</param>
/// <param name="Value">The figure of both there; NaN where it was not interpolated.</param>
/// <param name="Below">The best on slower links.</param>
/// <param name="Above">The best on faster ones.</param>
internal sealed record LinkCrossing(double From, double To, double Value, string Below, string Above)
{
    /// <summary>The place in words: "4.35 Gbit/s", "2.5 to 10 Gbit/s".</summary>
    public string Place => From == To ? $"{Units.Significant(From)} Gbit/s" : Invariant.Text($"{From} to {To} Gbit/s");
}

/// <summary>
/// Who is best at which link: the lower edge of the lines. Between links it is interpolated in the logarithms of both axes.
/// </summary>
internal static class LinkCrossings
{
    /// <summary>Closer than this, as a share, counts as equal: a crossing of lines that lie on each other says nothing.</summary>
    private const double EqualShare = 0.005;

    /// <summary>All changes of the best method, by rising link; none where one is best everywhere.</summary>
    public static IReadOnlyList<LinkCrossing> Of(IReadOnlyList<ParameterLine> lines)
    {
        double[] links = [.. lines.SelectMany(line => line.Points).Where(IsKnown).Select(point => point.At).Distinct().Order()];
        return [.. links.Zip(links.Skip(1)).SelectMany(pair => Between(lines, pair.First, pair.Second))];
    }

    /// <summary>"zstd-1 below 4.35 Gbit/s, none above", "none at every link"; empty where nothing is known.</summary>
    public static string Describe(IReadOnlyList<ParameterLine> lines)
    {
        IReadOnlyList<LinkCrossing> crossings = Of(lines);
        if (crossings.Count == 0)
        {
            double[] links = [.. lines.SelectMany(line => line.Points).Where(IsKnown).Select(point => point.At)];
            return links.Length == 0 ? "" : $"{Best(lines, links.Min())} at every link";
        }

        string[] middle = [.. crossings.Skip(1).Select(crossing => $"{crossing.Below} up to {crossing.Place}")];
        return string.Join(", ", [$"{crossings[0].Below} below {crossings[0].Place}", .. middle, $"{crossings[^1].Above} above"]);
    }

    private static bool IsKnown(ParameterPoint point) => point is { IsBound: false, At: > 0, Value: > 0 };

    private static double? At(ParameterLine line, double link) =>
        line.Points.Where(point => point.At == link && IsKnown(point)).Select(point => (double?)Math.Log(point.Value)).FirstOrDefault();

    /// <summary>The first of the lines with the least value.</summary>
    private static string Best(IEnumerable<ParameterLine> lines, double link) =>
        lines.Where(line => At(line, link) is not null).MinBy(line => At(line, link))!.Name;

    private static IEnumerable<LinkCrossing> Between(IReadOnlyList<ParameterLine> lines, double low, double high)
    {
        (string Name, double First, double Last)[] whole =
        [
            .. from line in lines
               let first = At(line, low)
               let last = At(line, high)
               where first is not null && last is not null
               select (line.Name, first.Value, last.Value),
        ];
        string best = Best(lines, low);
        double share = 0;
        for (int current = Array.FindIndex(whole, line => line.Name == best); current >= 0;)
        {
            if (Next(whole, whole[current], share) is not { } next) break;
            share = next.Share;
            double link = low * Math.Pow(high / low, share);
            double value = Math.Exp(whole[next.Line].First + share * (whole[next.Line].Last - whole[next.Line].First));
            yield return new LinkCrossing(link, link, value, best, whole[next.Line].Name);
            current = next.Line;
            best = whole[current].Name;
        }

        // A line that timed out at one of the ends has no course between them.
        string winner = Best(lines, high);
        double? lead = At(lines.First(line => line.Name == best), high) - At(lines.First(line => line.Name == winner), high);
        if (winner != best && !(lead < EqualShare)) yield return new LinkCrossing(low, high, double.NaN, best, winner);
    }

    /// <summary>The first line that goes below <paramref name="best"/> behind <paramref name="share"/> of the way; null for none.</summary>
    private static (int Line, double Share)? Next((string Name, double First, double Last)[] lines,
        (string Name, double First, double Last) best, double share)
    {
        (int Line, double Share)? next = null;
        for (int i = 0; i < lines.Length; i++)
        {
            double before = lines[i].First - best.First;
            double after = lines[i].Last - best.Last;
            if (after >= -EqualShare || before < after) continue;
            double crossing = Math.Max(share, before / (before - after));
            bool isNearer = next is not { } known || crossing < known.Share;
            bool isLower = next is { } same && crossing == same.Share && lines[i].Last < lines[same.Line].Last;
            if (isNearer || isLower) next = (i, crossing);
        }

        return next;
    }
}
