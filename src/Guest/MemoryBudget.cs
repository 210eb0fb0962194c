using MultifdBench.Core;

namespace MultifdBench.Guest;

/// <summary>
/// Refuses guest memory that the machine does not have, before the kernel's out-of-memory killer has to. Stateless, thread-safe.
/// </summary>
public static class MemoryBudget
{
    /// <summary>Bytes that can be used now without swapping and without meeting a limit; the runtime's estimate where unknown.</summary>
    public static long AvailableBytes() => AvailableBytes("/") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What a host's files say of it: <c>MemAvailable</c>, or what the process's control groups leave of it.</summary>
    /// <param name="root">The folder that holds <c>proc</c> and <c>sys</c>.</param>
    /// <returns>Bytes; null where neither can be read.</returns>
    public static long? AvailableBytes(string root)
    {
        long? free = HostFiles.KiB(HostFiles.Lines(root, "proc/meminfo"), "MemAvailable") * Units.KiB;
        long? left = ControlGroups.Read(root).MemoryLeftBytes;
        return free is { } a && left is { } b ? Math.Min(a, b) : free ?? left;
    }

    /// <summary>Throws unless <paramref name="bytes"/> are available.</summary>
    /// <param name="bytes">What is about to be used.</param>
    /// <param name="purpose">What for, as it reads in the message: "guest memory".</param>
    /// <exception cref="UsageException">The machine has less.</exception>
    public static void Demand(long bytes, string purpose) => Demand(bytes, purpose, AvailableBytes());

    /// <summary>Throws unless <paramref name="bytes"/> are among those that are <paramref name="available"/>.</summary>
    /// <inheritdoc cref="Demand(long, string)"/>
    public static void Demand(long bytes, string purpose, long available)
    {
        if (bytes > available)
        {
            throw new UsageException(
                $"{Units.FormatSize(bytes)} of {purpose} are more than the {Units.FormatSize(available)} that this machine has available; "
                    + "choose a smaller --memory.");
        }
    }
}
