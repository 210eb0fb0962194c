using System.Globalization;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>Lists of numbers as the kernel writes them: <c>0-3,8</c>. Stateless, thread-safe.</summary>
internal static class CpuList
{
    /// <summary>The numbers; parts that are none are left out.</summary>
    public static IEnumerable<int> Numbers(string list) =>
        from range in list.Split(',')
        let ends = range.Split('-')
        let first = Whole(ends[0])
        let last = Whole(ends[^1])
        where first is not null && last is not null
        from number in Enumerable.Range(first.Value, Math.Max(0, last.Value - first.Value + 1))
        select number;

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
