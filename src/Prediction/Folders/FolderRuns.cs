using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Prediction.Folders;

/// <summary>
/// The runs of a results folder that say something of one guest: measured, completed, verified, with zero pages told apart, and of several
/// sizes of the guest the largest. Immutable.
/// </summary>
internal sealed class FolderRuns
{
    private const string NoZeroPageDetection = "none";

    private readonly ResultSet _results;

    private FolderRuns(ResultSet results, string workload, RunRow[] runs, string[] missing)
    {
        _results = results;
        Workload = workload;
        Runs = runs;
        Missing = missing;
    }

    /// <summary>The guest's workload.</summary>
    public string Workload { get; }

    /// <summary>The runs, in file order; at least one.</summary>
    public IReadOnlyList<RunRow> Runs { get; }

    /// <summary>Methods, as labels begin, that the folder has tried on this guest, and of which none of <see cref="Runs"/> is.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Pages of the guest.</summary>
    public long Pages => (long)(Runs[0].MemoryMib * Units.MiB) / Page.SizeBytes;

    /// <summary>Folder and host, for sources.</summary>
    public string Origin => $"results folder {_results.Name} of {_results.HostLabel}";

    /// <summary>The rounds of one of the runs, in order.</summary>
    public IReadOnlyList<RoundRow> RoundsOf(RunRow run) => [.. _results.RoundsOf(run).OrderBy(round => round.Round)];

    /// <summary>Finds them.</summary>
    /// <param name="results">The folder.</param>
    /// <param name="workload">The guest; null for the only one.</param>
    /// <exception cref="UsageException">There are none; the message says why.</exception>
    public static FolderRuns Of(ResultSet results, string? workload)
    {
        RunRow[] measured = [.. results.Runs.Where(run => run.Source == RunSource.Measured)];
        if (measured.Length == 0)
        {
            throw new UsageException($"{results.Folder} has no measured runs{(results.Runs.Count > 0 ? ", only simulated ones" : "")}: a "
                + "scenario is made of what was measured. Run a matrix of the guest first.");
        }

        string name = Choose(results, [.. measured.Select(run => run.Workload).Distinct()], workload);
        RunRow[] ofGuest = [.. measured.Where(run => run.Workload == name)];
        double largest = ofGuest.Where(Summary.Counts).Select(run => run.MemoryMib).DefaultIfEmpty().Max();
        RunRow[] completed = [.. ofGuest.Where(run => Summary.Counts(run) && run.MemoryMib == largest)];
        if (completed.Length == 0) throw new UsageException(NoneCompleted(results, name, ofGuest));
        RunRow[] told = [.. completed.Where(run => run.ZeroPageDetection != NoZeroPageDetection && run.NormalPages is not null)];
        if (told.Length == 0)
        {
            throw new UsageException($"{results.Folder}: the runs of {name} sent zero pages like others, so that nobody knows how many "
                + "pages have content. Run it with --zero-page-detection multifd.");
        }

        string[] missing = [.. ofGuest.Select(Label).Except(told.Select(Label))];
        return new FolderRuns(results, name, told, missing);
    }

    /// <summary>A method with its level and tables, as people name it.</summary>
    public static string Label(RunRow run) =>
        string.Join('-', ((string?[])[run.Method, run.Level is { } level ? Invariant.Text($"{level}") : null, run.Huffman])
            .Where(part => !string.IsNullOrEmpty(part)));

    private static string Choose(ResultSet results, string[] names, string? asked)
    {
        if (asked is null)
        {
            return names.Length == 1
                ? names[0]
                : throw new UsageException($"{results.Folder} has runs of several guests; choose one: --workload "
                    + $"{string.Join(" or ", names)}.");
        }

        return names.Contains(asked)
            ? asked
            : throw new UsageException($"--workload {asked}: {results.Folder} has no measured runs of it."
                + $"{NearestName.Suggest(asked, names)} It has: {string.Join(", ", names)}.");
    }

    private static string NoneCompleted(ResultSet results, string name, RunRow[] runs)
    {
        int timeouts = runs.Count(run => run.Outcome == RunOutcome.Timeout);
        string none = $"{results.Folder}: no run of {name} completed";
        return timeouts > 0
            ? $"{none}, {timeouts} of {runs.Length} ended at their time limit. Such a run says what it had sent by then, not what the "
                + "guest is. Run it with a longer --timeout, or with more bandwidth."
            : $"{none}.";
    }
}
