using System.Text.RegularExpressions;

namespace MultifdBench.Tests.Architecture;

/// <summary>
/// Pages and help are written in English, not translated into it. These are the marks of the translations that were found here: each has a
/// plain form, and none is needed.
/// </summary>
public sealed partial class WordsTests
{
    private static readonly string Root = SampleData.RepositoryRoot();

    private static readonly (Regex Pattern, string Instead)[] Translated =
    [
        (HasNot(), "does not have"),
        (Stands(), "is, has, says, represents, pauses"),
        (IsOf(), "a verb: has, counts, shows, comes from"),
        (OfIt(), "its, or a sentence of its own"),
    ];

    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Root, "*.md").Concat(
                new[] { "docs", "workloads", "examples", "results/reference" }.SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests", "Bench", "Approved"), "help*.txt"))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj")),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Texts_AreWrittenInEnglish(string file) => Assert.Empty(Problems(File.ReadAllText(Path.Combine(Root, file))));

    [Theory]
    [InlineData("accelerators that the host has not (`--x`)", "has not (")]
    [InlineData("the counts stand in\nthe notes", "stand in")]
    [InlineData("`throughput` is of **wire** bytes", "is of")]
    [InlineData("30 % of it is content", "of it is")]
    [InlineData("This has not been tried. It does not have one.", null)]
    [InlineData("```\nwhat the machine has not.\n```\n`x stands in y` and the standard", null)]
    public void ATranslation_IsFound_AndPlainWordsAreNot(string text, string? found) =>
        Assert.Equal(found is not null, Problems(text).Any(problem => problem.Contains($"'{found}'", StringComparison.Ordinal)));

    /// <summary>What is wrong in a text; code in it, which may print what it likes, is left out.</summary>
    private static IEnumerable<string> Problems(string text)
    {
        string prose = Blank().Replace(Code().Replace(Fence().Replace(text, ""), "`x`"), " ");
        return from rule in Translated
               from Match match in rule.Pattern.Matches(prose)
               select $"'{match.Value}' in '{prose[Math.Max(0, match.Index - 40)..Math.Min(prose.Length, match.Index + 60)]}': "
                   + $"write {rule.Instead}";
    }

    [GeneratedRegex(@"\b(has|have|had) not ?[.,;:(]")]
    private static partial Regex HasNot();

    [GeneratedRegex(@"\b(stands?|stood|standing) (there|here|in|for|beside|at|still|under|on)\b")]
    private static partial Regex Stands();

    [GeneratedRegex(@"\b(is|are|was|were) of\b(?! use\b)")]
    private static partial Regex IsOf();

    [GeneratedRegex(@"\bof it (is|are|was|were)\b|, of it ")]
    private static partial Regex OfIt();

    [GeneratedRegex(@"^\s*```.*?^\s*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
