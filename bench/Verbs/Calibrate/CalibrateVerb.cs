using System.CommandLine;
using System.CommandLine.Completions;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads;
using MultifdBench.Workloads.Calibration;

namespace MultifdBench.Bench.Verbs.Calibrate;

/// <summary><c>bench calibrate</c>: a synthetic guest beside a captured one.</summary>
internal sealed class CalibrateVerb : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "calibrate";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Compares a synthetic guest with a real one and says which figures are within the bands to which tests hold the generators. The real
        one is a redis-server under YCSB, which the verb starts and captures, or the image of --against. The synthetic guest gets the same
        records, connections and requests, and runs through the same intervals in guest time.

        Examples:
          bench calibrate --workload redis-ycsb-b --records 150000 --seconds 12
          bench calibrate --workload idle --against idle-guest.pages.zst
        """;

    private const int MinRecords = 1000;

    private readonly Option<string> _workload = new("--workload")
    {
        HelpName = "NAME",
        Description = "the synthetic guest: redis-ycsb-a, -b, -c; with --against any with a rate: idle, postgres ...",
        DefaultValueFactory = _ => "redis-ycsb-b",
    };
    private readonly Option<string?> _against = new("--against")
    {
        HelpName = "FILE",
        Description = "a capture to compare with, plain or .zst [default: a redis-server started now]",
    };
    private readonly Option<int> _records =
        new("--records") { HelpName = "N", Description = "records of the server", DefaultValueFactory = _ => 150_000 };
    private readonly Option<int> _rate = new("--operations-per-second")
    {
        HelpName = "N",
        Description = "requests a second; the synthetic guest gets the rate that the server achieves",
        DefaultValueFactory = _ => 10_000,
    };
    private readonly Option<int> _seconds =
        new Option<int>("--seconds") { HelpName = "N", Description = "length of the dirty trace", DefaultValueFactory = _ => 12 }
            .TakingSeconds();
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        _workload.CompletionSources.Add(_ => WorkloadCatalog.Names.Select(name => new CompletionItem(name)));
        Command command = new(Name, Description);
        foreach (Option option in (Option[])[_workload, _against, _records, _rate, _seconds, _json]) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        string workload = parsed.GetValue(_workload)!;
        ServerCase? server = ServerCase.IsServer(workload) ? new(workload, parsed.GetValue(_records), parsed.GetValue(_rate)) : null;
        Check(parsed, workload, server);
        (CalibrationSide captured, CalibrationSide synthetic)? sides = parsed.GetValue(_against) is { } image
            ? AgainstImage(image, workload, server, cancellation)
            : AgainstLive(server!, TimeSpan.FromSeconds(parsed.GetValue(_seconds)), session, cancellation);
        if (sides is not var (real, made)) return ExitCodes.CannotDecide;
        IReadOnlyList<CalibrationFigure> figures = CalibrationFigure.Compare(real, made, isServer: server is not null);
        if (parsed.GetValue(_json)) session.Output.WriteLine(Json(real, made, figures));
        else CalibrationText.Write(real, made, figures, session);
        return figures.Any(figure => figure.IsWithin == false) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private void Check(ParseResult parsed, string workload, ServerCase? server)
    {
        List<string> problems = [];
        if (parsed.GetValue(_records) < MinRecords)
            problems.Add($"--records is out of range: use {MinRecords} or more (32,768 pages, about 70,000 records, for figures that "
                + "stray less than 1 %).");
        if (parsed.GetValue(_rate) is < 1 or > 1_000_000) problems.Add("--operations-per-second is out of range: use 1 to 1000000.");
        if (parsed.GetValue(_seconds) is < 1 or > 3600) problems.Add("--seconds is out of range: use 1 to 3600.");
        if (parsed.GetValue(_against) is null && server is null)
            problems.Add($"--workload {workload}: only redis-ycsb-a, -b and -c have a real server to compare with; give a capture of a "
                + "real guest with --against FILE.");
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems));
        if (server is not null) server.Check();
        else WorkloadCatalog.Probe(new WorkloadRequest { Name = workload, MemoryBytes = Page.SizeBytes }); // for its name alone
    }

    private static (CalibrationSide, CalibrationSide) AgainstImage(
        string image, string workload, ServerCase? server, CancellationToken cancellation)
    {
        CalibrationSide real = CalibrationSide.OfImage(image, cancellation);
        if (server is not null) return (real, server.Imitate(real, cancellation));
        WorkloadRequest request = new() { Name = workload, MemoryBytes = real.Figures.Pages << Page.Shift };
        return (real, CalibrationSide.OfSynthetic(request, TimeSpan.Zero, real.Trace, cancellation));
    }

    private static (CalibrationSide, CalibrationSide)? AgainstLive(
        ServerCase server, TimeSpan duration, ConsoleSession session, CancellationToken cancellation)
    {
        Availability availability = server.Probe();
        if (availability.IsAvailable) return server.Run(duration, session.Note, cancellation);
        session.Warn($"unavailable: {availability}");
        return null;
    }

    private static string Json(CalibrationSide real, CalibrationSide made, IReadOnlyList<CalibrationFigure> figures) => JsonText.Of(new
    {
        Captured = real.Description,
        Synthetic = made.Description,
        DirtyTracking = real.Trace?.Method,
        Figures = figures,
    });
}
