using System.Diagnostics;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// A thread's jobs, one per slot, all of one kind. On the device they run side by side from <see cref="Submit"/> to <see cref="Wait"/>; a
/// job that finds the queues full is offered three times more, as QEMU does, then runs on the CPU and is counted [QEMU multifd-qpl.c]. On
/// the software path one job serves all slots, and is done when it is submitted. Not thread-safe.
/// </summary>
internal sealed unsafe class QplJobPool : IDisposable
{
    /// <summary>How often a job that finds the queues full is offered again.</summary>
    public const int BusyRetries = 3;

    private readonly IQplCalls _calls;
    private readonly QplJobKind _kind;
    private readonly QplFallbacks _fallbacks;
    private readonly TimeSpan _patience;
    private readonly QplQuarantine _quarantine;
    private readonly QplJobMemory?[] _jobs;
    private readonly Slot[] _slots;
    private QplJobMemory? _software;
    private bool _hasLostJobs;

    /// <param name="calls">The library.</param>
    /// <param name="path">Where jobs run.</param>
    /// <param name="kind">What they do.</param>
    /// <param name="slots">How many at a time.</param>
    /// <param name="fallbacks">Where jobs that the device did not do are counted.</param>
    /// <param name="patience">How long a device may take for a job before it counts as lost.</param>
    /// <param name="quarantine">Where lost jobs go.</param>
    public QplJobPool(
        IQplCalls calls, QplJobPath path, QplJobKind kind, int slots, QplFallbacks fallbacks, TimeSpan patience, QplQuarantine quarantine)
    {
        _calls = calls;
        _kind = kind;
        _fallbacks = fallbacks;
        _patience = patience;
        _quarantine = quarantine;
        quarantine.ReleaseFinished();
        _slots = new Slot[slots];
        _jobs = new QplJobMemory[path == QplJobPath.Hardware ? slots : 0];
        try
        {
            if (path == QplJobPath.Software) _software = calls.Create(path);
            for (int i = 0; i < _jobs.Length; i++) _jobs[i] = calls.Create(path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts a job. Both memories must stay where they are until <see cref="Wait"/>: native, or on the pinned heap.</summary>
    /// <param name="slot">0 to the number of slots − 1.</param>
    /// <param name="source">1 byte or more.</param>
    /// <param name="sourceBytes">How many.</param>
    /// <param name="destination">Where the result goes.</param>
    /// <param name="destinationBytes">Room there.</param>
    /// <param name="owner">
    /// Owns the destination's memory, in case the device does not finish: an array or a <see cref="Guest.RamBlock"/>.
    /// </param>
    public void Submit(int slot, byte* source, int sourceBytes, byte* destination, int destinationBytes, object owner)
    {
        ref Slot entry = ref _slots[slot];
        if (entry.IsPending) throw new InvalidOperationException($"Slot {slot} has a job that was not waited for.");
        if (_hasLostJobs) throw new InvalidOperationException("The device has not finished a job of this channel; it gets no more.");
        entry = new Slot
        {
            Source = source,
            SourceBytes = (uint)sourceBytes,
            Destination = destination,
            DestinationBytes = (uint)destinationBytes,
            Owner = owner,
        };
        if (_jobs.Length == 0) entry.Result = Execute(entry);
        else if (TrySubmit(ref entry, _jobs[slot]!.Job)) entry.IsPending = true;
        else entry.Result = FallBack(entry);
    }

    /// <summary>Waits for a job.</summary>
    /// <exception cref="TimeoutException">The device did not answer in time; the job is in quarantine.</exception>
    public QplJobResult Wait(int slot)
    {
        ref Slot entry = ref _slots[slot];
        if (!entry.IsPending) return entry.Result;
        QplJob* job = _jobs[slot]!.Job;
        int status = Poll(slot);
        // A dynamic job's second half is submitted from within the check, where it can find the queues full as well.
        while (status == QplStatus.QueuesAreBusy && TrySubmit(ref entry, job)) status = Poll(slot);
        entry.IsPending = false;
        if (status == QplStatus.QueuesAreBusy) return FallBack(entry);
        if (!QplStatus.IsDeviceTrouble(status)) return new QplJobResult(status, (int)job->TotalIn, (int)job->TotalOut);
        _fallbacks.CountFaulted();
        return Execute(entry);
    }

    /// <summary>Waits for what runs, for all jobs no longer than for one; a device that has lost a job is not waited for again.</summary>
    public void Dispose()
    {
        long started = Stopwatch.GetTimestamp();
        for (int slot = 0; slot < _jobs.Length; slot++)
        {
            // The device may be writing to a job that nobody waited for.
            if (_slots[slot].IsPending && !TryPoll(slot, started, _hasLostJobs ? TimeSpan.Zero : _patience, out _)) Lose(slot);
            _jobs[slot]?.Dispose();
        }

        _software?.Dispose();
        _quarantine.ReleaseFinished();
    }

    private bool TrySubmit(ref Slot entry, QplJob* job)
    {
        for (; entry.Offers <= BusyRetries; entry.Offers++)
        {
            Fill(job, entry);
            int status = _calls.Submit(job);
            if (status == QplStatus.Ok)
            {
                entry.Offers++;
                return true;
            }

            if (status != QplStatus.QueuesAreBusy)
                throw new InvalidOperationException($"libqpl refused a job: {QplStatus.Describe(status)}.");
        }

        return false;
    }

    private int Poll(int slot)
    {
        if (TryPoll(slot, Stopwatch.GetTimestamp(), _patience, out int status)) return status;
        Lose(slot);
        throw new TimeoutException(
            $"IAA did not finish a job within {_patience.TotalSeconds:0} s, "
            + "and the memory that it may still write to stays allocated until it does; "
            + "see 'dmesg | grep idxd', or use --qpl-path software.");
    }

    /// <summary>Asks once at least; false when the job is not finished and the time since <paramref name="started"/> is up.</summary>
    private bool TryPoll(int slot, long started, TimeSpan patience, out int status)
    {
        QplJob* job = _jobs[slot]!.Job;
        while ((status = _calls.Check(job)) == QplStatus.BeingProcessed)
        {
            if (Stopwatch.GetElapsedTime(started) >= patience) return false;
            Thread.SpinWait(1);
        }

        return true;
    }

    private void Lose(int slot)
    {
        _quarantine.Take(new LostJob(_calls, _jobs[slot]!, _kind.Table, _slots[slot].Owner));
        _jobs[slot] = null;
        _slots[slot].IsPending = false;
        _hasLostJobs = true;
    }

    private QplJobResult FallBack(in Slot entry)
    {
        _fallbacks.CountBusy();
        return Execute(entry);
    }

    private QplJobResult Execute(in Slot entry)
    {
        QplJob* job = (_software ??= _calls.Create(QplJobPath.Software)).Job;
        Fill(job, entry);
        int status = _calls.Execute(job);
        return new QplJobResult(status, (int)job->TotalIn, (int)job->TotalOut);
    }

    private void Fill(QplJob* job, in Slot entry)
    {
        job->Operation = _kind.Operation;
        job->Flags = _kind.Flags;
        job->Level = QplJobKind.Level;
        job->HuffmanTable = _kind.Table?.DangerousGetHandle() ?? 0;
        job->NextIn = entry.Source;
        job->AvailableIn = entry.SourceBytes;
        job->NextOut = entry.Destination;
        job->AvailableOut = entry.DestinationBytes;
    }

    private struct Slot
    {
        public byte* Source;
        public byte* Destination;
        public uint SourceBytes;
        public uint DestinationBytes;
        public object Owner;
        public int Offers;
        public bool IsPending;
        public QplJobResult Result;
    }
}

/// <summary>What the jobs of a pool do.</summary>
/// <param name="Operation">Compress or decompress.</param>
/// <param name="Flags">How.</param>
/// <param name="Table">The Huffman table of canned jobs; outlives the pool.</param>
internal sealed record QplJobKind(QplOperation Operation, QplFlags Flags, QplHuffmanTable? Table)
{
    /// <summary>The one level that the device has.</summary>
    public const int Level = 1;
}

/// <summary>How a job ended.</summary>
/// <param name="Status">See <see cref="QplStatus"/>.</param>
/// <param name="Consumed">Bytes read; more than the stream's where bytes follow it.</param>
/// <param name="Written">Bytes written.</param>
internal readonly record struct QplJobResult(int Status, int Consumed, int Written);
