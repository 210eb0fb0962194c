namespace MultifdBench.Workloads.Servers;

/// <summary>The memory of a server's process and what requests write into it. Used by one thread at a time.</summary>
internal interface IServer
{
    /// <summary>Pages of the process, all at the end of the guest's memory.</summary>
    long PageCount { get; }

    /// <summary>Writes all of it, on all cores; the bytes depend on scenario, size and seed only. The memory must be zero.</summary>
    void Write(HeapMemory memory);

    /// <summary>Resets the server's own state to what it was after <see cref="Write"/>; the memory's bytes have been put back.</summary>
    void Rewind();

    /// <summary>Serves requests: writes what the server writes, each time before it marks the page.</summary>
    /// <param name="memory">The memory that was written, or a copy of it.</param>
    /// <param name="count">How many requests.</param>
    /// <param name="guestNs">Time that the guest has run for so far.</param>
    void Serve(HeapMemory memory, int count, long guestNs);
}
