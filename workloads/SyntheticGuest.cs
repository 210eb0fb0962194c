using MultifdBench.Guest;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads;

/// <summary>A synthetic workload driven by guest time in place of a clock: the same operations on every machine. Not thread-safe.</summary>
public sealed class SyntheticGuest
{
    private const int BatchOperations = 128;

    private readonly IGuestProgram _program;
    private long _guestNs;
    private double _due;

    private SyntheticGuest(IGuestProgram program) => _program = program;

    /// <summary>Takes a workload that will not be started.</summary>
    /// <returns>Null when it is not synthetic, or has no rate to go by.</returns>
    public static SyntheticGuest? Of(IWorkload workload) =>
        workload is GuestWorkload { Program: { } program } && double.IsFinite(program.OperationsPerSecond)
            ? new SyntheticGuest(program)
            : null;

    /// <summary>
    /// First page and number of pages of the server's process in the first RAM block, once filled; all of it for a guest without a server.
    /// </summary>
    public (long First, long Count) ServerPages(GuestMemory memory)
    {
        long pages = memory.Blocks[0].PageCount;
        return _program is IServerProgram { ServerPages: > 0 and var server } ? (pages - server, server) : (0, pages);
    }

    /// <summary>Lets guest time pass: does the operations that are due in it.</summary>
    public void Advance(GuestMemory memory, TimeSpan time)
    {
        double perNs = _program.OperationsPerSecond / 1e9;
        for (long leftNs = (long)time.TotalNanoseconds; leftNs > 0;)
        {
            long stepNs = perNs > 0 ? Math.Clamp((long)((BatchOperations - _due) / perNs), 1, leftNs) : leftNs;
            leftNs -= stepNs;
            _guestNs += stepNs;
            _due += stepNs * perNs;
            int count = (int)_due;
            if (count > 0) _program.DoOperations(memory, count, _guestNs);
            _due -= count;
        }
    }
}
