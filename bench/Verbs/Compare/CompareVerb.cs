using System.CommandLine;
using System.CommandLine.Completions;
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
    /// <summary>As it is typed.</summary>
    public const string Name = "compare";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Compares two builds: per guest and method and per combination the ratio NEW / BASE with its interval, and a verdict: faster, same,
        slower or undecided. BASE and NEW are results folders, or folders that hold several (sessions of one build; alternate them for the
        best verdicts). Exit code: 0 no regression, 1 regression, 2 cannot decide (too few or incomparable runs). The rules are in
        docs/statistics.md.

        Examples:
          bench compare results/20260101-120000-host-nightly results/20260102-120000-host-nightly
          bench compare --set-baseline main results/20260101-120000-host-nightly
          bench compare --baseline main results/20260102-120000-host-nightly
          bench compare results/night/base results/night/new --threshold 3% --markdown comment.md --junit gate.xml
          bench compare results/before results/after --allow kernel --json
        """;

    private readonly Argument<string?> _base = new("BASE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "results folder, or a folder of sessions, to compare with; not with --baseline",
    };
    private readonly Argument<string?> _new =
        new("NEW") { Arity = ArgumentArity.ZeroOrOne, Description = "results folder, or a folder of sessions, to judge" };
    private readonly Option<string?> _baseline =
        new("--baseline") { HelpName = "NAME", Description = "compare with the baseline of that name in place of BASE" };
    private readonly Option<string?> _setBaseline =
        new("--set-baseline") { HelpName = "NAME", Description = "keep a copy of the folder in results/baseline under that name" };
    private readonly Option<bool> _listBaselines = new("--baselines") { Description = "list the baselines" };
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
        _baseline.CompletionSources.Add(
            _ => new Baselines(session.Folders.Baselines).Names.Select(name => new CompletionItem(name)));
        Command command = new(Name, Description)
        {
            _base, _new, _baseline, _setBaseline, _listBaselines, _threshold, _allow, _force, _all, _json, _markdown, _junit,
        };
        command.SetAction(parsed => Run(parsed, session));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session)
    {
        Baselines baselines = new(session.Folders.Baselines);
        if (parsed.GetValue(_listBaselines)) return List(baselines, session);
        if (parsed.GetValue(_setBaseline) is { } name) return Keep(baselines, name, OneFolder(parsed, _setBaseline), session);
        return Compare(parsed, baselines, session);
    }

    private int Compare(ParseResult parsed, Baselines baselines, ConsoleSession session)
    {
        GateOptions options = new()
        {
            Threshold = PercentOption.Read(parsed, _threshold),
            AllowedDifferences = Allowed(parsed.GetValue(_allow)),
            Force = parsed.GetValue(_force),
        };
        (string before, string after) = Sides(parsed, baselines);
        SetComparison comparison = SetComparer.Compare(SessionSet.Load(before), SessionSet.Load(after), options);
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

    private (string Base, string New) Sides(ParseResult parsed, Baselines baselines)
    {
        if (parsed.GetValue(_baseline) is { } name)
        {
            string after = OneFolder(parsed, _baseline);
            return (baselines.Find(name), after);
        }

        return parsed.GetValue(_base) is { } older && parsed.GetValue(_new) is { } newer
            ? (older, newer)
            : throw new UsageException("compare needs two results folders, BASE and NEW, or --baseline NAME and NEW.");
    }

    /// <summary>The one folder beside an option that names a baseline: the first argument, whatever it is called.</summary>
    private string OneFolder(ParseResult parsed, Option option)
    {
        if (parsed.GetValue(_new) is not null)
            throw new UsageException($"{option.Name} NAME takes the place of one side: give one results folder, not two.");
        return parsed.GetValue(_base) ?? throw new UsageException($"{option.Name} NAME needs a results folder: add it.");
    }

    private static int Keep(Baselines baselines, string name, string folder, ConsoleSession session)
    {
        (string kept, bool wasThere) = baselines.Set(name, folder);
        session.Output.WriteLine($"{RepositoryFolders.Display(kept)} holds {folder}{(wasThere ? ", in place of what it held" : "")}");
        session.Note($"Compare with: bench compare --baseline {name} NEW");
        return ExitCodes.Done;
    }

    private static int List(Baselines baselines, ConsoleSession session)
    {
        foreach (string name in baselines.Names)
        {
            SessionSet set = SessionSet.Load(baselines.Find(name));
            Session first = set.Sessions[0];
            session.Output.WriteLine(Invariant.Text($"{name}  {set.Sessions.Count} session(s), {set.Combinations.Count} combinations, ")
                + Invariant.Text($"{first.Start:yyyy-MM-dd HH:mm}, {first.Host?["host_name"] ?? "unknown host"}, ")
                + $"commit {first.Host?.GitCommit ?? "unknown"}");
        }

        if (baselines.Names.Count == 0) session.Note("No baselines yet. Keep one with: bench compare --set-baseline NAME DIR");
        return ExitCodes.Done;
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
