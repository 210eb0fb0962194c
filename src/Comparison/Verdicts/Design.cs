using MultifdBench.Comparison.Sets;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>What the unit of the statistics is: the largest thing that was repeated on both sides.</summary>
public enum Design
{
    /// <summary>One session each: repetitions. How sessions differ from each other stays unknown.</summary>
    Repetitions,

    /// <summary>Several sessions, not alternating: session means, with the variance between sessions.</summary>
    Sessions,

    /// <summary>
    /// As many sessions on both sides, one after the other in turn: differences of neighbours, in which slow drift of the host cancels.
    /// </summary>
    AlternatingSessions,
}

/// <summary>Recognises the design of two sides.</summary>
internal static class Designs
{
    public static Design Of(SessionSet before, SessionSet after)
    {
        if (before.Sessions.Count == 1 && after.Sessions.Count == 1) return Design.Repetitions;
        return before.Sessions.Count == after.Sessions.Count && Alternate(before.Sessions, after.Sessions)
            ? Design.AlternatingSessions
            : Design.Sessions;
    }

    /// <summary>
    /// Whether both k-th sessions lie before both next ones; which of the two came first does not matter and should change at random.
    /// </summary>
    private static bool Alternate(IReadOnlyList<Session> x, IReadOnlyList<Session> y) =>
        Enumerable.Range(1, x.Count - 1).All(k => Later(x[k - 1], y[k - 1]) < Earlier(x[k], y[k]));

    private static DateTimeOffset Later(Session x, Session y) => x.End > y.End ? x.End : y.End;

    private static DateTimeOffset Earlier(Session x, Session y) => x.Start < y.Start ? x.Start : y.Start;
}
