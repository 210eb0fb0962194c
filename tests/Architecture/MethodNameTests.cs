using System.Text.RegularExpressions;

namespace MultifdBench.Tests.Architecture;

/// <summary>
/// A method or device is known by name in its own folder, in the catalog and among the facts of a host: everything else is handed its
/// definition.
/// </summary>
public sealed class MethodNameTests
{
    /// <summary>Where names belong.</summary>
    private static readonly string[] Homes = ["src/Methods/", "src/Codecs/", "src/Accelerators/", "src/Measurement/Machine/"];

    /// <summary>Where a name still stands, and why. An entry whose file no longer has one must go.</summary>
    private static readonly Dictionary<string, string> Left = new()
    {
        ["src/Results/Statistics/Speedup.cs"] = "the column is speedup_vs_zlib: the baseline is part of the file format",
        ["src/Simulation/Reproduction/PageJobs.cs"] = "the codecs of published tables, which are the kernel's and no methods",
        ["bench/Suites/PacketHeaderSuite.cs"] = "a benchmark of this packet",
        ["bench/Suites/PacketStreamsSuite.cs"] = "a benchmark of this method's option",
    };

    private static readonly string Root = SampleData.RepositoryRoot();

    /// <remarks><c>none</c> is no name of a method alone: it is also said of accelerators and libraries.</remarks>
    private static readonly IEnumerable<string> Names = BuiltIn.Methods.All.Select(method => method.Name)
        .Concat(BuiltIn.Methods.Devices.SelectMany(device => (string[])[device.Name, device.Device!, device.ModelPart!]))
        .Where(name => name != "none");

    private static readonly Regex Name = new($"\"({string.Join('|', Names)})\"", RegexOptions.CultureInvariant);

    [Fact]
    public void Names_StandInTheirHomesOnly()
    {
        string[] named = [.. Sources()
            .Where(file => !Homes.Any(home => file.StartsWith(home, StringComparison.Ordinal)) && IsNamedIn(file))];
        Assert.Equal(Left.Keys.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheSearch_FindsThem() => Assert.Contains("src/Methods/Zlib/ZlibDefinition.cs", Sources().Where(IsNamedIn));

    private static IEnumerable<string> Sources() => new[] { "src", "bench", "workloads" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static bool IsNamedIn(string file) => File.ReadLines(Path.Combine(Root, file))
        .Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Name.IsMatch(line));
}
