using MultifdBench.Guest;

namespace MultifdBench.Workloads.Running;

/// <summary>What one kind of guest does, without threads or time: <see cref="GuestWorkload"/> adds those.</summary>
internal interface IGuestProgram
{
    /// <summary>Operations a second; 0 when the guest does none, infinity when as many as possible.</summary>
    double OperationsPerSecond { get; }

    /// <summary>Writes the guest's memory, which is zeroed, and resets the program's own state. Marks nothing.</summary>
    void Fill(GuestMemory memory);

    /// <summary>Resets the program's own state to what it was after <see cref="Fill"/>; the memory's bytes have been put back.</summary>
    void Rewind();

    /// <summary>
    /// Does operations: writes memory, then marks the pages. Called by one thread at a time, only after <see cref="Fill"/>.
    /// </summary>
    /// <param name="memory">The memory that was filled, or a copy of it.</param>
    /// <param name="count">How many.</param>
    /// <param name="guestNs">Time that the guest has run for so far, pauses left out.</param>
    void DoOperations(GuestMemory memory, int count, long guestNs);
}
