using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>Whose rules of convergence a migration follows. Each is named after the first release that has them.</summary>
public enum QemuRules
{
    /// <summary>
    /// 7.2 to 8.1: auto-converge compares dirty bytes with the uncompressed bytes that were sent; the guest is stopped below the threshold.
    /// </summary>
    Qemu72,

    /// <summary>8.2 to 9.1: with the bytes on the wire.</summary>
    Qemu82,

    /// <summary>9.2 and 10.0: and a dirty sync every 5 s while auto-converge is on.</summary>
    Qemu92,

    /// <summary>10.1 and later: the guest is stopped also exactly at the threshold.</summary>
    Qemu101,
}

/// <summary>Names of <see cref="QemuRules"/>.</summary>
public static class QemuRulesNames
{
    private static readonly string[] Texts = ["qemu-7.2", "qemu-8.2", "qemu-9.2", "qemu-10.1"];

    /// <summary>All names, oldest first.</summary>
    public static IReadOnlyList<string> Names => Texts;

    /// <summary>As on the command line.</summary>
    public static string Name(this QemuRules rules) => Texts[(int)rules];

    /// <summary>The rules of a name.</summary>
    /// <exception cref="UsageException">There are none of that name.</exception>
    public static QemuRules Parse(string text)
    {
        int index = Array.IndexOf(Texts, text);
        return index >= 0
            ? (QemuRules)index
            : throw new UsageException($"--qemu-rules {text} is unknown: use {string.Join(", ", Texts[..^1])} or {Texts[^1]}.");
    }

    /// <summary>Whether "transferred" are bytes on the wire, or the pages before compression.</summary>
    internal static bool CountsWireBytes(this QemuRules rules) => rules >= QemuRules.Qemu82;

    /// <summary>Whether there is a sync every 5 s while auto-converge is on.</summary>
    internal static bool HasPeriodicSync(this QemuRules rules) => rules >= QemuRules.Qemu92;

    /// <summary>Whether what is exactly the threshold may be sent with the guest stopped.</summary>
    internal static bool StopsAtThreshold(this QemuRules rules) => rules >= QemuRules.Qemu101;
}
