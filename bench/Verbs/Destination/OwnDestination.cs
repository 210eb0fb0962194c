using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary>A destination for this program's own source.</summary>
/// <param name="methods">What can be received.</param>
internal sealed class OwnDestination(MethodCatalog methods)
{
    /// <summary>The value of <c>--from</c>.</summary>
    public const string Name = "own";

    private readonly Option<string> _listen = new("--listen")
    {
        HelpName = "HOST:PORT",
        Description = "where to listen; a PORT alone is for this machine only, 0 is any free port",
        DefaultValueFactory = _ => "4444",
    };
    private readonly Option<bool> _keep =
        new("--keep") { Description = "wait for more migrations until interrupted; 'bench matrix --destination' needs it" };
    private readonly Option<string?> _ramOut =
        new("--ram-out") { HelpName = "DIR", Description = "write an image of each RAM block to DIR/NAME.ram, / in names as _" };
    private readonly DestinationTls _tls = new();
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object per migration on standard output" };
    private readonly MethodArguments _ofThisSide = new(
        methods.Options.Where(option => option.IsEachHostsOwn),
        option => $"this side's own choice: {option.Summary} [default: {option.DefaultText}]");
    private readonly StatedOptions _stated = new(methods);

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options =>
        [_listen, _tls.Creds, _keep, _ramOut, .. _stated.Options, .. _ofThisSide.OfCodecs, .. _ofThisSide.Others, _json];

    /// <summary>Listens and serves: one peer, or with <c>--keep</c> every one until interrupted.</summary>
    public int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        DestinationOptions options = Read(parsed, session);
        using DestinationServer server = Listen(options, session);
        session.Note($"Listening on {server.Address}; version {MigrationSettings.OfThisProgram[0].Value}.");
        while (true)
        {
            DestinationReport report = server.ServeNext(cancellation);
            session.Output.WriteLine(parsed.GetValue<bool>(_json.Name) ? DestinationText.Json(report) : DestinationText.Describe(report));
            session.Output.Flush();
            if (report.Reason.Length > 0) session.Warn(report.Reason);
            if (report.RamImagesProblem.Length > 0) session.Warn(report.RamImagesProblem);
            if (!options.StaysForMore) return ExitCodeOf(report);
        }
    }

    private static int ExitCodeOf(DestinationReport report)
    {
        if (report.Outcome != RunOutcome.Completed) return ExitCodes.CheckFailed;
        return report.RamImagesProblem.Length > 0 ? ExitCodes.CannotDecide : ExitCodes.Done;
    }

    private DestinationOptions Read(ParseResult parsed, ConsoleSession session)
    {
        MethodChoice own = _ofThisSide.AddTo(new MethodChoice(), parsed);
        IReadOnlyList<Setting> stated = _stated.Read(parsed, own);
        string? ramOut = parsed.GetValue<string?>(_ramOut.Name);
        if (ramOut is not null) OutputFolder.Check(ramOut, _ramOut.Name);
        return new DestinationOptions
        {
            Catalog = methods,
            Listen = HostAddress.Parse(_listen.Name, parsed.GetValue<string>(_listen.Name)!),
            Stated = stated,
            Tls = _tls.Read(parsed),
            Own = own.Options,
            StaysForMore = parsed.GetValue(_keep),
            RamOut = ramOut,
            Host = JsonText.ElementOf(HostFacts.Read(session.CommandLine)),
        };
    }

    private static DestinationServer Listen(DestinationOptions options, ConsoleSession session)
    {
        try
        {
            return new DestinationServer(options, session.Note);
        }
        catch (ConnectionException e)
        {
            throw new UsageException($"--listen: {e.Message}. Choose an address of this machine and a free port.");
        }
    }
}
