using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Management;
using MultifdBench.Prediction.Advice;
using MultifdBench.Prediction.Validation;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Advise;

/// <summary>An answer for people: the recommendation first, then what it rests on, then lines to paste.</summary>
internal static class AdviseText
{
    private static readonly string[] Headers =
    [
        "ch", "total s", "downtime ms", "wire GB", "CPU s source", "CPU s dest.", "KiB/ stream", "guest lost %", "busiest", "cores",
        "zero pages",
    ];

    // Without a bound to keep there is one question only.
    private const string ConvergesHeader = "converges", SloHeader = "SLO";

    /// <summary>Writes all of it.</summary>
    public static void Write(AdviseAnswer answer, ConsoleSession session)
    {
        TextWriter output = session.Output;
        TextColumns columns = new(output, TerminalWidth.Of(session.IsOutputInteractive));
        foreach (Decision decision in answer.Asked.Decisions) WriteLine(columns, Sentence(answer, decision));
        output.WriteLine();
        Ranking(answer).Write(output, session.IsOutputInteractive, isFitted: true);
        IEnumerable<string> further = [.. Changes(answer), .. Limit(answer), .. Elsewhere(answer), .. Check(answer)];
        foreach (string line in (string[])[.. Notes(answer), .. PolicyText.Lines(answer), "", .. further]) WriteLine(columns, line);
        if (answer.First.Winner is not { } winner) return;
        output.WriteLine();
        output.WriteLine(Text($"To paste, for {winner.Name} over {answer.First.LinkGbps} Gbit/s:"));
        foreach (ManagementText text in ManagementLines.Of(winner, answer.Request.Question, answer.Methods))
        {
            output.WriteLine($"  {text.Layer}");
            // As they are: who pastes a line wants no breaks in it.
            foreach (string line in text.Lines) output.WriteLine($"    {line}");
        }
    }

    /// <summary>The recommendation over one link, with its margin and how sure it is.</summary>
    internal static string Sentence(AdviseAnswer answer, Decision decision)
    {
        AdviseRequest request = answer.Request;
        string guest = Text($"{request.Guest.Workload}, {Units.FormatSize(request.Question.MemoryBytes)}");
        string link = Text($"{decision.LinkGbps} Gbit/s");
        if (decision.Winner is not { } winner)
        {
            string helpers = PolicyText.Rescuers(answer) is { Count: > 0 } names && decision.LinkGbps == answer.First.LinkGbps
                ? $" So would policy {string.Join(", ", names)}."
                : "";
            return $"{link}: no method converges for {guest}. A longer --downtime-limit or a faster link would help.{helpers}";
        }

        string misses = winner.IsGoodEnough ? "" : $" Nothing keeps the SLO; it misses {string.Join(", ", winner.Misses)}.";
        string margin = decision.RunnerUp is { } other && decision.Margin is { } times
            ? times >= 1
                ? $"{Units.Significant(times)} × as fast as {other.Name}"
                : $"{Units.Significant(1 / times)} × the time of {other.Name} at less CPU"
            : "nothing else converges";
        string error = Text($"{100 * answer.Error:0.#} % {(answer.IsErrorMeasured ? "off here, in this run" : "off in published tables")}");
        string sure = answer.ConfidenceOf(decision) switch
        {
            "tie" => $"a tie with {string.Join(", ", decision.Tied.Select(one => one.Method))}: the model was {error}; it costs least CPU",
            "sure" => $"sure: the model was {error}",
            "likely" => $"likely: the model is {error}, and was not checked here",
            _ => "the only one",
        };
        return $"{link}: {winner.Name} for {guest}: {Seconds(winner)} s, {margin} ({sure}).{misses}";
    }

    /// <summary>A paragraph whose second line is set in: where the next one begins shows.</summary>
    private static void WriteLine(TextColumns columns, string text)
    {
        int blanks = text.Length - text.TrimStart().Length;
        columns.WriteHanging(new string(' ', blanks), "  ", text);
    }

    private static PlainTable Ranking(AdviseAnswer answer)
    {
        AdviceQuestion question = answer.Request.Question;
        string policy = PolicyCatalog.Get(question.Policies[0]) is { IsIdle: false, Name: var name } ? $" under policy {name}" : "";
        string title = Text($"Simulated over {answer.First.LinkGbps} Gbit/s on {answer.Asked.Host.Name}{policy}")
            + (question.Tls ? ", encrypted" : "") + ", the best of each method"
            + (answer.Request.Question.Guests > 1 ? Text($"; {answer.Request.Question.Guests} guests at once, work of all") : "");
        bool hasBounds = answer.Request.Question.Slo.HasBounds;
        string[] headers = ["method", Headers[0], hasBounds ? SloHeader : ConvergesHeader, .. Headers[1..]];
        return PlainTable.OfFigures(title, headers, [.. answer.First.Ranking.Select(one => Cells(one, hasBounds))], alwaysShown: 5);
    }

    private static IEnumerable<string> Notes(AdviseAnswer answer)
    {
        IEnumerable<string> notInQemu = answer.First.Ranking.Select(one => one.NotInQemu).OfType<string>().Distinct();
        foreach (string reason in notInQemu) yield return $"* {reason}.";
        yield return "KiB/stream: memory of a channel on the side that needs more; empty where a library does not tell, or is not here. "
            + "Guest lost: share of its work that the guest loses while it migrates"
            + (answer.First.Ranking.Any(one => one.Row.CpuThrottlePercentage > 0)
                ? ", by throttling and by the downtime. "
                : "; nothing throttles it, so that it is the downtime's. ")
            + "It runs on the cores that the migration leaves it.";
        int limit = answer.Request.Question.DowntimeLimitMs;
        // Where a policy has changed the limit, or stopped the guest, it says so itself.
        if (answer.First.Ranking.Any(one => one is { Converges: true, Actions.Count: 0 } && one.Row.DowntimeMs > limit))
        {
            yield return Text($"Downtime above the limit of {limit} ms: QEMU stops the guest once what is left would be sent within the ")
                + "limit at the rate of the last 100 ms; the switchover itself, and whatever makes the last pages slower, come on top.";
        }

        foreach (IGrouping<string, string> reason in answer.Excluded.OrderBy(one => one.Key, StringComparer.Ordinal)
            .GroupBy(one => one.Value.ReplaceLineEndings(" "), one => one.Key))
        {
            yield return $"Not ranked: {string.Join(", ", reason)}: {reason.Key}";
        }
    }

    private static string[] Cells(Candidate candidate, bool hasBounds) =>
    [
        candidate.NotInQemu is null ? candidate.Method : $"{candidate.Method} *",
        Text($"{candidate.Row.Channels}"),
        hasBounds
            ? candidate switch { { Converges: false } => "diverges", { IsGoodEnough: true } => "pass", _ => "miss" }
            : candidate.Converges ? "yes" : "no",
        candidate.Converges ? Seconds(candidate) : "",
        Text($"{candidate.Row.DowntimeMs:0}"),
        Units.Significant((candidate.Row.WireBytes ?? 0) / 1e9),
        Units.Significant(candidate.Row.SourceCpuS ?? 0),
        Units.Significant(candidate.Row.DestinationCpuS ?? 0),
        Text($"{candidate.Row.MemoryPerStreamKib:0}"),
        candidate.GuestLostShare is { } lost ? Units.Significant(100 * lost) : "",
        candidate.Busiest,
        candidate.Converges ? Units.Significant((candidate.Row.SourceCpuS ?? 0) * 1e3 / candidate.TotalMs) : "",
        candidate.Row.ZeroPageDetection,
    ];

    private static IEnumerable<string> Changes(AdviseAnswer answer)
    {
        if (answer.Asked.Crossings.Count == 0)
        {
            (double from, double to) = (answer.Asked.Charted[0].LinkGbps, answer.Asked.Charted[^1].LinkGbps);
            yield return Text($"The answer is the same from {from} to {to} Gbit/s.");
        }

        foreach (Crossing crossing in answer.Asked.Crossings)
        {
            (string below, string above) = (Named(crossing.Below), Named(crossing.Above));
            yield return crossing.Along == CrossingAxis.Link
                ? $"The answer changes at {Units.Significant(crossing.LinkGbps)} Gbit/s: {below} below, {above} above."
                : Text($"Over {crossing.LinkGbps} Gbit/s it changes at {Dirty(crossing.DirtyPagesPerSecond)} written: ")
                    + $"{below} below, {above} above.";
        }
    }

    /// <summary>How far the guest is from what the recommended method survives.</summary>
    private static IEnumerable<string> Limit(AdviseAnswer answer)
    {
        if (answer.First.Winner is not { Row: var row } winner || row.DirtyPagesPerSecond is not > 0) yield break;
        LimitRow? limit = answer.Asked.Limits.FirstOrDefault(one => one.LinkGbps == answer.First.LinkGbps
            && (one.Method, one.Accel, one.Huffman, one.Level) == (row.Method, row.Accel, row.Huffman, row.Level));
        if (limit?.DirtyFactorLimit is not { } factor) yield break;
        string share = limit is { AutoConverge: true, GuestOpsShare: { } done }
            ? Text($", where it does {100 * done:0} % of its work")
            : "";
        yield return limit.IsBound
            ? Text($"Over {limit.LinkGbps} Gbit/s {winner.Method} still converges for a guest that writes {factor:0} times as fast{share}.")
            : Text($"Over {limit.LinkGbps} Gbit/s {winner.Method} converges until the guest writes {Units.Significant(factor)} times as ")
                + $"fast{share}.";
    }

    private static string Named(string method) => method.Length > 0 ? method : "nothing converges";

    private static string Dirty(double pagesPerSecond) =>
        $"{Units.Significant(pagesPerSecond)} pages/s ({Units.Significant(pagesPerSecond * Page.SizeBytes / Units.MiB)} MiB/s)";

    private static IEnumerable<string> Elsewhere(AdviseAnswer answer) =>
        from one in answer.Elsewhere
        from decision in one.Decisions
        let result = decision.Winner is { } winner
            ? $"{winner.Name}, {Seconds(winner)} s, {Units.Significant(winner.CpuS)} CPU s{(decision.IsTie ? " (a tie)" : "")}"
            : "nothing converges"
        let caveat = answer.Methods.Devices.Any(device => device.NewerHosts.Contains(one.Host.Name))
            ? ", nobody has published a migration there"
            : ""
        select Text($"On {one.Host.Name} (simulated{caveat}), {decision.LinkGbps} Gbit/s: ") + result + $".{ByTables(decision)}";

    /// <summary>What the device's Huffman tables are worth there, each kind at its best; whether QEMU has them is in the notes.</summary>
    private static string ByTables(Decision decision)
    {
        Candidate[] onDevice =
        [
            .. decision.Ranking.Where(one => one is { Converges: true, IsOnDevice: true, Row.Huffman.Length: > 0 })
                .OrderBy(one => one.TotalMs),
        ];
        if (onDevice.Length == 0) return "";
        string method = onDevice[0].Choice.Method;
        string[] tables =
        [
            .. onDevice.Where(one => one.Choice.Method == method)
                .Select(one => Text($"{one.Row.Huffman} {Seconds(one)} s")),
        ];
        return tables.Length < 2 ? "" : $" {method} by its tables: {string.Join(", ", tables)}.";
    }

    private static IEnumerable<string> Check(AdviseAnswer answer)
    {
        if (answer.NoCheck is { } reason)
        {
            yield return $"Not checked by a real run: {reason}.";
            yield break;
        }

        yield return Text($"Checked by real runs of a smaller guest here, over TCP paced to {answer.First.LinkGbps} Gbit/s:");
        foreach ((Candidate candidate, ValidationLine line) in answer.Check)
        {
            yield return Text($"  {candidate.Name}: predicted {line.PredictedMs:0} ms, measured {line.MeasuredMs:0} ms ")
                + Text($"(median, n = {line.Runs}), error {100 * line.Error:+0.0;-0.0} %.");
        }
    }

    private static string Seconds(Candidate candidate) => Units.Significant(candidate.TotalMs / 1e3);
}
