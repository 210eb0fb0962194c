using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Guest;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Workloads.Calibration;

/// <summary>
/// A case that a real redis-server and the generator which imitates it are both given: a workload of YCSB, records, requests. Thread-safe.
/// </summary>
/// <param name="Workload">The synthetic guest: <c>redis-ycsb-a</c>, <c>-b</c> or <c>-c</c>.</param>
/// <param name="Records">Records of the server.</param>
/// <param name="OperationsPerSecond">Requests a second that the server is asked for.</param>
public sealed record ServerCase(string Workload, int Records, double OperationsPerSecond)
{
    private const string Prefix = "redis-ycsb-";
    private const string Live = "redis-live";
    private const int Connections = 16;
    private const double BytesPerRecord = 2600; // with room for buffers and fragmentation

    // Longer than the ten seconds for which the allocator may keep what the load freed. That such memory is part of the zero pages that a
    // server has and the generator has not (0.3 % of all) is presumed: a wait of five seconds gave 0.5 to 0.7 % zero pages, this one 0.5 to
    // 0.6 %.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Memory for that many records beside an idle guest's own pages.</summary>
    private long GuestBytes => (Page.Count((long)(Records * BytesPerRecord)) << Page.Shift) + (256 * Units.MiB);

    private WorkloadRequest Server => Request(Live, Parameters(OperationsPerSecond));

    /// <summary>Whether a workload is one that a real server stands beside.</summary>
    public static bool IsServer(string workload) => workload.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Judges the case before what this host has for it: a guest that cannot exist is wrong without a redis-server too.</summary>
    /// <exception cref="UsageException">There is no such workload, or its parameters cannot be.</exception>
    public void Check()
    {
        _ = ReadShare();
        WorkloadCatalog.Create(Request(Workload, Parameters(OperationsPerSecond))).Dispose();
        WorkloadCatalog.Create(Server).Dispose();
    }

    /// <summary>Whether this host has a server.</summary>
    public Availability Probe() => WorkloadCatalog.Probe(Server);

    /// <summary>The generator beside a captured server.</summary>
    /// <param name="captured">The server.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The generator cannot be given the case.</exception>
    public CalibrationSide Imitate(CalibrationSide captured, CancellationToken cancellation) => CalibrationSide.OfSynthetic(
        Request(Workload, Parameters(OperationsPerSecond)), TimeSpan.Zero, captured.Trace, cancellation);

    /// <summary>Starts, loads, asks and captures a server, and runs the generator through the same.</summary>
    /// <param name="duration">Length of the dirty trace.</param>
    /// <param name="note">Told, one line each, what is being done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The generator cannot be given the case.</exception>
    /// <exception cref="GuestException">The server fails.</exception>
    public (CalibrationSide Captured, CalibrationSide Synthetic) Run(TimeSpan duration, Action<string> note, CancellationToken cancellation)
    {
        Dictionary<string, string> parameters = Parameters(OperationsPerSecond);
        parameters["read_share"] = ReadShare();
        parameters["before_seconds"] = Number(WarmUp.TotalSeconds);
        parameters["after_seconds"] = "0";
        note($"Loading {Records} records into a redis-server ...");
        using IWorkload server = WorkloadCatalog.Create(Request(Live, parameters));
        using GuestMemory memory = new(server.Layout);
        server.Fill(memory);
        note("Tracing ...");
        (CalibrationSide real, double rate, ServerTables tables) = CalibrationSide.OfLive(server, memory, duration, Interval, cancellation);
        note(Text($"{rate:0} requests/s answered; running the synthetic guest ..."));
        Dictionary<string, string> same = Parameters(rate);
        // The real server has served nothing but those seconds either.
        same["warm_up_seconds"] = "0";
        CalibrationSide Imitate(Dictionary<string, string> given) =>
            CalibrationSide.OfSynthetic(Request(Workload, given), WarmUp, real.Trace, cancellation);
        return (real, WithTables(tables, same, note, Imitate));
    }

    /// <summary>Gives the synthetic guest the server's hash seed, which is its own as the number of its records is.</summary>
    private static CalibrationSide WithTables(
        ServerTables tables,
        Dictionary<string, string> parameters,
        Action<string> note,
        Func<Dictionary<string, string>, CalibrationSide> run)
    {
        if (tables is not { Debt: { } debt, Slots: { } slots }) return run(parameters);
        try
        {
            CalibrationSide side = run(new(parameters) { ["rehash_debt"] = Number(debt), ["table_slots"] = Number(slots) });
            note($"records' tables by the server's hash seed: slots {slots} (a bit each of 16) occupied, {debt} of 8 buckets to move");
            return side;
        }
        catch (UsageException)
        {
            // Updates have moved buckets since the load, so what most pages show need not be what any load leaves.
            note($"records' tables: slots {slots} with {debt} buckets to move is what no load leaves; the synthetic guest keeps a hash "
                + "seed of its own");
            return run(parameters);
        }
    }

    private WorkloadRequest Request(string name, Dictionary<string, string> parameters) =>
        new() { Name = name, MemoryBytes = GuestBytes, Overrides = parameters };

    private Dictionary<string, string> Parameters(double rate) => new()
    {
        ["records"] = Number(Records),
        ["connections"] = Number(Connections),
        ["operations_per_second"] = Number(rate),
    };

    private string ReadShare() => Workload[Prefix.Length..] switch
    {
        "a" => "0.5",
        "b" => "0.95",
        "c" => "1",
        _ => throw new UsageException($"--workload {Workload} is unknown here: use redis-ycsb-a, -b or -c."),
    };

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
