namespace MultifdBench.Guest;

/// <summary>What a migration may do to a running guest.</summary>
public interface IGuest
{
    /// <summary>
    /// Returns when no guest thread will write again until <see cref="Resume"/>; the last write has its mark. Idempotent.
    /// </summary>
    void Pause();

    /// <summary>Lets the guest's threads go on. Idempotent.</summary>
    void Resume();

    /// <summary>
    /// Lets the guest's threads sleep a share of their time, as <see cref="DutyCycle"/> says; work of the time asleep is lost, not made up
    /// for. Holds until another value; 0 lets them run freely.
    /// </summary>
    /// <param name="percentage">0 to 99.</param>
    void Throttle(int percentage);

    /// <summary>
    /// Why it has no <see cref="UseDirtyRing">dirty ring</see>, a clause about the guest; null when it can have one.
    /// </summary>
    string? DirtyLimitRefusal => "nothing counts the pages that it writes while it writes them";

    /// <summary>
    /// Counts the pages that the guest's processor writes as its dirty ring would, from now on; 0 counts no more and ends every sleep.
    /// </summary>
    /// <param name="size">QEMU's <c>dirty-ring-size</c>, or 0.</param>
    void UseDirtyRing(int size)
    {
    }

    /// <summary>Pages that have been entered into the ring so far; 0 without one. Thread-safe.</summary>
    long DirtyRingPages => 0;

    /// <summary>
    /// Empties the ring, and lets the guest's processor sleep each time that it has filled it, as QEMU's <c>dirty-limit</c> does; work of
    /// the time asleep is lost, not made up for. A sleep that has begun goes on.
    /// </summary>
    /// <param name="sleepNs">One sleep, ns; 0 for none.</param>
    void LimitDirtying(long sleepNs)
    {
    }

    /// <summary>
    /// How much longer the guest's processor will sleep because of a full ring, ns. QEMU cannot wake it: who stops the guest waits so long.
    /// </summary>
    long AsleepNs => 0;

    /// <summary>
    /// Operations done since the guest was started, in its own unit (requests, page writes); 0 for guests that do none. Thread-safe.
    /// </summary>
    long Operations { get; }

    /// <summary>
    /// Operations per second that the guest does when nothing disturbs it; NaN where that is not known, as for one that does as many as it
    /// can.
    /// </summary>
    double OperationsPerSecond => double.NaN;

    /// <summary>
    /// How its rate changes while it runs, from <see cref="IWorkload.Fill"/> or <see cref="IWorkload.Rewind"/> on; null for a steady one.
    /// </summary>
    RatePhases? Phases => null;

    /// <summary>Threads of the guest that read and write its memory.</summary>
    int Threads => 1;

    /// <summary>
    /// Why it cannot go on over another memory of which pages are still missing, a clause about the guest; null when it can.
    /// </summary>
    string? PostcopyRefusal { get; }

    /// <summary>
    /// Makes a paused guest go on over another memory from its next <see cref="Resume"/> on; it touches the one before no more. The new
    /// one has the same layout, and its accesses may wait for pages.
    /// </summary>
    /// <param name="memory">The memory, until the guest is started anew.</param>
    /// <exception cref="NotSupportedException">It has a <see cref="PostcopyRefusal"/>.</exception>
    void ContinueOn(GuestMemory memory);

    /// <summary>
    /// Called before every dirty sync, by the thread that does it. A guest that runs outside this memory (a live process) copies here what
    /// it has written since and marks it; for the others the marks are there already.
    /// </summary>
    /// <exception cref="GuestException">The guest has ended or no longer fits its memory.</exception>
    void SyncDirtyLog()
    {
    }

    /// <summary>
    /// Called when the destination has everything: the guest runs there now. This memory does not change any more; a guest outside it goes
    /// on.
    /// </summary>
    void Migrated()
    {
    }
}

/// <summary>
/// What a guest does: it fills its memory from a seed, then runs and dirties it from its own threads until it is paused.
/// A workload never sees a method, a packet or a channel.
/// </summary>
/// <remarks>
/// Calls come from one controlling thread in the order <see cref="Fill"/>, <see cref="Start"/>, any number of
/// <see cref="IGuest.Pause"/>/<see cref="IGuest.Resume"/>, <see cref="Stop"/>. After <see cref="Stop"/> the workload can be started again:
/// it goes on with the memory as it is. The same seed and memory size fill the same bytes on every machine.
/// </remarks>
public interface IWorkload : IGuest, IDisposable
{
    /// <summary>Name as on the command line and in <c>runs.csv</c>.</summary>
    string Name { get; }

    /// <summary>The RAM blocks that this guest has. Fixed for the life of the workload.</summary>
    IReadOnlyList<RamBlockSpec> Layout { get; }

    /// <summary>
    /// Writes the guest's memory as it stands when a migration begins and resets the workload's own state. Every page is written or known
    /// to be zero; dirty marks are not set. <paramref name="memory"/> is zeroed and has this workload's <see cref="Layout"/>.
    /// </summary>
    void Fill(GuestMemory memory);

    /// <summary>
    /// Resets the workload's own state to what it was after <see cref="Fill"/>; the caller has put the memory's bytes back itself.
    /// The workload is stopped.
    /// </summary>
    void Rewind();

    /// <summary>
    /// Whether its rate follows <see cref="IGuest.Phases"/>, as it does unless told otherwise. Called while it is stopped. Does nothing
    /// for a guest without phases.
    /// </summary>
    /// <param name="use">False for the rate that the phases' factors multiply.</param>
    void UsePhases(bool use)
    {
    }

    /// <summary>Starts the guest's threads, which write through <paramref name="memory"/> and mark each page after writing it.</summary>
    void Start(GuestMemory memory);

    /// <summary>Ends the guest's threads; on return no more writes happen. Idempotent.</summary>
    void Stop();
}
