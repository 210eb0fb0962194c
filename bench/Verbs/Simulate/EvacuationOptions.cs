using System.CommandLine;
using MultifdBench.Core;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>The options of an evacuation: how many guests leave how many hosts.</summary>
internal sealed class EvacuationOptions
{
    private readonly Option<int?> _guests = new("--guests")
    {
        HelpName = "K",
        Description = "evacuate a host: K such guests leave it at once and share cores, devices and network",
    };
    private readonly Option<int?> _sourceHosts =
        new("--source-hosts") { HelpName = "N", Description = "with --guests: hosts that are left at once [default: 1]" };
    private readonly Option<int?> _destinationHosts = new("--destination-hosts")
    {
        HelpName = "N",
        Description = "with --guests: hosts that take the guests by turns [default: as --source-hosts]",
    };
    private readonly Option<double?> _fabric = new("--fabric-gbps")
    {
        HelpName = "G",
        Description = "with --guests: what all hosts together can send, Gbit/s [default: no limit]",
    };

    /// <summary>Adds them to a command.</summary>
    public EvacuationOptions(Command command)
    {
        foreach (Option option in (Option[])[_guests, _sourceHosts, _destinationHosts, _fabric]) command.Add(option);
    }

    /// <summary>What the user wrote; null when no host is to be evacuated.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="migration">How each guest migrates.</param>
    /// <exception cref="UsageException">An option stands without <c>--guests</c>.</exception>
    public EvacuationSetup? Read(ParseResult parsed, Func<MigrationSetup> migration)
    {
        if (parsed.GetValue(_guests) is { } guests)
        {
            int sourceHosts = parsed.GetValue(_sourceHosts) ?? 1;
            return new EvacuationSetup
            {
                Guests = guests,
                SourceHosts = sourceHosts,
                DestinationHosts = parsed.GetValue(_destinationHosts) ?? sourceHosts,
                FabricGbps = parsed.GetValue(_fabric),
                Migration = migration(),
            };
        }

        Option? lonely =
            Array.Find((Option[])[_sourceHosts, _destinationHosts, _fabric], option => parsed.GetResult(option) is { Implicit: false });
        return lonely is null
            ? null
            : throw new UsageException($"{lonely.Name} belongs to an evacuation: add --guests K, the guests of each host.");
    }
}
