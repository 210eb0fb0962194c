using System.Text.Json;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>A destination that listens on the loopback interface, and sources for it, all in the test's process.</summary>
internal sealed class TwoParties : IDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(25);

    private readonly CancellationTokenSource _interrupt = new();

    public TwoParties(Func<DestinationOptions, DestinationOptions>? change = null)
    {
        DestinationOptions options = new()
        {
            Catalog = BuiltIn.Methods,
            Listen = new HostAddress("127.0.0.1", 0),
            Host = JsonSerializer.SerializeToElement(new { host_name = "over-there" }),
            Silence = Patient,
        };
        Server = new DestinationServer(change?.Invoke(options) ?? options, note =>
        {
            lock (Notes) Notes.Add(note);
        });
    }

    public DestinationServer Server { get; }

    public List<string> Notes { get; } = [];

    public HostAddress Address => new("127.0.0.1", Server.Address.Port);

    /// <summary>Waits until the destination has something to say, and returns the first of it.</summary>
    public string AwaitNote()
    {
        string? first = null;
        Bounded.Until("a note", () =>
        {
            lock (Notes) first = Notes.FirstOrDefault();
            return first is not null;
        });
        return first!;
    }

    /// <summary>Waits for a peer on a thread of its own.</summary>
    public Task<DestinationReport> Serve() =>
        Task.Factory.StartNew(() => Server.ServeNext(_interrupt.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    /// <summary>Serves one peer after the other until the end of the test.</summary>
    public void ServeAll()
    {
        CancellationToken end = _interrupt.Token;
        // The end of the test ends it, one way or another.
        BackgroundThread.Start(
            () =>
            {
                while (true) Server.ServeNext(end);
            },
            "destination");
    }

    /// <summary>The user's Ctrl-C at the destination.</summary>
    public void Interrupt() => _interrupt.Cancel();

    public static PlannedRun Plan(RunSpec spec)
    {
        List<string> problems = [];
        PlannedRun? run = new RunPlanner(BuiltIn.Methods).Plan(spec with { Transport = "tcp", Workload = "scribbling" }, problems);
        return run ?? throw new InvalidOperationException(string.Join(' ', problems));
    }

    public static GuestSetup Guest(long pages = 1500, int threads = 1) =>
        GuestSetup.ForOtherProcess(new ScribblingGuest(pages, threads), reuse: false);

    /// <summary>A source's run, to this destination or by way of another address.</summary>
    public RunMeasurement Migrate(GuestSetup guest, RunSpec spec, HostAddress? address = null, CancellationTokenSource? cancel = null,
        TlsEnd? tls = null)
    {
        PlannedRun run = Plan(spec);
        var method = BuiltIn.Methods.Create(run.Method with { Pages = new GuestSample(guest.Source, run.Guest.Seed) });
        return Bounded.Run("source",
            () => new RemoteRun(guest, method, run, new RemoteDestination(address ?? Address, Patient, tls))
                .Execute(cancel?.Token ?? CancellationToken.None));
    }

    public static T Await<T>(Task<T> task) => Bounded.Run("destination", () => task.GetAwaiter().GetResult());

    public void Dispose()
    {
        _interrupt.Cancel();
        Server.Dispose();
        _interrupt.Dispose();
    }
}
