using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle;

/// <summary>
/// Where an idle guest's non-zero pages are: extents of one class each, scattered over memory with runs of zero pages between them.
/// Class counts and the zero share are exact to a page whatever the seed.
/// </summary>
internal static class IdleLayout
{
    /// <summary>Plans the first <paramref name="regionPages"/> pages.</summary>
    /// <param name="parameters">Page mix and mean extent length.</param>
    /// <param name="regionPages">Pages to lay out.</param>
    /// <param name="residentPages">How many of them are not zero.</param>
    /// <param name="random">Decides order and gaps.</param>
    /// <returns>Extents in rising order.</returns>
    public static Extent[] Plan(IdleParameters parameters, long regionPages, long residentPages, ref SeededRandom random)
    {
        List<(int Pages, int ClassIndex)> pieces = Cut(ClassPages(parameters.PageMix, residentPages), parameters.ExtentPages, ref random);
        Shuffle(pieces, ref random);
        long[] gaps = Gaps(regionPages - residentPages, pieces.Count + 1, ref random);
        var extents = new Extent[pieces.Count];
        long page = 0;
        for (int i = 0; i < extents.Length; i++)
        {
            page += gaps[i];
            extents[i] = new Extent(page, pieces[i].Pages, pieces[i].ClassIndex);
            page += pieces[i].Pages;
        }

        return extents;
    }

    /// <summary>
    /// Whole pages for each class in proportion to <paramref name="mix"/>; rounding is carried along, so the sum is exact.
    /// </summary>
    private static long[] ClassPages(double[] mix, long pages)
    {
        double total = mix.Sum();
        double cumulative = 0;
        long given = 0;
        var result = new long[mix.Length];
        for (int i = 0; i < mix.Length; i++)
        {
            cumulative += mix[i] / total;
            result[i] = (i == mix.Length - 1 ? pages : (long)Math.Round(cumulative * pages)) - given;
            given += result[i];
        }

        return result;
    }

    /// <summary>Cuts each class into extents of uniformly random length around the mean.</summary>
    private static List<(int Pages, int ClassIndex)> Cut(long[] classPages, double meanPages, ref SeededRandom random)
    {
        var pieces = new List<(int, int)>();
        for (int classIndex = 0; classIndex < classPages.Length; classIndex++)
        {
            for (long left = classPages[classIndex]; left > 0;)
            {
                int pages = (int)Math.Min(left, 1 + random.Below((long)Math.Max(1, (2 * meanPages) - 1)));
                pieces.Add((pages, classIndex));
                left -= pages;
            }
        }

        return pieces;
    }

    private static void Shuffle(List<(int Pages, int ClassIndex)> pieces, ref SeededRandom random)
    {
        for (int i = pieces.Count - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (pieces[i], pieces[other]) = (pieces[other], pieces[i]);
        }
    }

    /// <summary>
    /// Zero runs between the extents. A fifth power spreads their lengths over orders of magnitude, as in a real guest, where most
    /// extents touch the next one and most free memory is in a few long runs.
    /// </summary>
    private static long[] Gaps(long zeroPages, int count, ref SeededRandom random)
    {
        var weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            double unit = random.Unit();
            weights[i] = unit * unit * unit * unit * unit;
        }

        double total = weights.Sum();
        double cumulative = 0;
        long given = 0;
        var gaps = new long[count];
        for (int i = 0; i < count; i++)
        {
            cumulative += weights[i] / total;
            gaps[i] = (i == count - 1 ? zeroPages : (long)Math.Round(cumulative * zeroPages)) - given;
            given += gaps[i];
        }

        return gaps;
    }
}

/// <summary>Adjacent pages of one class.</summary>
/// <param name="FirstPage">Page number in the block.</param>
/// <param name="Pages">How many, at least one.</param>
/// <param name="ClassIndex">Index into <see cref="PageClass.All"/>.</param>
internal readonly record struct Extent(long FirstPage, int Pages, int ClassIndex);
