using MultifdBench.Core;

namespace MultifdBench.Multifd.Source;

/// <summary>Who looks for zero pages (QEMU's <c>zero-page-detection</c>).</summary>
public enum ZeroPageDetection
{
    /// <summary>Nobody: zero pages are sent like others.</summary>
    None,

    /// <summary>The migration thread; zero pages are records of the main stream.</summary>
    Legacy,

    /// <summary>The channel threads; zero pages are listed in the packets. Needs the layout of QEMU 9.0.</summary>
    Multifd,
}

/// <summary>The names of the modes on the command line and in files.</summary>
public static class ZeroPageDetections
{
    /// <summary>All names, as <c>--zero-page-detection</c> takes them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["none", "legacy", "multifd"];

    /// <summary>The name of a mode.</summary>
    public static string Name(this ZeroPageDetection mode) => Names[(int)mode];

    /// <summary>The mode of that name.</summary>
    /// <exception cref="UsageException">No such mode.</exception>
    public static ZeroPageDetection Parse(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name) return (ZeroPageDetection)i;
        }

        throw new UsageException($"--zero-page-detection '{name}' is unknown; it is one of {string.Join(", ", Names)}.");
    }
}
