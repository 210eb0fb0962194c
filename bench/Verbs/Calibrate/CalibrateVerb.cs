using System.CommandLine;
using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;

namespace MultifdBench.Bench.Verbs.Calibrate;

/// <summary><c>bench calibrate</c>: a synthetic guest beside a captured one.</summary>
internal sealed class CalibrateVerb : IVerb
{
    private const string Description =
        """
        Compares a synthetic guest with a real one and says which figures are within the bands that the generators are held to. The real one
        is a redis-server under YCSB, started and captured here and now, or the image of --against. The synthetic guest is given the same
        records, connections and requests, and runs through the same intervals in guest time.

        Examples:
          bench calibrate --workload redis-ycsb-b --records 150000 --seconds 12
          bench calibrate --workload idle --against idle-guest.pages.zst
        """;

    private const string Server = "redis-ycsb-";
    private const int Connections = 16;
    private const double BytesPerRecord = 2600; // with room for buffers and fragmentation
    private const int MinRecords = 1000;

    // Longer than the ten seconds for which the allocator may keep what the load freed. That such memory is part of the zero pages that a
    // server has and the generator has not (0.3 % of all) is presumed: a wait of five seconds gave 0.5 to 0.7 % zero pages, this one 0.5 to
    // 0.6 %.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Option<string> _workload = new("--workload")
    {
        HelpName = "NAME",
        Description = "the synthetic guest: redis-ycsb-a, -b, -c, or idle with --against",
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
        Description = "requests a second; what is achieved is given to the synthetic guest",
        DefaultValueFactory = _ => 10_000,
    };
    private readonly Option<int> _seconds =
        new("--seconds") { HelpName = "N", Description = "length of the dirty trace", DefaultValueFactory = _ => 12 };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("calibrate", Description);
        foreach (Option option in (Option[])[_workload, _against, _records, _rate, _seconds, _json]) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        Check(parsed);
        string workload = parsed.GetValue(_workload)!;
        bool isServer = workload.StartsWith(Server, StringComparison.Ordinal);
        (CalibrationSide captured, CalibrationSide synthetic)? sides = parsed.GetValue(_against) is { } image
            ? AgainstImage(parsed, image, workload, isServer, cancellation)
            : AgainstLive(parsed, workload, session, cancellation);
        if (sides is not var (real, made)) return ExitCodes.CannotDecide;
        IReadOnlyList<CalibrationFigure> figures = CalibrationFigure.Compare(real, made, isServer);
        session.Output.WriteLine(parsed.GetValue(_json) ? Json(real, made, figures) : CalibrationText.Describe(real, made, figures));
        return figures.Any(figure => figure.IsWithin == false) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private void Check(ParseResult parsed)
    {
        List<string> problems = [];
        string workload = parsed.GetValue(_workload)!;
        if (parsed.GetValue(_records) < MinRecords)
            problems.Add($"--records is out of range: use {MinRecords} or more (32,768 pages, about 70,000 records, for figures that "
                + "stray less than 1 %).");
        if (parsed.GetValue(_rate) is < 1 or > 1_000_000) problems.Add("--operations-per-second is out of range: use 1 to 1000000.");
        if (parsed.GetValue(_seconds) is < 1 or > 3600) problems.Add("--seconds is out of range: use 1 to 3600.");
        if (parsed.GetValue(_against) is null && !workload.StartsWith(Server, StringComparison.Ordinal))
            problems.Add($"--workload {workload}: only redis-ycsb-a, -b and -c have a real server to compare with; give a capture of a "
                + "real guest with --against FILE.");
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems));
        CheckGuest(workload, parsed);
    }

    /// <summary>
    /// What is asked for is judged before what this host has to do it: a guest that cannot exist is wrong without a redis-server too.
    /// </summary>
    private void CheckGuest(string workload, ParseResult parsed)
    {
        if (!workload.StartsWith(Server, StringComparison.Ordinal))
        {
            Workload.Probe(new GuestKey(workload, Page.SizeBytes, 1)); // for its name alone: its memory is the image's
            return;
        }

        int records = parsed.GetValue(_records);
        _ = ReadShare(workload);
        using IWorkload synthetic =
            Workload.Create(new GuestKey(workload, GuestBytes(records), 1), Parameters(records, parsed.GetValue(_rate)));
        using IWorkload server =
            Workload.Create(new GuestKey("redis-live", GuestBytes(records), 1), Parameters(records, parsed.GetValue(_rate)));
    }

    private (CalibrationSide, CalibrationSide) AgainstImage(ParseResult parsed, string image, string workload, bool isServer,
        CancellationToken cancellation)
    {
        CalibrationSide real = CalibrationSide.OfImage(image, cancellation);
        long bytes = real.Figures.Pages << Page.Shift;
        GuestKey key = new(workload, isServer ? GuestBytes(parsed.GetValue(_records)) : bytes, 1);
        Dictionary<string, string> parameters = isServer ? Parameters(parsed.GetValue(_records), parsed.GetValue(_rate)) : [];
        return (real, CalibrationSide.OfSynthetic(key, parameters, TimeSpan.Zero, real.Trace, cancellation));
    }

    private (CalibrationSide, CalibrationSide)? AgainstLive(ParseResult parsed, string workload, ConsoleSession session,
        CancellationToken cancellation)
    {
        int records = parsed.GetValue(_records);
        GuestKey live = new("redis-live", GuestBytes(records), 1);
        if (Workload.Probe(live) is { IsAvailable: false } missing)
        {
            session.Note($"unavailable: {missing}");
            return null;
        }

        Dictionary<string, string> parameters = Parameters(records, parsed.GetValue(_rate));
        parameters["read_share"] = ReadShare(workload);
        parameters["before_seconds"] = Text(WarmUp.TotalSeconds);
        parameters["after_seconds"] = "0";
        session.Note($"Loading {records} records into a redis-server ...");
        using IWorkload server = Workload.Create(live, parameters);
        using GuestMemory memory = new(server.Layout);
        server.Fill(memory);
        session.Note("Tracing ...");
        (CalibrationSide real, double rate, ServerTables tables) =
            CalibrationSide.OfLive(server, memory, TimeSpan.FromSeconds(parsed.GetValue(_seconds)), Interval, cancellation);
        session.Note(Invariant.Text($"{rate:0} requests/s answered; running the synthetic guest ..."));
        GuestKey synthetic = new(workload, GuestBytes(records), 1);
        Dictionary<string, string> same = Parameters(records, rate);
        // The real server has served nothing but those seconds either.
        same["warm_up_seconds"] = "0";
        return (real, WithTables(tables, same, session,
            parameters => CalibrationSide.OfSynthetic(synthetic, parameters, WarmUp, real.Trace, cancellation)));
    }

    /// <summary>Gives the synthetic guest the server's hash seed, which is its own as the number of its records is.</summary>
    private static CalibrationSide WithTables(ServerTables tables, Dictionary<string, string> parameters, ConsoleSession session,
        Func<Dictionary<string, string>, CalibrationSide> run)
    {
        if (tables is not { Debt: { } debt, Slots: { } slots }) return run(parameters);
        try
        {
            CalibrationSide side = run(new(parameters) { ["rehash_debt"] = Text(debt), ["table_slots"] = Text(slots) });
            session.Note(
                $"records' tables by the server's hash seed: slots {slots} (a bit each of 16) occupied, {debt} of 8 buckets to move");
            return side;
        }
        catch (UsageException)
        {
            // Updates have moved buckets since the load, so what most pages show need not be what any load leaves.
            session.Note($"records' tables: slots {slots} with {debt} buckets to move is what no load leaves; the synthetic guest keeps a "
                + "hash seed of its own");
            return run(parameters);
        }
    }

    private static Dictionary<string, string> Parameters(int records, double rate) => new()
    {
        ["records"] = Text(records),
        ["connections"] = Text(Connections),
        ["operations_per_second"] = Text(rate),
    };

    private static string ReadShare(string workload) => workload[Server.Length..] switch
    {
        "a" => "0.5",
        "b" => "0.95",
        "c" => "1",
        _ => throw new UsageException($"--workload {workload} is unknown here: use redis-ycsb-a, -b or -c."),
    };

    /// <summary>Memory for that many records beside an idle guest's own pages.</summary>
    private static long GuestBytes(int records) => (Page.Count((long)(records * BytesPerRecord)) << Page.Shift) + (256 * Units.MiB);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Json(CalibrationSide real, CalibrationSide made, IReadOnlyList<CalibrationFigure> figures) => JsonText.Of(new
    {
        Captured = real.Description,
        Synthetic = made.Description,
        DirtyTracking = real.Trace?.Method,
        Figures = figures,
    });
}
