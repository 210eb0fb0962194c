using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Bench.Verbs.Migrate;

/// <summary><c>bench migrate</c>: one migration, and what QEMU's <c>info migrate</c> would say about it.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class MigrateVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "migrate";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Migrates one guest once, from this process to itself, and prints what QEMU's 'info migrate' prints. The guest keeps writing
        meanwhile. At the end the program compares both memories byte for byte.

        Examples:
          bench migrate --workload redis-ycsb-b --memory 512MiB --multifd-channels 4 --multifd-compression zstd
          bench migrate --workload image:guest.ram.zst --multifd-compression zlib --multifd-zlib-level 9 --json
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description);
        MigrateOptions options = new(command, methods, new RunSpec());
        command.SetAction((parsed, cancellation) => Task.Run(
            () => SingleRun.Run(options, parsed, session, "byte for byte", planned => Migrate(planned, session, cancellation)),
            CancellationToken.None));
        return command;
    }

    private static SingleOutcome Migrate(PlannedRun planned, ConsoleSession session, CancellationToken cancellation)
    {
        // First, for a certificate that will not do is a wrong request.
        using ITransport transport = Transports.Create(planned);
        if (session.IsErrorInteractive) session.Note($"Filling {planned.Label} ...");
        using GuestSetup guest = new(Workload.Create(planned.Guest), destination: null, reuse: false);
        IMultifdMethod method = planned.CreateMethod(guest.Source);
        CodeWarmUp.Run(planned, method, transport, cancellation);
        if (session.IsErrorInteractive) session.Note("Migrating ...");
        DateTimeOffset started = session.Time.GetUtcNow();
        MigrationRun run = new(guest, method, planned.Catalog.OnTheWire, planned.Parameters, transport);
        RunMeasurement measurement = run.Execute(cancellation);
        return SingleOutcome.Of(measurement, planned, guest, method, started);
    }
}
