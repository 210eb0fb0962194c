using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.Tls;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Bench.Verbs.Source;

/// <summary><c>bench source</c>: one migration to a <c>bench destination</c> in another process or on another host.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class SourceVerb(MethodCatalog methods) : IVerb
{
    private const string Comparison = "by the SHA-256 of every 2 MiB";

    /// <summary>As it is typed.</summary>
    public const string Name = "source";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Migrates one guest to a waiting 'bench destination' over TCP and prints what QEMU's 'info migrate' prints. Both sides exchange and
        check their settings first; at the end they compare both memories by the SHA-256 of every 2 MiB.

        Examples:
          bench source --connect 192.168.1.2:4444 --workload redis-ycsb-b --memory 2GiB --multifd-channels 4 --multifd-compression zstd
          bench source --connect 4444 --json
          bench source --connect host2:4444 --tls-creds /etc/pki/qemu
        """;

    private readonly Option<string> _connect = new("--connect")
    {
        HelpName = "HOST:PORT",
        Required = true,
        Description = "where the destination listens; a PORT alone is on this machine",
    };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _connect };
        MigrateOptions options = new(command, methods, new RunSpec { Transport = "tcp" }, offersTransport: false);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(options, parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(MigrateOptions options, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        var address = HostAddress.Parse(_connect.Name, parsed.GetValue(_connect)!);
        RemoteDestination destination = new(address, tls: RemoteTls.Of(options.Plan(parsed).Tls, address));
        return SingleRun.Run(options, parsed, session, Comparison, planned => Migrate(planned, destination, session, cancellation),
            isOneEnd: true);
    }

    private static SingleOutcome Migrate(PlannedRun planned, RemoteDestination destination, ConsoleSession session,
        CancellationToken cancellation)
    {
        if (session.IsErrorInteractive) session.Note($"Filling {planned.Label} ...");
        using GuestSetup guest = GuestSetup.ForOtherProcess(Workload.Create(planned.Guest), reuse: false);
        IMultifdMethod method = planned.CreateMethod(guest.Source);
        CodeWarmUp.Run(planned, method, transport: null, cancellation);
        if (session.IsErrorInteractive) session.Note($"Migrating to {destination.Address} ...");
        DateTimeOffset started = session.Time.GetUtcNow();
        RunMeasurement measurement = new RemoteRun(guest, method, planned, destination).Execute(cancellation);
        return SingleOutcome.Of(measurement, planned, guest, method, started);
    }
}
