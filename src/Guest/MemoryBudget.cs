using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Guest;

/// <summary>Refuses guest memory that the machine does not have, before the kernel's out-of-memory killer has to.</summary>
public static class MemoryBudget
{
    /// <summary>Bytes that can be used now without swapping: <c>MemAvailable</c> on Linux, the runtime's own estimate elsewhere.</summary>
    public static long AvailableBytes()
    {
        const string MemInfo = "/proc/meminfo";
        long runtimeLimit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!File.Exists(MemInfo)) return runtimeLimit;
        string? line = File.ReadLines(MemInfo).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        string? kib = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
        // The runtime's figure knows a container's limit, the kernel's knows what is in use; the smaller one holds.
        return long.TryParse(kib, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? Math.Min(value * Units.KiB, runtimeLimit) : runtimeLimit;
    }

    /// <summary>Throws unless <paramref name="bytes"/> are available.</summary>
    /// <param name="bytes">What is about to be used.</param>
    /// <param name="purpose">What for, as it reads in the message: "guest memory".</param>
    /// <exception cref="UsageException">The machine has less.</exception>
    public static void Demand(long bytes, string purpose)
    {
        long available = AvailableBytes();
        if (bytes > available)
        {
            throw new UsageException(
                $"{Units.FormatSize(bytes)} of {purpose} are more than the {Units.FormatSize(available)} that this machine has available; choose a smaller --memory.");
        }
    }
}
