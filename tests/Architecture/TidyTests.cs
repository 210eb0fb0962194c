using System.Text.RegularExpressions;

namespace MultifdBench.Tests.Architecture;

/// <summary>Rules of the project's texts that hold themselves: links, and where a fact comes from.</summary>
public sealed partial class TidyTests
{
    private const int MaxColumns = 140;
    private static readonly string Root = SampleData.RepositoryRoot();

    [Fact]
    public void Links_LeadSomewhere()
    {
        List<string> broken = [];
        foreach (string file in Pages())
        {
            foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(Root, file))))
            {
                string target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith('#')) continue;
                string path = Path.Combine(Root, Path.GetDirectoryName(file)!, target.Split('#')[0]);
                if (!File.Exists(path) && !Directory.Exists(path)) broken.Add($"{file}: {target}");
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void SourceKeys_StandInTheListOfSources_AndNoneIsThereForNothing()
    {
        string[] listed = [.. Lines("docs/sources.md").Select(line => SourceRow().Match(line.Text)).Where(row => row.Success)
            .Select(row => row.Groups["key"].Value)];
        string[] used = [.. CodeFiles().SelectMany(Lines).SelectMany(line => SourceKey().Matches(Comment().Match(line.Text).Value))
            .Select(match => match.Groups["key"].Value).Distinct().Order(StringComparer.OrdinalIgnoreCase)];
        Assert.Equal(listed.Order(StringComparer.OrdinalIgnoreCase), listed);
        Assert.Equal(listed, used);
    }

    /// <summary>Texts between three quotes are what a program prints or reads, line by line, and are as wide as they are.</summary>
    [Fact]
    public void Code_IsAtMostAsWideAsTheProjectAllows() =>
        Assert.Empty(CodeFiles().SelectMany(file => TooWide(file, "\"\"\"", line => false)));

    /// <summary>Rows of tables and blocks of code are not prose.</summary>
    [Fact]
    public void Prose_IsAtMostAsWideAsTheProjectAllows() =>
        Assert.Empty(Pages().SelectMany(file => TooWide(file, "```", line => line.StartsWith('|'))));

    private static IEnumerable<string> TooWide(string file, string fence, Func<string, bool> isExempt)
    {
        bool isFenced = false;
        foreach ((int number, string text) in Lines(file))
        {
            if (text.Length > MaxColumns && !isFenced && !isExempt(text)) yield return $"{file}:{number} has {text.Length} columns";
            if ((text.Split(fence).Length - 1) % 2 == 1) isFenced = !isFenced;
        }
    }

    private static IEnumerable<string> CodeFiles() => Files("*.cs");

    private static IEnumerable<string> Pages() => Files("*.md").Where(file => !file.StartsWith("reports/", StringComparison.Ordinal));

    private static IEnumerable<string> Files(string pattern) =>
        new[] { "src", "bench", "workloads", "tests", "docs", "examples", "results/reference" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Root, pattern))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"));

    private static IEnumerable<(int Number, string Text)> Lines(string file) =>
        File.ReadLines(Path.Combine(Root, file)).Select((text, i) => (i + 1, text));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\| (?<key>[A-Za-z]+[0-9]*) \| (?!source)")]
    private static partial Regex SourceRow();

    /// <summary>
    /// A word or an RFC in brackets, alone or before a place, a year or a name. Names of members stand in <c>cref</c>, not here.
    /// </summary>
    [GeneratedRegex(
        @"(?<![\w\]])\[(?<key>RFC[0-9]+|QEMU|Linux|Redis|QPL|POSIX|Intel|jemalloc|glibc|memcached|DWARF|LZ4|WCAG|"
        + @"PostgreSQL|OpenJDK|[A-Z][a-z]+(?:[A-Z][a-z]+)*(?:[0-9]{4})?)"
        + @"(?=[\] ,])(?![^\]]*\()")]
    private static partial Regex SourceKey();
}
