using System.CommandLine;
using System.Diagnostics;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--guests</c>: an evacuation, many guests that leave some hosts at once.</summary>
/// <param name="options">How each guest migrates.</param>
internal sealed class EvacuateJob(SimulateOptions options) : SimulateJob
{
    private const int MostGuestsWithRounds = 100;

    private readonly Option<int?> _guests = new("--guests")
    {
        HelpName = "K",
        Description = "evacuate a host: K such guests leave it at once and share cores, devices and network",
    };

    private readonly Option<int?> _sourceHosts = new("--source-hosts")
    {
        HelpName = "N",
        Description = "with --guests: hosts that guests leave at once [default: one of each kind of --host]",
    };

    private readonly Option<int?> _destinationHosts = new("--destination-hosts")
    {
        HelpName = "N",
        Description = "with --guests: hosts that take the guests by turns [default: as --source-hosts]",
    };

    private readonly Option<double?> _fabric = new Option<double?>("--fabric-gbps")
    {
        HelpName = "G",
        Description = "with --guests: what all hosts together can send, Gbit/s [default: no limit]",
    }.TakingLinkRates();

    private readonly Option<string?> _destination = new("--destination-host")
    {
        HelpName = "NAME|FILE",
        Description = "with --guests: host model of the hosts that take the guests [default: as --host, by turns]",
    };

    private readonly Option<int?> _atOnce = new("--at-once")
    {
        HelpName = "N",
        Description = "with --guests: guests of a host under way at once; the next leaves when one has arrived [default: all]",
    };

    private readonly Option<int?> _rackHosts = new("--rack-hosts")
    {
        HelpName = "N",
        Description = "with --guests: hosts of a rack, on either side, that share its link to the fabric [default: no racks]",
    };

    private readonly Option<double?> _rack = new Option<double?>("--rack-gbps")
    {
        HelpName = "G",
        Description = "with --rack-hosts: that link, each way, Gbit/s",
    }.TakingLinkRates();

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options =>
        [_guests, _atOnce, _sourceHosts, _destinationHosts, _destination, _fabric, _rackHosts, _rack];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(_guests) is not null;

    /// <inheritdoc/>
    public override void RejectOptions(ParseResult parsed)
    {
        if (Given(parsed, [.. Options.Skip(1)]) is { } alone)
            throw new UsageException($"{alone.Name} belongs to an evacuation: add --guests K, the guests of each host.");
    }

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        if (options.ReadAxes(parsed).Count > 0)
            throw new UsageException("--sweep and --guests cannot be combined: leave one out, and simulate an evacuation per value.");
        IReadOnlyList<SimulationRequest> requests = options.ReadKinds(parsed);
        SimulationPlan[] plans = [.. requests.Select(SimulationPlan.Create)];
        SimulationPlan plan = plans[0];
        int sourceHosts = parsed.GetValue(_sourceHosts) ?? plans.Length;
        EvacuationSetup setup = new()
        {
            Guests = parsed.GetValue(_guests)!.Value,
            SourceHosts = sourceHosts,
            Others = [.. plans.Skip(1).Select(other => new OtherHosts(other.Host, other.Setup))],
            DestinationHosts = parsed.GetValue(_destinationHosts) ?? sourceHosts,
            FabricGbps = parsed.GetValue(_fabric),
            AtOnce = parsed.GetValue(_atOnce),
            RackHosts = parsed.GetValue(_rackHosts),
            RackGbps = parsed.GetValue(_rack),
            Destination = parsed.GetValue(_destination) is { } name ? Read(name) : null,
            Migration = plan.Setup,
        };
        Evacuation.Check(setup);
        Evacuation.CheckHosts(plan.Host, plan.Guest, setup);
        return cancellation => Run(requests, plans, setup, parsed, session, cancellation);
    }

    private HostModel Read(string nameOrPath)
    {
        string path = ModelFolder.BesideProgram.FindHost(nameOrPath, _destination.Name);
        ParameterFile file = ParameterFile.Read(path);
        return HostModel.From(file.Name, file.Parameters);
    }

    private int Run(
        IReadOnlyList<SimulationRequest> requests,
        SimulationPlan[] plans,
        EvacuationSetup setup,
        ParseResult parsed,
        ConsoleSession session,
        CancellationToken cancellation)
    {
        using ResultSetWriter results = SimulatedFolder.Open(requests, parsed.GetValue(options.Out), session);
        long started = Stopwatch.GetTimestamp();
        DateTimeOffset startedUtc = session.Time.GetUtcNow();
        EvacuationResult result = Evacuation.Run(plans[0].Host, plans[0].Guest, setup, cancellation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        IReadOnlyList<RunRow> rows = EvacuationText.Rows(plans, setup, result, startedUtc);
        foreach ((RunRow row, SimulationResult guest) in rows.Zip(result.Guests))
        {
            // Rounds of a thousand guests are a gigabyte of rows that nobody reads.
            results.Append(row, rows.Count > MostGuestsWithRounds ? [] : guest.Figures.ToRounds(row.RunId));
        }

        SimulatedFolder.Close(results, session);
        session.Output.WriteLine(parsed.GetValue(options.Json) ? JsonText.Of(rows) : EvacuationText.Describe(setup, result, elapsed));
        return result.Completed == result.Guests.Count ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
