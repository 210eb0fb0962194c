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
/// Who is best at which link: the lower edge of the lines, see <see cref="LeadChanges"/>.
/// </summary>
internal static class LinkCrossings
{
    /// <summary>All changes of the best method, by rising link; none where one is best everywhere.</summary>
    public static IReadOnlyList<LinkCrossing> Of(IReadOnlyList<ParameterLine> lines)
    {
        double[] links = [.. lines.SelectMany(line => line.Points).Where(IsKnown).Select(point => point.At).Distinct().Order()];
        double[] places = Places(lines, links);
        Course course = new(lines, places);
        string? LeaderAt(int i, string? current)
        {
            // A line that timed out at one of the ends has no course between them, and is judged at the links alone.
            if (current is not null && course.At(i, current) is null && !links.Contains(places[i])) return current;
            string? lowest = course.Lowest(i);
            return current is not null && lowest is not null && course.LogRatio(i, current, lowest) == 0 ? current : lowest;
        }

        return
        [
            .. LeadChanges.Find(places, LeaderAt, course.LogRatio).Select(change => change.IsExact
                ? new LinkCrossing(change.From, change.To, ValueAt(lines, change), change.Below, change.Above)
                : new LinkCrossing(links.Last(link => link <= change.From), links.First(link => link >= change.To), double.NaN,
                    change.Below, change.Above)),
        ];
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

    private static double ValueAt(IReadOnlyList<ParameterLine> lines, LeadChange change) =>
        new Course(lines, [change.From]).At(0, change.Below) ?? double.NaN;

    private static string Best(IReadOnlyList<ParameterLine> lines, double link) => new Course(lines, [link]).Lowest(0)!;

    /// <summary>The links, and every place between them where two lines meet: nowhere else does the lowest change.</summary>
    private static double[] Places(IReadOnlyList<ParameterLine> lines, double[] links)
    {
        Course course = new(lines, links);
        IEnumerable<double> meetings =
            from i in Enumerable.Range(0, Math.Max(0, links.Length - 1))
            from a in lines
            from b in lines
            where string.CompareOrdinal(a.Name, b.Name) < 0
            let before = course.LogRatio(i, a.Name, b.Name)
            let behind = course.LogRatio(i + 1, a.Name, b.Name)
            where double.IsFinite(before) && double.IsFinite(behind) && Math.Sign(before) * Math.Sign(behind) < 0
            select links[i] * Math.Pow(links[i + 1] / links[i], before / (before - behind));
        return [.. links.Concat(meetings).Distinct().Order()];
    }

    /// <summary>The figures of lines at places: known at their points, interpolated between two of them.</summary>
    private sealed class Course(IReadOnlyList<ParameterLine> lines, double[] places)
    {
        private readonly Dictionary<string, double?[]> _values = lines.ToDictionary(
            line => line.Name, line => places.Select(place => ValueOf(line, place, [.. lines.SelectMany(one => one.Points)])).ToArray());

        public double? At(int place, string line) => _values[line][place];

        public double LogRatio(int place, string one, string other) => LeadChanges.LogRatio(At(place, one), At(place, other));

        /// <summary>The first of the lines with the least figure; null where none has one.</summary>
        public string? Lowest(int place) =>
            lines.Where(line => At(place, line.Name) is not null).MinBy(line => At(place, line.Name))?.Name;

        private static double? ValueOf(ParameterLine line, double place, ParameterPoint[] all)
        {
            if (all.Any(point => point.At == place)) return Known(line.Points.Where(point => point.At == place))?.Value;
            ParameterPoint? low = Known(line.Points.Where(point => point.At < place).TakeLast(1));
            ParameterPoint? high = Known(line.Points.Where(point => point.At > place).Take(1));
            if (low is not { } first || high is not { } last) return null;
            return first.Value * Math.Pow(last.Value / first.Value, Math.Log(place / first.At) / Math.Log(last.At / first.At));
        }

        private static ParameterPoint? Known(IEnumerable<ParameterPoint> points) =>
            points.Where(IsKnown).Select(point => (ParameterPoint?)point).FirstOrDefault();
    }
}
