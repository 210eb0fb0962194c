using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Results;

namespace MultifdBench.Reporting;

/// <summary>Sentences that all report pages share.</summary>
internal static class ReportText
{
    private static readonly string ModelErrorNote = Invariant.Text(
        $"Simulated figures have no noise but the model's error: {100 * ModelError.TotalTime:0.#} % of the total time in the median of "
            + $"the published rows held out of every fit. Two that differ by less are a tie. Simulated downtime is mostly a fitted "
            + $"constant of the model.");

    /// <summary>What every page says at its end about its own figures.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        "Measured figures are wall clock on the host named; simulated ones are virtual time of a device model. They never share a bar, a "
            + "mean, an answer or a comparison.",
        "After every measured run the destination's memory was compared byte for byte with the source's; a run that differed counts "
            + "as a failure.",
        "Figures are medians of n runs; the interval is the 95 % interval for the median (Harrell–Davis, Maritz–Jarrett), ± its longer "
            + "side. A single run has none; nor do runs that are too few or too scattered.",
        "A run that timed out counts as longer than all others; where that leaves no median of the total time, the table says what it "
            + "exceeds. All other figures count the runs that completed.",
        "Answers compare, of each method, the fewest channels that are not told apart from its fastest, by the ratio of total times; it "
            + "is that of trimmed means of logarithms with Student's interval, as in compare, and all comparisons of an answer hold "
            + "together with 95 % confidence (Bonferroni). What is not told apart is a tie, too few runs make no winner, and a "
            + "configuration that did not complete every run cannot win.",
        ModelErrorNote,
        "Throughput is wire bytes, headers included: a method that compresses better needs less of it, so more is not better. QEMU up to "
            + "7.2 counts uncompressed bytes there. Guest throughput is what the guest's memory moved at: every page sent, with content "
            + "or zero, resent ones too, 4096 bytes each. The ratio leaves out headers and zero pages.",
    ];

    /// <summary>What the first screen answers, as a reader would ask it.</summary>
    /// <param name="results">The result set.</param>
    /// <param name="guest">Workload and memory.</param>
    public static string Question(ResultSet results, string guest)
    {
        bool hasLinks = results.Runs.Concat(results.Links).Select(row => row.LinkGbps).OfType<double>()
            .Distinct().Skip(1).Any();
        return $"{guest}: which method migrates it fastest, on how many channels{(hasLinks ? ", over which link" : "")}?";
    }

    /// <summary>What ran: combinations, runs, failures.</summary>
    public static string Overview(ResultSet results)
    {
        int completed = results.Summary.Sum(row => row.N);
        int failed = results.Summary.Sum(row => row.Failures);
        int unavailable = results.Summary.Count(row => row.Outcome == RunOutcome.Unavailable);
        return Invariant.Text($"{results.Summary.Count} combinations: {completed} runs completed, {failed} failed; {unavailable} "
            + $"combinations could not run on this host.");
    }

    /// <summary>When it ran, UTC, from the first run's start to the last one's.</summary>
    public static string Period(ResultSet results)
    {
        DateTimeOffset first = results.Runs.Min(run => run.TimestampUtc);
        DateTimeOffset last = results.Runs.Max(run => run.TimestampUtc);
        string from = first.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return Invariant.Text($"{from} UTC, last run begun {(last - first).TotalMinutes:0.0} minutes later");
    }

    /// <summary>What to know about several sets on one page; empty for one.</summary>
    public static string SetsNote(IReadOnlyList<ReportSection> sections)
    {
        if (sections.Count < 2) return "";
        string[] hosts = [.. sections.Select(section => section.Results.HostLabel).Distinct()];
        string where = hosts.Length == 1 ? $"All ran on {hosts[0]}" : $"They ran on different hosts ({string.Join("; ", hosts)})";
        return Invariant.Text(
            $"{sections.Count} result sets. {where}; each has its own tables and charts, and no figure of one is compared with another's.");
    }
}
