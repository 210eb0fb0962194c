using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Suites;
using MultifdBench.Bench.Suites.Deflate;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Codec;

/// <summary><c>bench codec</c>: BenchmarkDotNet suites of page codecs, zero-page scan, dirty bitmap and packets.</summary>
/// <param name="methods">Methods whose codecs are compared by the size of what they compress.</param>
internal sealed class CodecVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "codec";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Runs BenchmarkDotNet suites: page codecs with native peers where installed, packets through each method, zero-page scan,
        dirty-bitmap sync, packet headers. BenchmarkDotNet's own arguments pass through; without any, all suites run with a short job.
        --compare runs all page codecs by turns, packet by packet, and not one after the other: other load then slows all of them alike, so
        their ratios hold on a machine that is not quiet. A second table has methods by the size of what they compress at a time.

        Examples:
          bench codec --list flat
          bench codec --filter '*ZeroPage*'
          bench codec --filter '*Deflate*' --job medium --pages guest.pages.zst
          bench codec --filter '*PacketStreams*' --pages guest.pages.zst
          bench codec --compare --pages guest.pages.zst
        """;

    private readonly Option<string?> _pages = new("--pages")
    {
        HelpName = "FILE",
        Description = "memory image whose non-zero pages are compressed, plain or .zst [default: synthetic pages]",
    };

    private readonly Option<bool> _compare =
        new("--compare") { Description = "compare the page codecs by turns instead of running suites" };
    private readonly Option<string?> _charts =
        new("--charts") { HelpName = "DIR", Description = "with --compare: write throughput against ratio as PNG and SVG there" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _pages, _compare, _charts };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => Run(parsed, session));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session)
    {
        string? file = parsed.GetValue(_pages), charts = parsed.GetValue(_charts);
        string[] passed = [.. parsed.UnmatchedTokens];
        // Read here, so that a wrong file is a message and not a failed benchmark process.
        PageSet? pages = file is null ? null : PageSet.FromFile(file);
        if (parsed.GetValue(_compare))
            return Compare(pages ?? PageSet.Chosen(), file is null ? PageSet.ChosenName : Path.GetFileName(file), charts, passed, session);
        if (charts is not null)
            throw new UsageException("--charts goes with --compare; the suite '*Deflate*' writes its charts beside its results.");
        // benchmark processes inherit it
        if (file is not null) Environment.SetEnvironmentVariable(PageSet.Variable, Path.GetFullPath(file));
        // Without a filter BenchmarkDotNet would ask which suites to run; nobody may be there to answer.
        bool isChosen = passed.Any(argument => argument.StartsWith("--filter", StringComparison.Ordinal) || argument is "-f" or "--list");
        if (!isChosen) passed = [.. passed, "--filter", "*"];
        // In this process: a child would have to be built from this project's sources, which an installed program does not have.
        bool jobIsGiven = passed.Contains("--job") || passed.Contains("-j");
        if (jobIsGiven && !passed.Contains("--inProcess") && !passed.Contains("-i")) passed = [.. passed, "--inProcess"];
        Summary[] summaries = [.. BenchmarkSwitcher.FromTypes(SuiteCatalog.All).Run(passed, Configuration(jobIsGiven))];
        if (passed.Contains("--list")) return ExitCodes.Done;
        if (summaries.Length == 0)
        {
            session.Warn("No benchmark ran: 'bench codec --list flat' shows the names that --filter can match.");
            return ExitCodes.CheckFailed;
        }

        bool allRan = summaries.All(summary => !summary.HasCriticalValidationErrors
            && summary.Reports.Length == summary.BenchmarksCases.Length && summary.Reports.All(report => report.Success));
        if (!allRan) session.Warn("At least one benchmark failed; its message is above.");
        return allRan ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private int Compare(PageSet pages, string pagesName, string? charts, string[] passed, ConsoleSession session)
    {
        if (passed.Length > 0) throw new UsageException($"--compare runs no suite and takes no {passed[0]}: leave one of them out.");
        IReadOnlyList<PageCodecFigure> figures = PageCodecComparison.Run(pages, session.Output);
        RegionComparison.Run(pages, new RegionCodecs(methods).Read(null), session.Output, PageCodecComparison.DefaultPasses / 3);
        if (charts is null) return ExitCodes.Done;
        string method = $"Measured by turns; the least of {PageCodecComparison.DefaultPasses} passes per packet.";
        try
        {
            foreach (string path in PageCodecCharts.Write(charts, pagesName, method, figures)) session.Note(path);
        }
        catch (ResultsException e)
        {
            throw new UsageException($"--charts {charts} cannot be written: {e.Message}");
        }

        return ExitCodes.Done;
    }

    private static ManualConfig Configuration(bool jobIsGiven)
    {
        ManualConfig configuration = ManualConfig.Create(DefaultConfig.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(SuiteColumn.MegabytesPerSecond, SuiteColumn.NanosecondsPerPage, SuiteColumn.Ratio, StatisticColumn.Median)
            .AddExporter(JsonExporter.Full, new ParetoExporter());
        return jobIsGiven
            ? configuration
            : configuration.AddJob(Job.ShortRun.WithIterationCount(7).WithToolchain(InProcessEmitToolchain.Instance));
    }
}
