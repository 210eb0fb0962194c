using System.Globalization;

namespace MultifdBench.Core;

/// <summary>
/// What the control groups of this process leave it of the machine: its own and all above it that can be seen, whose limits hold for it
/// too. Both versions, also side by side. What cannot be read limits nothing. Immutable, thread-safe.
/// </summary>
public sealed class ControlGroups
{
    // A version 1 group without a limit says the largest signed 64-bit number of whole pages; those have up to 64 KiB.
    private const long NoLimitBytes = long.MaxValue - 0xFFFF;

    private ControlGroups(long? memoryLimitBytes, long? memoryLeftBytes, double? cpuQuotaCores)
    {
        MemoryLimitBytes = memoryLimitBytes;
        MemoryLeftBytes = memoryLeftBytes;
        CpuQuotaCores = cpuQuotaCores;
    }

    /// <summary>The lowest memory limit, bytes; null for none. <c>memory.high</c> counts: a process beyond it is slowed down.</summary>
    public long? MemoryLimitBytes { get; }

    /// <summary>
    /// Bytes that can still be used before the first limit is met; null for no limit. The page cache of files counts as free, as it does in
    /// the kernel's <c>MemAvailable</c>: the kernel gives it up first.
    /// </summary>
    public long? MemoryLeftBytes { get; }

    /// <summary>Processors' worth of CPU time in each period: 1.1 for 110 ms in 100 ms. Null for no quota.</summary>
    public double? CpuQuotaCores { get; }

    /// <summary>Reads the groups of this process.</summary>
    /// <param name="root">The folder that holds <c>proc</c> and <c>sys</c>.</param>
    public static ControlGroups Read(string root = "/")
    {
        (long Limit, long Left)[] memory = [.. Folders(root, "memory").SelectMany(MemoryOf)];
        double[] quotas = [.. Folders(root, "cpu").Select(QuotaOf).OfType<double>()];
        return new ControlGroups(
            memory.Length == 0 ? null : memory.Min(group => group.Limit),
            memory.Length == 0 ? null : memory.Min(group => group.Left),
            quotas.Length == 0 ? null : quotas.Min());
    }

    private static IEnumerable<(long Limit, long Left)> MemoryOf(string folder)
    {
        long used = HostFiles.Number(folder, "memory.current") ?? HostFiles.Number(folder, "memory.usage_in_bytes") ?? 0;
        used = Math.Max(0, used - FileCache(folder));
        foreach (string file in (string[])["memory.max", "memory.high", "memory.limit_in_bytes"])
        {
            if (HostFiles.Number(folder, file) is { } limit and >= 0 and < NoLimitBytes) yield return (limit, Math.Max(0, limit - used));
        }
    }

    /// <summary>Cached pages of files, of the group and all below it.</summary>
    private static long FileCache(string folder)
    {
        Dictionary<string, long> counts = [];
        foreach (string line in HostFiles.Lines(folder, "memory.stat"))
        {
            string[] words = line.Split(' ');
            if (words.Length != 2) continue;
            if (long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long value)) counts[words[0]] = value;
        }

        // Version 1 counts the groups below under names of their own.
        string prefix = counts.ContainsKey("total_inactive_file") ? "total_" : "";
        return counts.GetValueOrDefault(prefix + "inactive_file") + counts.GetValueOrDefault(prefix + "active_file");
    }

    private static double? QuotaOf(string folder)
    {
        // Version 2: "110000 100000" or "max 100000".
        string[] max = HostFiles.Text(folder, "cpu.max")?.Split(' ') ?? [];
        if (max.Length == 2 && Microseconds(max[0]) is { } quota && Microseconds(max[1]) is { } period) return quota / period;
        // Version 1: -1 for none.
        long? us = HostFiles.Number(folder, "cpu.cfs_quota_us");
        long? of = HostFiles.Number(folder, "cpu.cfs_period_us");
        return us > 0 && of > 0 ? (double)us / of : null;
    }

    private static double? Microseconds(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0 ? value : null;

    /// <summary>The folders of this process's groups for a controller, from its own upwards as far as they are mounted.</summary>
    private static IEnumerable<string> Folders(string root, string controller)
    {
        Mount[] mounts = [.. HostFiles.Lines(root, "proc/self/mountinfo").Select(Mount.Parse).OfType<Mount>()];
        foreach (string line in HostFiles.Lines(root, "proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3) continue;
            bool isUnified = parts[1].Length == 0;
            if (!isUnified && !parts[1].Split(',').Contains(controller)) continue;
            Mount[] candidates = [.. mounts.Where(mount => mount.IsUnified == isUnified && mount.Has(controller))];
            // A mount that does not hold the group is another's, unless there is no better one: a container may see its own as the root.
            Mount[] holding = [.. candidates.Where(mount => mount.Below(parts[2]) is not null)];
            foreach (Mount mount in holding.Length > 0 ? holding : candidates)
            {
                foreach (string folder in mount.Upwards(root, parts[2])) yield return folder;
            }
        }
    }

    /// <summary>A mounted hierarchy.</summary>
    /// <param name="Top">The group at its top, as paths of groups count.</param>
    /// <param name="Point">Where it is mounted.</param>
    /// <param name="IsUnified">Version 2.</param>
    /// <param name="Options">Of version 1, its controllers among others.</param>
    private sealed record Mount(string Top, string Point, bool IsUnified, string[] Options)
    {
        /// <summary>A line of <c>mountinfo</c>; null for any other file system.</summary>
        public static Mount? Parse(string line)
        {
            string[] words = line.Split(' ');
            int dash = Array.IndexOf(words, "-");
            if (dash < 6 || words.Length < dash + 4 || words[dash + 1] is not ("cgroup" or "cgroup2")) return null;
            return new Mount(words[3], words[4], words[dash + 1] == "cgroup2", words[dash + 3].Split(','));
        }

        /// <summary>The group's path below the mount point; null when it is not below it.</summary>
        public string? Below(string group)
        {
            if (group.Split('/').Contains("..")) return null;
            if (Top == "/") return group;
            return group == Top || group.StartsWith(Top + "/", StringComparison.Ordinal) ? group[Top.Length..] : null;
        }

        /// <summary>Whether a controller may be in it; version 2 has them all.</summary>
        public bool Has(string controller) => IsUnified || Options.Contains(controller);

        /// <summary>The group's folder and those above it; the mount point alone for a group that is not below it.</summary>
        public IEnumerable<string> Upwards(string root, string group)
        {
            string top = Path.Combine(root, Point.TrimStart('/'));
            string[] names = (Below(group) ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
            for (int depth = names.Length; depth >= 0; depth--) yield return Path.Combine([top, .. names[..depth]]);
        }
    }
}
