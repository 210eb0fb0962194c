namespace MultifdBench.Core;

/// <summary>Suggests the known name that a mistyped one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>" Did you mean 'x'?" for the known name at an edit distance of at most a third of the word, else an empty string.</summary>
    public static string Suggest(string typed, IEnumerable<string> known)
    {
        string? best = known
            .Select(name => (name, distance: Distance(typed, name)))
            .Where(pair => pair.distance <= Math.Max(1, pair.name.Length / 3))
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.name)
            .FirstOrDefault();
        return best is null ? "" : $" Did you mean '{best}'?";
    }

    /// <summary>
    /// Edit distance, case ignored, where two neighbouring letters in the wrong order count once (optimal string alignment).
    /// Names are a dozen letters, so the quadratic table is fine.
    /// </summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                int best = Math.Min(Math.Min(cost[i, j - 1], cost[i - 1, j]) + 1, cost[i - 1, j - 1] + substitution);
                bool swapped = i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]);
                cost[i, j] = swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
            }
        }

        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
