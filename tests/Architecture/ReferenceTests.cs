using System.Xml.Linq;

namespace MultifdBench.Tests.Architecture;

/// <summary>Who may know whom: every project reference and every use in compiled code is one that the architecture allows.</summary>
public sealed class ReferenceTests
{
    /// <summary>
    /// What each project may reference besides Core. A project that is not listed here may be referenced by the program only.
    /// </summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Guest"] = [],
        ["Codecs"] = [],
        ["Deflate"] = [],
        ["Results"] = [],
        ["Yaml"] = [],
        ["Multifd"] = ["Guest"],
        ["Management"] = ["Multifd", "Yaml"],
        ["Accelerators"] = ["Codecs", "Deflate", "Multifd", "Guest"],
        ["Methods"] = ["Multifd", "Accelerators", "Codecs", "Deflate", "Guest"],
        ["Measurement"] = ["Multifd", "Management", "Methods", "Accelerators", "Results", "Codecs", "Guest"],
        ["Simulation"] = ["Multifd", "Results", "Guest", "Yaml"],
        ["Prediction"] = ["Measurement", "Management", "Simulation", "Methods", "Multifd", "Results", "Guest"],
        ["Capture"] = ["Guest", "Codecs"],
        ["Comparison"] = ["Results"],
        ["Reporting"] = ["Results", "Comparison", "Yaml"],
        ["Workloads"] = ["Guest", "Capture", "Codecs", "Yaml"],
    };

    private static readonly string Root = SampleData.RepositoryRoot();

    public static TheoryData<string> Projects => [.. Files().Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOnlyWhatItMay(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is new: say in this test what it may know");
        string[] forbidden = [.. References(project).Where(name => name != "Core" && !Allowed[project].Contains(name))];
        Assert.True(forbidden.Length == 0, $"{project} references {string.Join(", ", forbidden)}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_UsesOnlyWhatItMay(string project)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"MultifdBench.{project}.dll");
        Assert.True(File.Exists(path), $"{path} is not beside the tests: reference the project");
        string[] used = [.. System.Reflection.Assembly.LoadFrom(path).GetReferencedAssemblies()
            .Select(name => name.Name!).Where(name => name.StartsWith("MultifdBench.", StringComparison.Ordinal))
            .Select(name => name["MultifdBench.".Length..])];
        Assert.DoesNotContain(used, name => name != "Core" && !Allowed[project].Contains(name));
    }

    [Fact]
    public void Picture_IsNotEmpty()
    {
        Assert.Contains("Guest", References("Multifd"));
        Assert.Contains("Multifd", References("Methods"));
        Assert.True(Files().Count() >= 8);
    }

    [Fact]
    public void Protocol_HasNeverHeardOfACodec()
    {
        string[] words = ["zlib.", "ZLib", "ZstdSharp", "Iaa", "BenchmarkDotNet", "CsvHelper"];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Root, "src", "Multifd"), "*.cs", SearchOption.AllDirectories)
            .Where(IsSource))
        {
            string code =
                string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
            Assert.DoesNotContain(words, word => code.Contains(word, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Root, "workloads", "Workloads.csproj")).Where(IsSource);

    private static bool IsSource(string path) =>
        !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Files().Single(file => Path.GetFileNameWithoutExtension(file) == project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
