using System.Globalization;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Core;

/// <summary>
/// Descriptors, threads and locked memory that this process may have. They are judged before they are needed: where they are too few, the
/// runtime fails in words of its own, or says that a library does not exist. Immutable.
/// </summary>
public sealed record ProcessLimits
{
    /// <summary>
    /// Descriptors of the program itself. The runtime keeps two for each library that it has loaded: 112 were open in a destination that
    /// waited, 128 sufficed for a migration.
    /// </summary>
    public const int OwnDescriptors = 160;

    /// <summary>
    /// Threads of the program itself: the runtime's own, those of the pool and the guest's; 13 ran in a destination that waited on two
    /// cores.
    /// </summary>
    public static int OwnThreads => 16 + Environment.ProcessorCount;

    /// <summary>Descriptors that may be open (<c>ulimit -n</c>); null for any number, or unknown.</summary>
    public long? Descriptors { get; init; }

    /// <summary>Threads that the user may have on the machine (<c>ulimit -u</c>); null for any number, as root has, or unknown.</summary>
    public long? UserThreads { get; init; }

    /// <summary>Bytes of memory that may be locked (<c>ulimit -l</c>); null for any number, as root has, or unknown.</summary>
    public long? LockedBytes { get; init; }

    /// <summary>Threads of the user's other processes.</summary>
    public long OtherThreads { get; init; }

    /// <summary>The limits of this process as they are now; no limits where the system does not say.</summary>
    public static ProcessLimits Read() => Read("/proc");

    /// <summary>
    /// A limit from the lines of <c>/proc/PID/limits</c>: the soft one, in its own unit; null when there is none, or no such line.
    /// </summary>
    /// <param name="lines">The file.</param>
    /// <param name="name">As the kernel writes it: "Max open files".</param>
    public static long? Soft(IEnumerable<string> lines, string name)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return Whole(line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault());
    }

    /// <summary>Whether this process may have what it is about to need.</summary>
    /// <param name="descriptors">Descriptors besides the program's own.</param>
    /// <param name="threads">Threads besides the program's own.</param>
    /// <param name="lockedBytes">Bytes of locked memory.</param>
    /// <returns>If not: how many are needed, which limit is in the way, and the remedy.</returns>
    public Availability Judge(int descriptors = 0, int threads = 0, long lockedBytes = 0)
    {
        int open = OwnDescriptors + descriptors;
        if (open > Descriptors)
        {
            return Availability.No(
                Text($"{open} descriptors are needed, {OwnDescriptors} of them by the program itself, "
                    + $"and this process may open {Descriptors}"),
                Text($"ulimit -n {open}{Fewer(descriptors)}"));
        }

        if (lockedBytes > LockedBytes)
        {
            return Availability.No(
                Text($"{lockedBytes / Units.KiB} KiB of memory have to be locked, and this process may lock {LockedBytes / Units.KiB} KiB"),
                Text($"ulimit -l {lockedBytes / Units.KiB}{Fewer(1)}"));
        }

        int running = OwnThreads + threads;
        return running + OtherThreads > UserThreads
            ? Availability.No(
                Text($"{running} threads are needed, {OwnThreads} of them by the program itself, "
                    + $"and this user, with {OtherThreads} elsewhere, may have {UserThreads}"),
                Text($"ulimit -u {running + OtherThreads}{Fewer(threads)}"))
            : Availability.Yes;
    }

    internal static ProcessLimits Read(string proc)
    {
        string[] limits = HostFiles.Lines(proc, "self/limits");
        string[] status = HostFiles.Lines(proc, "self/status");
        long own = Number(status, "Threads") ?? 0;
        long? user = IsPrivileged(status) ? null : Soft(limits, "Max processes");
        return new ProcessLimits
        {
            Descriptors = Soft(limits, "Max open files"),
            UserThreads = user,
            LockedBytes = MayLockAnything(status) ? null : Soft(limits, "Max locked memory"),
            OtherThreads = user is null ? 0 : ThreadsOf(proc, Number(status, "Uid")) - own,
        };
    }

    /// <summary>Whom the kernel does not count: CAP_SYS_ADMIN (21) or CAP_SYS_RESOURCE (24) [Linux kernel/fork.c].</summary>
    private static bool IsPrivileged(string[] status) => HasAnyOf(status, (1UL << 21) | (1UL << 24));

    /// <summary>
    /// Whose locked memory the kernel does not count: CAP_IPC_LOCK (14) [Linux net/core/skbuff.c: mm_account_pinned_pages].
    /// </summary>
    private static bool MayLockAnything(string[] status) => HasAnyOf(status, 1UL << 14);

    private static bool HasAnyOf(string[] status, ulong capabilities) =>
        ulong.TryParse(
            HostFiles.Field(status, "CapEff"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong set)
        && (set & capabilities) != 0;

    private static long ThreadsOf(string proc, long? user)
    {
        long threads = 0;
        foreach (string folder in Directory.EnumerateDirectories(proc).Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string[] status = HostFiles.Lines(folder, "status");
            if (Number(status, "Uid") == user) threads += Number(status, "Threads") ?? 0;
        }

        return threads;
    }

    /// <summary>The first number behind a name, which for <c>Uid</c> is the real one.</summary>
    private static long? Number(string[] lines, string name) => Whole(HostFiles.Field(lines, name)?.Split('\t')[0]);

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static string Fewer(int asked) => asked > 0 ? ", or use fewer channels" : "";
}
