using MultifdBench.Guest;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// One measured migration inside this process: the guest runs and is migrated, then the two memories are compared byte for byte. A failure
/// is an outcome, never an exception; the guest's memory at the source is intact whatever happens.
/// </summary>
public sealed class MigrationRun
{
    private readonly GuestSetup _guest;
    private readonly IMultifdMethod _method;
    private readonly WireMethods _onTheWire;
    private readonly MigrationParameters _parameters;
    private readonly ITransport _transport;

    /// <summary>Prepares a run.</summary>
    /// <param name="guest">The guest, with memory at both ends.</param>
    /// <param name="method">The method.</param>
    /// <param name="onTheWire">What a packet may name.</param>
    /// <param name="parameters">The migration's parameters.</param>
    /// <param name="transport">Makes its connections.</param>
    public MigrationRun(
        GuestSetup guest, IMultifdMethod method, WireMethods onTheWire, MigrationParameters parameters, ITransport transport)
    {
        _guest = guest;
        _method = method;
        _onTheWire = onTheWire;
        _parameters = parameters;
        _transport = transport;
    }

    /// <summary>Resets the guest, migrates it and compares.</summary>
    /// <param name="cancellation">The user's wish to stop.</param>
    /// <exception cref="OperationCanceledException">Cancelled by the user; there is no result.</exception>
    /// <exception cref="ConnectionException">The transport could not make the connections.</exception>
    /// <exception cref="GuestException">The migration may ask of the guest what it cannot do: postcopy, dirty-limit.</exception>
    public RunMeasurement Execute(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        GuestRefusals.Check(_guest.Workload, _parameters.Precopy);
        _guest.Reset();
        // Garbage of the preparation must not be collected at the run's expense.
        GC.Collect();
        PeakMemory.Reset();
        _guest.Workload.Start(_guest.Source);
        try
        {
            return Migrate(cancellation);
        }
        finally
        {
            _guest.Workload.Stop();
        }
    }

    private RunMeasurement Migrate(CancellationToken cancellation)
    {
        List<(IConnection Source, IConnection Destination)> connections = [];
        try
        {
            for (int i = 0; i <= _parameters.Channels; i++) connections.Add(_transport.Connect());
            using CancellationTokenSource watchdog = RunJudgement.Watchdog(_parameters.Precopy, cancellation);
            MigrationDestination destination = new(
                _guest.Destination, _method, _onTheWire, connections[0].Destination,
                [.. connections.Skip(1).Select(pair => pair.Destination)],
                _parameters.Precopy.PostcopyRam ? new PostcopyGuest(_guest.Workload, _guest.Source) : null);
            MigrationSource source = new(
                _guest.Source, _guest.Workload, _method, _parameters, connections[0].Source,
                [.. connections.Skip(1).Select(pair => pair.Source)]);
            using EnergyMeter? energy = EnergyMeter.Start();
            destination.Start();
            SourceResult sent = source.Run(watchdog.Token);
            if (!sent.Completed) foreach ((IConnection Source, IConnection Destination) pair in connections) pair.Source.Abort();
            DestinationResult received = destination.Join();
            double? joules = energy?.Joules();
            cancellation.ThrowIfCancellationRequested();
            Exception? failure = RunJudgement.Explains(source.Failure, destination.Faults.First);
            RunMeasurement measurement = RunJudgement.Of(
                sent, received, failure, _parameters.Precopy, PeakMemory.ReadBytes(),
                () => Compare(destination.Postcopy)?.ToString(), watchdog.Token);
            return measurement with
            {
                SourceJoules = joules,
                Tls = TlsFacts.Of(connections.Select(pair => pair.Source)),
                StreamBytes = measurement.Sent.Completed ? StreamMemory.BytesOf(_method) : null,
                PageFaults = destination.Postcopy?.Figures,
            };
        }
        finally
        {
            foreach ((IConnection source, IConnection destination) in connections)
            {
                source.Dispose();
                destination.Dispose();
            }
        }
    }

    /// <remarks>After a switch to postcopy the guest runs at the destination, and has written pages there.</remarks>
    private MemoryDifference? Compare(MissingPages? postcopy)
    {
        if (postcopy is null) return _guest.Source.Compare(_guest.Destination);
        _guest.Workload.Pause();
        return postcopy.Compare();
    }
}
