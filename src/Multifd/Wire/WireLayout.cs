using MultifdBench.Core;

namespace MultifdBench.Multifd.Wire;

/// <summary>Which QEMU's bytes are on the wire.</summary>
public enum WireLayout
{
    /// <summary>
    /// QEMU up to 8.2: no zero pages in packets (they are records of the main stream) and every section's end is a barrier.
    /// </summary>
    Qemu72,

    /// <summary>QEMU 9.0 and later: packets may list zero pages, and barriers are FLUSH records, one per round.</summary>
    Qemu90,
}

/// <summary>The names of the layouts on the command line and in files.</summary>
public static class WireLayouts
{
    /// <summary>All names, as <c>--wire-layout</c> takes them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["qemu-7.2", "qemu-9.0"];

    /// <summary>The name of a layout.</summary>
    public static string Name(this WireLayout layout) => Names[(int)layout];

    /// <summary>The layout of that name.</summary>
    /// <exception cref="UsageException">No such layout.</exception>
    public static WireLayout Parse(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name) return (WireLayout)i;
        }

        throw new UsageException($"--wire-layout '{name}' is unknown; it is one of {string.Join(", ", Names)}.");
    }
}
