using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using MultifdBench.Bench.Verbs.Advise;
using MultifdBench.Bench.Verbs.Bundle;
using MultifdBench.Bench.Verbs.Calibrate;
using MultifdBench.Bench.Verbs.Capture;
using MultifdBench.Bench.Verbs.Codec;
using MultifdBench.Bench.Verbs.Compare;
using MultifdBench.Bench.Verbs.Completion;
using MultifdBench.Bench.Verbs.Destination;
using MultifdBench.Bench.Verbs.Gate;
using MultifdBench.Bench.Verbs.History;
using MultifdBench.Bench.Verbs.Host;
using MultifdBench.Bench.Verbs.Inspect;
using MultifdBench.Bench.Verbs.Man;
using MultifdBench.Bench.Verbs.Matrix;
using MultifdBench.Bench.Verbs.Merge;
using MultifdBench.Bench.Verbs.Migrate;
using MultifdBench.Bench.Verbs.Replay;
using MultifdBench.Bench.Verbs.Report;
using MultifdBench.Bench.Verbs.Rerun;
using MultifdBench.Bench.Verbs.Simulate;
using MultifdBench.Bench.Verbs.Source;
using MultifdBench.Capture;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli;

/// <summary>The command line: its verbs, and what every error becomes.</summary>
/// <param name="methods">What it can run; asked by the verbs that need it.</param>
public sealed class BenchCommand(Func<MethodCatalog> methods)
{
    /// <summary>Verbs that tell of all others.</summary>
    private static readonly string[] OfAllVerbs = [ManVerb.Name, CompletionVerb.Name];

    private const string Description =
        """
        Multifd Bench: moves a guest's memory as QEMU's multifd does, with every method, accelerator and channel count, and says what each
        costs.

        Examples:
          bench                                              the default matrix: idle and Redis guests, every method, 2, 4 and 8 channels
          bench advise --memory 64GiB --link-gbps 10,25      which method and channels, how sure, and lines to paste
          bench migrate --workload redis-ycsb-b --multifd-compression zstd --multifd-channels 4
          bench matrix --profile full --out results/tonight
          bench compare --baseline main results/tonight      is it slower? exit code 1 says yes
          bench host                                         what this machine can run, and why not the rest
        """;

    private readonly Option<bool> _quiet =
        new("--quiet", "-q") { Description = "results and errors alone: no progress, no notes", Recursive = true };

    /// <summary>Every verb, by the question that it answers: a new one is a line here.</summary>
    private readonly VerbGroup[] _groups =
    [
        new("Decide: which method, how many channels, will it converge?",
            new(AdviseVerb.Name, AdviseVerb.Description, () => new AdviseVerb(methods())),
            new(SimulateVerb.Name, SimulateVerb.Description, () => new SimulateVerb(methods()))),
        new("Measure: what does a migration cost?",
            new(MatrixVerb.Name, MatrixVerb.Description, () => new MatrixVerb(methods())),
            new(MigrateVerb.Name, MigrateVerb.Description, () => new MigrateVerb(methods())),
            new(SourceVerb.Name, SourceVerb.Description, () => new SourceVerb(methods())),
            new(DestinationVerb.Name, DestinationVerb.Description, () => new DestinationVerb(methods())),
            new(RerunVerb.Name, RerunVerb.Description, () => new RerunVerb(methods())),
            new(CodecVerb.Name, CodecVerb.Description, () => new CodecVerb(methods()))),
        new("Judge: has it become slower, and since when?",
            new(CompareVerb.Name, CompareVerb.Description, () => new CompareVerb(methods().Looks)),
            new(HistoryVerb.Name, HistoryVerb.Description, () => new HistoryVerb(methods().Looks)),
            new(GateVerb.Name, GateVerb.Description, () => new GateVerb(methods().Looks))),
        new("Show and keep: tables, charts, result sets",
            new(ReportVerb.Name, ReportVerb.Description, () => new ReportVerb(methods().Looks)),
            new(MergeVerb.Name, MergeVerb.Description, () => new MergeVerb(methods())),
            new(BundleVerb.Name, BundleVerb.Description, () => new BundleVerb(methods()))),
        new("Look: what is on this machine, in a guest, on the wire?",
            new(HostVerb.Name, HostVerb.Description, () => new HostVerb(methods())),
            new(InspectVerb.Name, InspectVerb.Description, () => new InspectVerb(methods())),
            new(CaptureVerb.Name, CaptureVerb.Description, () => new CaptureVerb()),
            new(CalibrateVerb.Name, CalibrateVerb.Description, () => new CalibrateVerb()),
            new(ReplayVerb.Name, ReplayVerb.Description, () => new ReplayVerb(methods()))),
        new("Set up",
            new(CompletionVerb.Name, CompletionVerb.Description, () => new CompletionVerb()),
            new(ManVerb.Name, ManVerb.Description, () => new ManVerb())),
    ];

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="session">Where it writes.</param>
    /// <param name="cancellation">Ends it as Ctrl-C does.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] args, ConsoleSession session, CancellationToken cancellation = default)
    {
        session.CommandLine = string.Join(' ', args.Prepend("bench"));
        string[] words = args.Length == 0 ? [MatrixVerb.Name] : args;
        ParseResult parsed = CreateRoot(session, words).Parse(words);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction) return Report(parsed, session);
        session.IsQuiet = parsed.GetValue(_quiet);
        InvocationConfiguration configuration = new()
        {
            Output = session.Output,
            Error = session.Error,
            EnableDefaultExceptionHandler = false,
            // A migration stops within milliseconds of Ctrl-C; writing the summary and comparing nothing more takes a moment.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        return await InvokeAsync(parsed, configuration, session, cancellation).ConfigureAwait(false);
    }

    /// <summary>The root command with all verbs, for tests and for completion.</summary>
    public RootCommand CreateRoot(ConsoleSession session) => CreateRoot(session, OfAllVerbs);

    /// <summary>
    /// The root command. All 22 verbs with their options take 0.15 s to make: those that the command line does not name have none.
    /// </summary>
    private RootCommand CreateRoot(ConsoleSession session, string[] words)
    {
        // A directive asks about the command line itself, [suggest], and a response file holds more of it, @FILE.
        bool isAll = words.Any(word => OfAllVerbs.Contains(word) || word.StartsWith('[') || word.StartsWith('@'));
        RootCommand root = new(Description);
        List<(string, IReadOnlyList<string>)> groups = [];
        foreach (VerbGroup group in _groups)
        {
            Command[] verbs =
            [
                .. group.Verbs.Select(verb => isAll || words.Contains(verb.Name)
                    ? verb.Make().Create(session)
                    : new Command(verb.Name, verb.Description)),
            ];
            foreach (Command verb in verbs)
            {
                ValueCompletion.AddTo(verb);
                root.Add(verb);
            }

            groups.Add((group.Question, [.. verbs.Select(verb => verb.Name)]));
        }

        root.Add(_quiet);
        foreach (HelpOption help in root.Options.OfType<HelpOption>()) help.Action = new HelpAction(session, groups);
        return root;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, InvocationConfiguration configuration, ConsoleSession session,
        CancellationToken cancellation)
    {
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            session.Error.WriteLine(e.Message);
            return ExitCodes.Usage;
        }
        catch (Exception e) when (e is ResultsException or CaptureException or GuestException or UnavailableException or OutputException)
        {
            session.Error.WriteLine(e.Message);
            return ExitCodes.CannotDecide;
        }
        catch (Exception e) when (e is OutOfMemoryException or TaskSchedulerException { InnerException: OutOfMemoryException })
        {
            session.Error.WriteLine("The system gives no more memory or threads: raise the limits of this process "
                + "(ulimit -a; memory.max and pids.max of a container).");
            return ExitCodes.CannotDecide;
        }
        catch (OperationCanceledException)
        {
            session.Error.WriteLine("Interrupted.");
            return ExitCodes.Interrupted;
        }
    }

    private static int Report(ParseResult parsed, ConsoleSession session)
    {
        foreach (ParseError error in parsed.Errors) session.Error.WriteLine(error.Message + Suggestion(parsed, error));
        string verb = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        session.Error.WriteLine($"See 'bench {verb}--help'.");
        return ExitCodes.Usage;
    }

    private static string Suggestion(ParseResult parsed, ParseError error)
    {
        string? unknown = parsed.UnmatchedTokens.FirstOrDefault(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
        if (unknown is null) return "";
        Command command = parsed.CommandResult.Command;
        return NearestName.Suggest(unknown,
            command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(sub => sub.Name)));
    }
}
