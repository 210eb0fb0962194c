using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// What a single run does before its clock starts, as a matrix does with its warm-up runs: it migrates a guest of 2 MiB, so that the engine
/// and the method are compiled and libraries are loaded. Otherwise a run of a second pays 0.05 s of CPU on each side for that.
/// </summary>
public static class CodeWarmUp
{
    // What channels share is compiled once.
    private const int Channels = 2;

    /// <summary>Migrates a small guest inside this process and forgets it. A failure is the measured run's to report.</summary>
    /// <param name="run">What will be measured.</param>
    /// <param name="method">The method that it will use.</param>
    /// <param name="transport">Its transport; null for memory, where the measured run's goes elsewhere.</param>
    /// <param name="cancellation">The user's wish to stop.</param>
    /// <exception cref="OperationCanceledException">Cancelled by the user.</exception>
    public static void Run(PlannedRun run, IMultifdMethod method, ITransport? transport, CancellationToken cancellation)
    {
        using GuestSetup guest = new(new WarmUpGuest(), destination: null, reuse: false);
        Run(guest, run, method, transport, cancellation);
    }

    /// <summary>The same with a method of its own, for a destination whose method is made only when its source has said more.</summary>
    /// <inheritdoc cref="Run(PlannedRun, IMultifdMethod, ITransport, CancellationToken)"/>
    public static void Run(PlannedRun run, CancellationToken cancellation)
    {
        using GuestSetup guest = new(new WarmUpGuest(), destination: null, reuse: false);
        Run(guest, run, run.CreateMethod(guest.Source), transport: null, cancellation);
    }

    private static void Run(
        GuestSetup guest, PlannedRun run, IMultifdMethod method, ITransport? transport, CancellationToken cancellation)
    {
        using MemoryTransport memory = new();
        MigrationParameters parameters = run.Parameters with
        {
            Channels = Math.Min(run.Parameters.Channels, Channels),
            ZeroCopySend = run.Parameters.ZeroCopySend && transport is not null,
            // Without a limit, a policy or postcopy, for which this guest is too small.
            Precopy = new() { TimeoutNs = run.Parameters.Precopy.TimeoutNs, KeepsTimeline = run.Parameters.Precopy.KeepsTimeline },
        };
        MigrationRun migration = new(guest, method, run.Catalog.OnTheWire, parameters, transport ?? memory);
        try
        {
            migration.Execute(cancellation);
        }
        catch (ConnectionException)
        {
            // As any failure: the measured run will meet it again, and say so.
        }
    }
}
