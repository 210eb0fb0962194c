using System.Text.RegularExpressions;
using MultifdBench.Core;

namespace MultifdBench.Results.Bundles;

/// <summary>
/// How large a bundle may be and how its files may be called; the writer keeps to it, and the reader trusts nobody. A row of runs.csv or
/// rounds.csv has some hundred bytes: there is room for a million.
/// </summary>
internal static partial class BundleLimits
{
    /// <summary>Bytes of the bundle itself.</summary>
    public const long MaxBundleBytes = 64 * Units.MiB;

    /// <summary>Bytes of all its files once unpacked.</summary>
    public const long MaxContentBytes = 256 * Units.MiB;

    /// <summary>Bytes of the manifest.</summary>
    public const long MaxManifestBytes = Units.MiB;

    /// <summary>Files, the manifest included.</summary>
    public const int MaxFiles = 256;

    /// <summary>The folder of scenario files.</summary>
    public const string Scenarios = "scenarios/";

    /// <summary>Whether a name can do no harm wherever it is unpacked.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex(@"\A(scenarios/)?[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Name();
}
