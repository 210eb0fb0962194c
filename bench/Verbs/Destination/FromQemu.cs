using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Received;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Received;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary><c>bench destination --from qemu</c>: a real QEMU migrates into this process.</summary>
/// <param name="methods">What can be received.</param>
internal sealed class FromQemu(MethodCatalog methods)
{
    /// <summary>The value of <c>--from</c>.</summary>
    public const string Name = "qemu";

    private const string Timing = "measured at the destination, from the first connection to the last byte";
    private const int MaxTimeoutS = 86_400;

    private readonly Option<string> _listen = new("--listen")
    {
        HelpName = "HOST:PORT",
        Description = "where to listen; without HOST on the loopback interface, port 0 takes a free one",
        DefaultValueFactory = _ => "127.0.0.1:4444",
    };
    private readonly Option<int?> _channels = new("--multifd-channels")
    {
        HelpName = "N",
        Description = "the source's channels; without it the source waits up to a second, in case another connects "
            + "[default: as many as connect]",
    };
    private readonly Option<string?> _record =
        new("--record") { HelpName = "DIR", Description = "write each connection to DIR/main, DIR/channel-N, for 'bench replay'" };
    private readonly Option<string?> _out =
        new("--out") { HelpName = "DIR", Description = "results folder [default: results/<time>-<host>-qemu]" };
    private readonly Option<int> _timeout = new Option<int>("--timeout")
    {
        HelpName = "S",
        Description = "seconds that a connected source may send nothing, and that it has for its set-up",
        DefaultValueFactory = _ => 120,
    }.TakingSeconds();
    private readonly Option<int> _totalTimeout = new Option<int>("--total-timeout")
    {
        HelpName = "S",
        Description = "seconds that the whole migration may take",
        DefaultValueFactory = _ => MaxTimeoutS,
    }.TakingSeconds();
    private readonly DestinationTls _tls = new();
    private readonly Reception _reception = new(methods);

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => [_listen, _tls.Creds, .. _reception.Options, _channels, _record, _out, _timeout, _totalTimeout];

    /// <summary>Receives one migration.</summary>
    /// <returns>The exit code.</returns>
    public int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        MethodRequest request = _reception.ReadMethod(parsed);
        HostAddress address = HostAddress.Parse(_listen.Name, parsed.GetValue(_listen)!);
        int? channels = parsed.GetValue(_channels);
        if (channels is < 1 or > MigrationParameters.MaxChannels)
            throw new UsageException(
                $"{_channels.Name} {channels} is out of range: use 1 to {MigrationParameters.MaxChannels}, or leave it out.");
        int timeoutS = parsed.GetValue(_timeout);
        if (timeoutS is < 1 or > MaxTimeoutS)
            throw new UsageException($"{_timeout.Name} {timeoutS} is out of range: use 1 to {MaxTimeoutS} seconds (default 120).");
        int totalS = parsed.GetValue(_totalTimeout);
        if (totalS is < 1 or > MaxTimeoutS)
            throw new UsageException(
                $"{_totalTimeout.Name} {totalS} is out of range: use 1 to {MaxTimeoutS} seconds (default {MaxTimeoutS}).");
        TlsEnd? tls = _tls.Read(parsed);
        CheckOutputs(parsed, session);
        IMultifdMethod method = _reception.CreateMethod(request);
        RecordingFolder? recording = parsed.GetValue(_record) is { } folder ? RecordingFolder.Create(folder, _record.Name) : null;
        ReceptionWarmUp.Run(method, methods.OnTheWire, cancellation);
        using QemuListener listener = Listen(address, channels, recording, tls, session);
        using QemuDestination destination = new(method, methods.OnTheWire, listener)
        {
            IdleTimeout = TimeSpan.FromSeconds(timeoutS),
            TotalTimeout = TimeSpan.FromSeconds(totalS),
            FirstTouch = FirstTouch.AtFirstWrite,
        };
        session.Note($"Listening on {listener.EndPoint}; at the source: migrate -d tcp:{listener.EndPoint}");
        session.Error.Flush();
        DateTimeOffset started = session.Time.GetUtcNow();
        ReceivedMigration migration = destination.Receive(cancellation);
        // Only when every connection is closed is the recording whole.
        listener.Dispose();
        return _reception.Report(
            migration, method, Timing, parsed, session, () => WriteResults(new ReceivedRun(migration, method), started, parsed, session),
            () => recording?.Conclude());
    }

    /// <summary>Refuses before anybody migrates what could not be written afterwards.</summary>
    private void CheckOutputs(ParseResult parsed, ConsoleSession session)
    {
        string? folder = parsed.GetValue(_out);
        if (folder is not null) ResultSetWriter.DemandNoResults(folder);
        OutputFolder.Check(folder ?? session.Folders.Results, _out.Name);
        _reception.CheckOutputs(parsed);
    }

    private QemuListener Listen(HostAddress address, int? channels, RecordingFolder? recording, TlsEnd? tls, ConsoleSession session)
    {
        try
        {
            return new QemuListener(address.Resolve()[0], channels, session.Note, recording is null ? null : recording.Open, tls: tls);
        }
        catch (ConnectionException e)
        {
            throw new UsageException($"{_listen.Name}: {e.Message}. Choose an address of this machine and a free port.");
        }
    }

    private void WriteResults(ReceivedRun run, DateTimeOffset started, ParseResult parsed, ConsoleSession session)
    {
        HostFacts host = HostFacts.Read(session.CommandLine) with
        {
            DestinationMemory =
                "pages came at their first write, as in a QEMU without -mem-prealloc; first-touch page faults are in the figures",
            SourceMemory = "the source's own; not known here",
        };
        using ResultSetWriter results = parsed.GetValue(_out) is { } folder
            ? ResultSetWriter.CreateAt(folder)
            : ResultSetWriter.Create(session.Folders.Results, host.HostName, Name, started);
        results.WriteHost(JsonText.Of(host));
        RunRow row = run.ToRow(Name, started);
        results.Append(row, run.Figures.ToRounds(row.RunId), run.ToPageSizes(row.RunId));
        results.WriteSummary();
        session.Note($"Results: {RepositoryFolders.Display(results.Folder)}");
    }
}
