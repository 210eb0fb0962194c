using System.CommandLine;
using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;
using MultifdBench.Reporting.Comparisons;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Compare;

/// <summary><c>bench compare</c>: is NEW slower than BASE?</summary>
/// <param name="looks">How methods are named.</param>
internal sealed class CompareVerb(MethodLooks looks) : IVerb
{
    private const string Description =
        """
        Compares two builds: per guest and method and per combination the ratio NEW / BASE with its interval, and a verdict: faster, same,
        slower or undecided. BASE and NEW are results folders, or folders that hold several (sessions of one build; alternate them for the
        best verdicts). Exit code: 0 no regression, 1 regression, 2 cannot decide (too few or incomparable runs). The rules are in
        docs/statistics.md.

        Examples:
          bench compare results/baseline results/20260102-120000-host-nightly
          bench compare results/night/base results/night/new --threshold 3% --markdown comment.md --junit gate.xml
          bench compare results/before results/after --allow kernel --json
        """;

    private readonly Argument<string> _base = new("BASE") { Description = "results folder, or a folder of sessions, to compare with" };
    private readonly Argument<string> _new = new("NEW") { Description = "results folder, or a folder of sessions, to judge" };
    private readonly Option<string> _threshold = new("--threshold")
    {
        HelpName = "PERCENT",
        Description = "the slowdown that must not be missed; less is 'same'",
        DefaultValueFactory = _ => "5%",
    };
    private readonly Option<string?> _allow = new("--allow")
    {
        HelpName = "FIELDS",
        Description = "comma-separated fields of host.json that may differ (of a destination's host: destination.FIELD): "
            + string.Join(", ", HostIdentity.Fields),
    };

    private readonly Option<bool> _force = new("--force") { Description = "show what cannot be compared side by side, without verdicts" };
    private readonly Option<bool> _all = new("--all") { Description = "show every combination and metric, not only what changed" };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };
    private readonly Option<string?> _markdown =
        new("--markdown") { HelpName = "FILE", Description = "write a Markdown page for a pull request" };
    private readonly Option<string?> _junit = new("--junit") { HelpName = "FILE", Description = "write JUnit XML for a CI server" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("compare", Description) { _base, _new, _threshold, _allow, _force, _all, _json, _markdown, _junit };
        command.SetAction(parsed => Run(parsed, session));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session)
    {
        GateOptions options = new()
        {
            Threshold = PercentOption.Read(parsed, _threshold),
            AllowedDifferences = Allowed(parsed.GetValue(_allow)),
            Force = parsed.GetValue(_force),
        };
        SetComparison comparison =
            SetComparer.Compare(SessionSet.Load(parsed.GetValue(_base)!), SessionSet.Load(parsed.GetValue(_new)!), options);
        VerdictLabels labels =
            new([.. comparison.Cells.Select(cell => cell.Combination), .. comparison.Missing, .. comparison.Added], looks);
        if (parsed.GetValue(_json)) session.Output.WriteLine(JsonText.Of(CompareJson.Of(comparison, labels)));
        else Print(comparison, labels, parsed.GetValue(_all), session);
        if (parsed.GetValue(_markdown) is { } markdown)
            Storage.Replace(markdown, Encoding.UTF8.GetBytes(VerdictMarkdown.Render(comparison, labels)));
        if (parsed.GetValue(_junit) is { } junit) Storage.Replace(junit, VerdictJUnit.Render(comparison, labels));
        return comparison.Outcome switch
        {
            GateOutcome.Passed => ExitCodes.Done,
            GateOutcome.Regression => ExitCodes.CheckFailed,
            _ => ExitCodes.CannotDecide,
        };
    }

    private static void Print(SetComparison comparison, VerdictLabels labels, bool all, ConsoleSession session)
    {
        VerdictTables.Groups(comparison, labels).Write(session.Output, session.IsOutputInteractive);
        VerdictTables.Cells(comparison, labels, all).Write(session.Output, session.IsOutputInteractive);
        session.Output.WriteLine(VerdictWords.Summary(comparison));
        session.Output.WriteLine(VerdictWords.Outcome(comparison, labels));
        session.Output.Flush();
        foreach (string note in VerdictWords.Notes(comparison, labels)) session.Note($"note: {note}");
    }

    private static string[] Allowed(string? list)
    {
        string[] fields = list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        string? unknown = fields.FirstOrDefault(field => !HostIdentity.IsField(field));
        return unknown is null
            ? fields
            : throw new UsageException($"--allow {unknown}: no such field; use "
                + $"{string.Join(", ", HostIdentity.Fields)}.{NearestName.Suggest(unknown, HostIdentity.Fields)}");
    }
}
