using System.Text.RegularExpressions;
using MultifdBench.Management;

namespace MultifdBench.Tests.Architecture;

/// <summary>A management policy is known by name in its file alone; code is handed its definition, and asks that what it may do.</summary>
public sealed class PolicyNameTests
{
    private static readonly string Root = SampleData.RepositoryRoot();

    /// <remarks>The name of the policy that does nothing is a word of other things too, and the catalog has it as the default.</remarks>
    private static readonly Regex Name = new(
        $"\"({string.Join('|', PolicyCatalog.Names.Where(name => name != PolicyCatalog.Default))})\"", RegexOptions.CultureInvariant);

    [Fact]
    public void Names_StandInNoCode() => Assert.DoesNotContain(
        new[] { "src", "bench", "workloads" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")),
        IsNamedIn);

    [Fact]
    public void TheSearch_FindsThem() =>
        Assert.True(IsNamedIn(Path.Combine(Root, "tests", "Management", "PublishedExampleTests.cs")));

    private static bool IsNamedIn(string file) => File.ReadLines(file)
        .Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Name.IsMatch(line));
}
