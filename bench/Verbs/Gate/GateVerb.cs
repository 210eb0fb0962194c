using System.CommandLine;
using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Comparison.Proof;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;
using MultifdBench.Reporting.Comparisons;
using MultifdBench.Reporting.Tables;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Gate;

/// <summary><c>bench gate</c>: how often <c>bench compare</c> is wrong on this host.</summary>
/// <param name="looks">How methods are named.</param>
internal sealed class GateVerb(MethodLooks looks) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "gate";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Measures the gate itself: draws pairs of BASE and NEW from real sessions of one build and judges them as 'bench compare' does, with
        nothing changed (false alarms) and with slowdowns of 2, 5 and 10 % multiplied into measured times (misses). Sessions that alternate
        are set against one session after the other. Make the sessions with examples/gate/sessions.sh.

        Examples:
          bench gate results/gate
          bench gate results/gate --sessions 10,20 --pairs 1000 --json
        """;

    private static readonly PlainColumn[] Columns =
    [
        new("design", false, MinWidth: 11), new("n", true), new("injected", false, MinWidth: 10), new("pairs", true, Rank: 1),
        new("red", true, Rank: 2),
        new("passed", true, Rank: 2), new("undecided", true, Rank: 2), new("error", false), new("rate", true), new("95 % interval", true),
    ];

    private static readonly PlainColumn[] NoiseColumns =
    [
        new("guest and method × combinations", false, MinWidth: 20), new("metric", false, MinWidth: 12),
        new("deviation between neighbours", true),
        new("pairs to see the threshold", true),
    ];

    private readonly Argument<string[]> _folders =
        new("DIR") { Arity = ArgumentArity.OneOrMore, Description = "results folders of one build, or folders that hold them" };
    private readonly Option<string?> _sessions =
        new("--sessions") { HelpName = "LIST", Description = "sessions on each side, comma-separated [default: half of all]" };
    private readonly Option<int> _pairs =
        new("--pairs") { HelpName = "N", Description = "pairs drawn for each row", DefaultValueFactory = _ => 400 };
    private readonly Option<string> _threshold =
        new("--threshold") { HelpName = "PERCENT", Description = "of the gate", DefaultValueFactory = _ => "5%" };
    private readonly Option<int> _seed = new("--seed") { HelpName = "N", Description = "seed of the draws", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _folders, _sessions, _pairs, _threshold, _seed, _json };
        command.SetAction(parsed => Run(parsed, session));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session)
    {
        int pairs = parsed.GetValue(_pairs);
        if (pairs is < 1 or > 1_000_000) throw new UsageException($"--pairs {pairs} is out of range: use 1 to 1000000.");
        double threshold = PercentOption.Read(parsed, _threshold);
        int[]? asked = Counts(parsed.GetValue(_sessions));
        SessionSet[] sets = [.. (parsed.GetValue(_folders) ?? []).Select(SessionSet.Load)];
        foreach (string warning in sets.SelectMany(set => set.Warnings)) session.Note(warning);
        Session[] sessions = [.. sets.SelectMany(set => set.Sessions).OrderBy(one => one.Start)];
        int[] counts = asked ?? [Math.Max(1, sessions.Length / 2)];
        List<ProofRow> rows = [];
        foreach (ProofRow row in GateProof.Run(sessions, counts, pairs, threshold, parsed.GetValue(_seed)))
        {
            rows.Add(row);
            session.Note(Text($"[{rows.Count}] {Words(row)}, n = {row.Sessions}: {row.Errors} of {row.Trials} wrong"));
        }

        IReadOnlyList<NoiseRow> noise = sessions.Length < 6 ? [] : GateProof.Noise(sessions, threshold);
        VerdictLabels labels = new(noise.Select(row => row.Group.Key), looks);
        if (parsed.GetValue(_json))
        {
            session.Output.WriteLine(JsonText.Of(new { Rates = rows.Select(Json), Noise = noise.Select(row => Json(row, labels)) }));
            return ExitCodes.Done;
        }

        new PlainTable("How often the gate is wrong", Columns, [.. rows.Select(Cells)]).Write(session.Output, session.IsOutputInteractive);
        new PlainTable("What alternating sessions need", NoiseColumns, [.. noise.Select(row => Cells(row, labels))]).Write(session.Output,
            session.IsOutputInteractive);
        return ExitCodes.Done;
    }

    private static int[]? Counts(string? list)
    {
        if (list is null) return null;
        string[] parts = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int[] counts = [.. parts.Select(
            part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0)];
        return counts.Length > 0 && counts.All(count => count is >= 1 and <= 100_000)
            ? counts
            : throw new UsageException($"--sessions {list} is no list of numbers from 1 on, for example 10,20.");
    }

    private static string Words(ProofRow row) =>
        $"{(row.Design == Design.AlternatingSessions ? "alternating" : "one after the other")}, {Injected(row)}";

    private static string Injected(ProofRow row) => row.Scope == InjectedScope.Nothing
        ? "nothing"
        : Text($"{row.Slowdown:0 %} in {(row.Scope == InjectedScope.Method ? "one method" : "one combination")}");

    private static string[] Cells(ProofRow row) =>
    [
        row.Design == Design.AlternatingSessions ? "alternating" : "one after the other",
        Text($"{row.Sessions}"), Injected(row), Text($"{row.Trials}"), Text($"{row.Red}"), Text($"{row.Passed}"), Text($"{row.Undecided}"),
        row.Scope == InjectedScope.Nothing ? "false alarm" : "not red",
        Text($"{row.ErrorRate:0.0 %}"), Text($"{row.Interval.Lo:0.0 %} … {row.Interval.Hi:0.0 %}"),
    ];

    private static string[] Cells(NoiseRow row, VerdictLabels labels) =>
        [labels.Of(row.Group), row.Metric.Name, Text($"{row.PairDeviation:0.0 %}"),
            row.PairsNeeded is { } pairs ? Text($"{pairs}") : Text($"> {NoiseRow.Most}")];

    private static object Json(NoiseRow row, VerdictLabels labels) =>
        new { Group = labels.Of(row.Group), Metric = row.Metric.Key, row.PairDeviation, row.PairsNeeded };

    private static object Json(ProofRow row) => new
    {
        Design = row.Design == Design.AlternatingSessions ? "alternating_sessions" : "one_after_the_other",
        row.Sessions,
        Scope = JsonName(row.Scope),
        row.Slowdown,
        Pairs = row.Trials,
        row.Red,
        row.Passed,
        row.Undecided,
        row.ErrorRate,
        ErrorRateLo = row.Interval.Lo,
        ErrorRateHi = row.Interval.Hi,
    };

    private static string JsonName(InjectedScope scope) => scope.ToString().ToLowerInvariant();
}
