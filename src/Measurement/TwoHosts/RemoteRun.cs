using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>
/// One measured migration to a destination in another process: what <see cref="MigrationRun"/> is inside one. The memories are compared by
/// their hashes. A failure after the set-up is an outcome, never an exception.
/// </summary>
/// <param name="guest">The guest; it needs no destination memory here.</param>
/// <param name="method">The method, on this host.</param>
/// <param name="run">The run as planned.</param>
/// <param name="destination">Where to.</param>
public sealed class RemoteRun(GuestSetup guest, IMultifdMethod method, PlannedRun run, RemoteDestination destination)
{
    /// <summary>Resets the guest, agrees with the destination, migrates and compares.</summary>
    /// <param name="cancellation">The user's wish to stop.</param>
    /// <exception cref="OperationCanceledException">Cancelled by the user; there is no result.</exception>
    /// <exception cref="RefusedException">The destination will not have it, for example because a setting differs.</exception>
    /// <exception cref="ConnectionException">The destination cannot be reached, or is no destination of this program.</exception>
    public RunMeasurement Execute(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // Never in the clear what was to be encrypted.
        if (run.Tls is not null != destination.IsEncrypted)
            throw new UsageException(destination.IsEncrypted
                ? $"{destination.Address} is reached over TLS, and this run is to be in the clear: runs to one destination are all "
                    + "encrypted, or none."
                : $"{destination.Address} is reached in the clear, and this run is to be encrypted: name certificates with --tls-creds.");
        GuestRefusals.Check(guest.Workload, run.Parameters.Precopy);
        guest.Reset();
        MadeAgreement agreement = Make(method);
        var settings = SettingsMessage.Of(
            MigrationSettings.Of(run, method.Facts, guest.Source.Layout, agreement.Bytes.Span),
            guest.Source.Layout, run.Parameters.Precopy.TimeoutNs / Units.NsPerMs, run.Label);
        using RemoteSession session = destination.Open(settings, run.Parameters.Channels, cancellation);
        // Garbage of the preparation must not be collected at the run's expense.
        GC.Collect();
        PeakMemory.Reset();
        guest.Workload.Start(guest.Source);
        try
        {
            return Migrate(session, agreement, cancellation);
        }
        catch (OperationCanceledException)
        {
            session.TrySendVerdict(new VerdictMessage(VerdictMessage.Interrupted, "the source was interrupted", null));
            throw;
        }
        finally
        {
            guest.Workload.Stop();
        }
    }

    private static MadeAgreement Make(IMultifdMethod method)
    {
        (long beganNs, long beganCpuNs) = (WallClock.NowNs(), ThreadCpuClock.NowNs());
        ReadOnlyMemory<byte> bytes = method.CreateAgreement();
        return new MadeAgreement(bytes, WallClock.NowNs() - beganNs, ThreadCpuClock.NowNs() - beganCpuNs);
    }

    private RunMeasurement Migrate(RemoteSession session, MadeAgreement agreement, CancellationToken cancellation)
    {
        AgreedMethod agreed = new(method, agreement.Bytes, run.Definition.AgreementOf(run.Method), announcedId: null);
        MigrationSource source = new(guest.Source, guest.Workload, agreed, run.Parameters, session.Main, session.Channels);
        SourceResult sent;
        CancellationToken timeLimit;
        using EnergyMeter? energy = EnergyMeter.Start();
        using (CancellationTokenSource watchdog = RunJudgement.Watchdog(run.Parameters.Precopy, cancellation))
            sent = source.Run(timeLimit = watchdog.Token);
        // The agreement was made ahead of the settings, which it is one of. In one process its time is part of the set-up, and so it is
        // here.
        sent = sent with
        {
            SetupNs = sent.SetupNs + agreement.Ns,
            TotalNs = sent.TotalNs + agreement.Ns,
            AgreementCpuNs = agreement.CpuNs,
        };
        long peakBytes = PeakMemory.ReadBytes();
        double? joules = energy?.Joules();
        if (!sent.Completed) session.AbortMigration();
        cancellation.ThrowIfCancellationRequested();
        RunMeasurement measurement = WithGuest(Judge(session, source, sent, peakBytes, timeLimit), sent.Completed) with
        {
            SourceJoules = joules,
            Tls = session.Tls,
        };
        session.TrySendVerdict(new VerdictMessage(measurement.Outcome, measurement.Reason, measurement.Verified));
        return measurement;
    }

    private RunMeasurement Judge(RemoteSession session, MigrationSource source, SourceResult sent, long peakBytes,
        CancellationToken timeLimit)
    {
        DestinationResult received = new(0, default, 0, 0, default) { HasCpuTimes = false };
        Exception? failure = source.Failure;
        try
        {
            ReceivedMessage message = session.ReceiveResult();
            received = ToResult(message);
            peakBytes += message.PeakRssBytes;
            failure = RunJudgement.Explains(failure, message.Failure is null ? null : new DestinationFailure(message.Failure),
                message.IsConsequence);
            string? Difference() => Compare(session);
            return RunJudgement.Of(sent, received, failure, run.Parameters.Precopy, peakBytes, Difference, timeLimit) with
            {
                DestinationJoules = JoulesOf(message, KernelFacts.Read(HostRoots.Live).BootId),
            };
        }
        catch (Exception e) when (e is ConnectionException or WireException or RefusedException)
        {
            // The destination is gone, so whatever this side met is a consequence of that.
            Exception reason = failure is null or ConnectionException ? e : failure;
            return RunJudgement.Of(sent with { Completed = false }, received, reason, run.Parameters.Precopy, peakBytes,
                () => null, timeLimit);
        }
    }

    /// <summary>Says of a failed run what has become of the guest, which is what its owner wants to know first.</summary>
    private static RunMeasurement WithGuest(RunMeasurement measurement, bool isMigrated)
    {
        if (measurement.Outcome != RunOutcome.Failed || measurement.Verified == false) return measurement;
        string guest = isMigrated
            ? "the destination had acknowledged the migration; the guest's memory is intact at its source, where it is paused"
            : "the guest is intact and running at its source";
        return measurement with { Reason = $"{measurement.Reason.TrimEnd('.')}; {guest}" };
    }

    private string? Compare(RemoteSession session)
    {
        MemoryDigest digest;
        using (session.KeepTalking()) digest = MemoryDigest.Of(guest.Source);
        return digest.Difference(session.ReceiveDigest(digest.Hashes.Length));
    }

    /// <summary>The destination's energy, unless its host is this one, whose figure holds it already.</summary>
    /// <param name="message">What the destination said.</param>
    /// <param name="bootIdHere">This machine's; where either is unknown, the hosts may be the same.</param>
    internal static double? JoulesOf(ReceivedMessage message, string? bootIdHere) =>
        bootIdHere is not null && message.BootId is { } there && there != bootIdHere && message.Joules is >= 0 ? message.Joules : null;

    private static DestinationResult ToResult(ReceivedMessage message) =>
        new(message.Packets, new PageCounts(message.NormalPages, message.ZeroPages), message.PayloadBytes, message.DecompressNs,
            new ThreadUsage(message.CpuNs, message.AllocatedBytes))
        {
            HasCpuTimes = message.HasCpuTimes,
        };

    /// <summary>What the method agrees on, and what it took to make.</summary>
    private sealed record MadeAgreement(ReadOnlyMemory<byte> Bytes, long Ns, long CpuNs);

    /// <summary>What the destination says went wrong there.</summary>
    private sealed class DestinationFailure(string reason) : Exception(ControlConnection.Printable(reason));
}
