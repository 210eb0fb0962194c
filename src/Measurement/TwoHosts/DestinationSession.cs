using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Received;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>One migration at its destination: agree, prepare, receive, report, hear the source's verdict. Used by one thread.</summary>
/// <param name="control">The control connection, whose first frame was <paramref name="asked"/>; the caller disposes it.</param>
/// <param name="asked">What the source wants.</param>
/// <param name="options">How the destination was started.</param>
/// <param name="warm">Methods of which a migration has run in this process; the session adds its own.</param>
/// <param name="open">Told of the session's connections when there are some to be expected, and of null when there are no more.</param>
internal sealed class DestinationSession(ControlConnection control, SettingsMessage asked, DestinationOptions options,
    ISet<string> warm, Action<SessionConnections?> open)
{
    // The source gives up first and says so; this is for a source that cannot say anything any more.
    private static readonly TimeSpan WatchdogGrace = TimeSpan.FromSeconds(10);

    private IReadOnlyList<Setting> _settings = [];

    /// <summary>Runs the session. What goes wrong with the peer or the migration is in the report.</summary>
    /// <exception cref="OperationCanceledException">The user's wish.</exception>
    public DestinationReport Run(CancellationToken cancellation)
    {
        try
        {
            PlannedRun run = Agree();
            using GuestMemory memory = MapMemory(run, cancellation);
            using SessionConnections connections = new(run.Parameters.Channels);
            open(connections);
            Prepare(connections, cancellation);
            return Receive(run, memory, connections, cancellation);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            control.TryRefuse("the destination was interrupted");
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception e)
            when (e is RefusedException or UsageException or InsufficientMemoryException or ConnectionException or WireException)
        {
            control.TryRefuse(e.Message);
            return Failed(e.Message);
        }
        finally
        {
            open(null);
        }
    }

    /// <exception cref="RefusedException">
    /// The two sides disagree, or this host cannot run what is asked; the message has every reason.
    /// </exception>
    private PlannedRun Agree()
    {
        _settings = asked.Check();
        IReadOnlyList<string> mismatches = MigrationSettings.Mismatches(_settings, [.. MigrationSettings.OfThisProgram, .. options.Stated]);
        if (mismatches.Count > 0)
            throw new RefusedException($"{ControlConnection.Printable(string.Join("; ", mismatches))}. Settings must be equal on both "
                + "sides; left out at the destination, they are the source's");
        List<string> problems = [];
        RunSpec spec = MigrationSettings.ToSpec(options.Catalog, _settings, options.Own);
        PlannedRun? run = new RunPlanner(options.Catalog).Plan(spec, problems);
        if (run is null)
            throw new RefusedException(
                $"the destination cannot use these settings: {ControlConnection.Printable(string.Join(' ', problems))}");
        Availability availability = RunLimits.Judge(run, isOneEnd: true);
        if (!availability.IsAvailable) throw new RefusedException($"the destination's host cannot run {run.Method.Method}: {availability}");
        return run;
    }

    /// <summary>
    /// The guest's memory, zeroed and resident, which takes longer than a peer waits where it is large; and compiled code, which its source
    /// has, too, when its clock starts.
    /// </summary>
    private GuestMemory MapMemory(PlannedRun run, CancellationToken cancellation)
    {
        using IDisposable talk = control.KeepTalking();
        if (warm.Add(run.Method.Method)) CodeWarmUp.Run(run, cancellation);
        return new GuestMemory(asked.Blocks);
    }

    private void Prepare(SessionConnections connections, CancellationToken cancellation)
    {
        // Closing is what ends a wait for a peer.
        using CancellationTokenRegistration abort = cancellation.Register(() =>
        {
            control.TryRefuse("the destination was interrupted");
            control.Abort();
            connections.Dispose();
        });
        HostMessages.Send(control, ControlFrameType.Accepted, new AcceptedMessage(connections.Session));
        connections.WaitForAll(options.Silence, () => control.IsClosedByPeer);
    }

    private DestinationReport Receive(PlannedRun run, GuestMemory memory, SessionConnections connections, CancellationToken cancellation)
    {
        AgreementKind? kind = run.Definition.AgreementOf(run.Method);
        string? announced = _settings.FirstOrDefault(setting => setting.Name == kind?.Setting)?.Value;
        IMultifdMethod method = new AgreedMethod(run.Catalog.Create(run.Method), agreement: default, kind, announced);
        MigrationDestination destination = new(memory, method, run.Catalog.OnTheWire, connections.Main, connections.Channels);
        using CancellationTokenRegistration abort =
            cancellation.Register(() => destination.Faults.Report(new OperationCanceledException("the destination was interrupted")));
        using Timer watchdog = new(
            _ => destination.Faults.Report(new TimeoutException(
                Invariant.Text($"the source should have given up after {asked.TimeoutMs / 1000.0:0.#} s and did not"))),
            null, TimeSpan.FromMilliseconds(asked.TimeoutMs) + WatchdogGrace, Timeout.InfiniteTimeSpan);
        // Garbage of the preparation must not be collected at the run's expense.
        GC.Collect();
        PeakMemory.Reset();
        // Ahead of the start: when the source is gone already, no thread has touched the memory.
        control.Send(ControlFrameType.Ready);
        using EnergyMeter? energy = EnergyMeter.Start();
        destination.Start();
        DestinationResult result = destination.Join();
        return Report(memory, result, PeakMemory.ReadBytes(), energy?.Joules(), destination.Faults.First, cancellation);
    }

    private DestinationReport Report(GuestMemory memory, DestinationResult result, long peakBytes, double? joules, Exception? failure,
        CancellationToken cancellation)
    {
        ReceivedMessage received = new(
            failure?.Message, failure is ConnectionException, result.Packets, result.Pages.Normal, result.Pages.Zero, result.PayloadBytes,
            result.DecompressNs, result.Usage.CpuNs, result.Usage.AllocatedBytes, ThreadCpuClock.IsAvailable, peakBytes, joules,
            KernelFacts.Read(HostRoots.Live).BootId);
        VerdictMessage verdict = Conclude(memory, received, cancellation);
        DestinationReport report = new(
            control.Peer, Label, _settings, verdict.Outcome, ControlConnection.Printable(verdict.Reason), verdict.Verified, result,
            peakBytes, []);
        return failure is null && options.RamOut is { } folder ? WriteImages(memory, folder, report) : report;
    }

    /// <summary>What a disk refuses is no failure of the migration: it is said beside what was received.</summary>
    private DestinationReport WriteImages(GuestMemory memory, string folder, DestinationReport report)
    {
        using IDisposable talk = control.KeepTalking();
        try
        {
            return report with { RamImages = RamImages.Write(memory, folder) };
        }
        catch (ResultsException e)
        {
            return report with { RamImagesProblem = e.Message };
        }
    }

    /// <summary>
    /// Sends what was received and hears the source's verdict: the source knows why a connection was lost. Where it cannot say, this side's
    /// own failure has to do; what was received is reported all the same.
    /// </summary>
    private VerdictMessage Conclude(GuestMemory memory, ReceivedMessage received, CancellationToken cancellation)
    {
        try
        {
            HostMessages.Send(control, ControlFrameType.Received, received);
            cancellation.ThrowIfCancellationRequested();
            if (received.Failure is null)
            {
                MemoryDigest digest;
                using (control.KeepTalking()) digest = MemoryDigest.Of(memory);
                control.Send(ControlFrameType.Digest, digest.Hashes);
            }

            using CancellationTokenRegistration abort = cancellation.Register(control.Abort);
            return HostMessages.Receive<VerdictMessage>(control, ControlFrameType.Verdict, "its verdict");
        }
        catch (Exception e) when (e is ConnectionException or WireException or RefusedException && !cancellation.IsCancellationRequested)
        {
            return new VerdictMessage(RunOutcome.Failed, $"the source is gone: {received.Failure ?? e.Message}", null);
        }
    }

    private string Label => ControlConnection.Printable(asked.Label);

    private DestinationReport Failed(string reason) => new(control.Peer, Label, [], RunOutcome.Failed, reason, null, null, 0, []);
}
